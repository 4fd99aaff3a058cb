"""The listeners of the team's knowledge: propose, review, vote, history.

As in `bot.slack.app`: what a person waits for is in the acknowledgement, and everything else is
tracked work. The workspace is always the payload's own, so that a forged id finds nothing; and only
people of its company do anything here.
"""

import asyncio
import json
import logging
import re
import secrets
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.codes.status_code import StatusCode
from bot.conversation import HISTORY, STATS, TeamCommand
from bot.database.errors import DatabaseUnavailable
from bot.replies.document import Paragraph, line
from bot.replies.errors import error_reply, interaction_failed, refusal_sentence, unexpected_error
from bot.replies.history import history_reply
from bot.replies.reply import ADD, Reply
from bot.replies.reviews import whole_document
from bot.replies.statistics import stats_reply, unknown_reply
from bot.slack import follow_ups, forms, surfaces
from bot.slack.api import NotDelivered, Place, SlackApi
from bot.slack.audience import own_workspace
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.follow_ups import FollowUps
from bot.slack.notifications import log_undelivered, notify, person_of
from bot.slack.worker import Worker
from bot.team.model import (
    Action,
    ConflictError,
    Draft,
    DraftError,
    Field,
    NotAllowedError,
    Proposal,
    Question,
    Seen,
    TeamEntry,
)
from bot.team.store import NotThere
from bot.team.team import Form, Team

Body = Mapping[str, Any]
Refusal = (NotAllowedError, ConflictError, NotThere, DatabaseUnavailable)
log = logging.getLogger(__name__)

_MOST_UNCOUNTED = 10_000
TOGETHER = 0.25
"""Seconds for which questions are gathered before they are written down."""


class TeamListeners:
    """What people do with the team's knowledge in Slack."""

    def __init__(
        self, api: SlackApi, work: BackgroundTasks, team: Team, worker: Worker, after: FollowUps
    ) -> None:
        self.api = api
        self.work = work
        self.team = team
        self.worker = worker
        self.after = after
        self._asked: deque[tuple[str, Question]] = deque(maxlen=_MOST_UNCOUNTED)
        self._counting = False

    def register(self, app: AsyncApp) -> None:
        """Listen on `app`."""
        app.action(re.compile(f"{ADD}(:|$)"))(self.add)
        app.action(re.compile(f"{surfaces.CHANGE}:"))(self.change)
        app.view(forms.PROPOSE)(self.propose)
        app.action(forms.APPROVE)(self.approve)
        app.action(forms.REJECT)(self.ask_reason)
        app.view(forms.REJECT)(self.reject)
        app.action(forms.EDIT)(self.open_edit)
        app.view(forms.EDIT)(self.edit)
        app.action(forms.WHOLE_TEXT)(self.show_whole_text)
        app.action(re.compile(f"{surfaces.VOTE}:"))(self.vote)
        app.action(re.compile(f"{surfaces.RESTORE}:"))(self.ask_to_restore)
        app.view(forms.RESTORE)(self.restore)

    def start(self, body: Body, job: Coroutine[None, None, None]) -> None:
        """Start tracked work for the person who acted, who is told if it fails."""

        async def say(reference: str) -> None:
            await log_undelivered(notify(self.api, body, unexpected_error(reference)))

        self.work.start(self._settled(body, job), say)

    async def _settled(self, body: Body, job: Coroutine[None, None, None]) -> None:
        try:
            await job
        except Refusal as why:
            words = refusal_sentence(why, person_of(body).id)
            await log_undelivered(notify(self.api, body, (Paragraph(line(words)),)))
            if isinstance(why, ConflictError) and isinstance(why.now, Proposal):
                await self.after.after_edit(why.now)
        except NotDelivered as why:
            log.warning("Slack did not take what a press of a button should show: %s", why)
            await log_undelivered(
                notify(self.api, body, interaction_failed(str(why), needs_admin=why.needs_admin))
            )

    # Commands

    async def handled(
        self, command: TeamCommand, workspace: str, person: str, page: int = 0
    ) -> Reply:
        """The reply to a command that needs the database; a page of it, from 0."""
        try:
            if command.what == HISTORY:
                return await self._history(workspace, command.code, person, page)
            if command.what == STATS:
                return stats_reply(await self.team.most_asked(workspace), page)
            return unknown_reply(await self.team.unknown(workspace), page)
        except DatabaseUnavailable as why:
            return error_reply(refusal_sentence(why))

    async def _history(
        self, workspace: str, code: StatusCode | None, person: str, page: int = 0
    ) -> Reply:
        if code is None:
            return error_reply("Say of which code: /iissync history 2148598792")
        histories = await self.team.history(workspace, code)
        may_restore = person in self.team.reviewers.ids
        reply = history_reply(code, histories, page, may_restore=may_restore)
        return reply._replace(takes_entries=bool(self.team.reviewers.ids))

    def count(self, workspace: str, person: str, reply: Reply, place: Place | None = None) -> None:
        """Remember who asked for these codes, and where to tell them of a cause."""
        channel, thread_ts = place or (None, None)
        questions = [
            Question(code, person, self.team.now(), channel, thread_ts) for code in reply.codes
        ]
        self._asked.extend((workspace, question) for question in questions)
        if self._asked and not self._counting:
            self._counting = True
            self.work.start(self._count())

    async def _count(self) -> None:
        """Write down what was asked in a short while together: a transaction costs an answer."""
        try:
            while self._asked:
                await asyncio.sleep(TOGETHER)
                asked = tuple(self._asked)
                self._asked.clear()
                for workspace, some in groupby(asked, itemgetter(0)):
                    await self.team.asked(workspace, *(question for _, question in some))
        finally:
            self._counting = False

    # Proposing

    async def add(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“Add what you found” under an answer."""
        await ack()
        self.open_form(body, surfaces.codes_to_add(action["value"]))

    def open_form(self, body: Body, codes: Sequence[StatusCode]) -> None:
        """Open the form in which a cause is written down, of the one code or one of several."""
        self.start(body, self._open_form(body, codes))

    async def _open_form(self, body: Body, codes: Sequence[StatusCode]) -> None:
        own_workspace(body)
        code = str(codes[0]) if len(codes) == 1 else ""
        view = forms.draft_view({Field.CODE: code}, self.team.new_form(), codes)
        await self.api.open_view(body["trigger_id"], view)

    async def change(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“Suggest a change” under a history."""
        await ack()
        self.start(body, self._change(body, json.loads(action["value"])["entry"]))

    async def _change(self, body: Body, wanted: str) -> None:
        entry = self._entry(own_workspace(body), wanted)
        fields = forms.fields_of(entry.revision.draft)
        view = forms.draft_view(fields, self.team.new_form(entry))
        await self.api.open_view(body["trigger_id"], view)

    async def propose(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form is submitted: a proposal, or what is wrong with it."""
        person = person_of(body)
        fields, form = forms.typed_fields(view), Form(**forms.metadata_of(view))
        try:
            workspace, draft = own_workspace(body), Draft.typed(fields)
            follow_up = follow_ups.proposed(workspace, form.id, person)
            async with self.worker.enqueued(follow_up) as is_new:
                proposal = await self.team.propose(workspace, draft, person, form)
            if not is_new:  # it was submitted before: what was promised then may be gone
                await self.worker.enqueue(follow_up)
        except DraftError as error:
            await ack(forms.draft_errors(error))
        except Refusal as why:
            await ack(forms.proposed_again(fields, form, why, person.id))
        else:
            await ack(response_action="update", view=forms.proposed_view(proposal))

    # Reviewing

    async def approve(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Approve, on a review card."""
        await ack()
        self.start(body, self._approve(body, _seen(action)))

    async def _approve(self, body: Body, seen: Seen) -> None:
        workspace, reviewer = own_workspace(body), person_of(body)
        follow_up = follow_ups.decided(workspace, seen.proposal, reviewer, secrets.token_hex(4))
        async with self.worker.enqueued(follow_up):
            await self.team.approve(workspace, seen, reviewer)

    async def ask_reason(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Reject, on a review card: asks for the reason."""
        await ack()
        self.start(body, self._ask_reason(body, _seen(action)))

    async def _ask_reason(self, body: Body, seen: Seen) -> None:
        proposal = await self._to_decide(body, seen, Action.REJECT)
        if proposal.seen != seen:
            raise ConflictError(proposal)
        await self.api.open_view(body["trigger_id"], forms.reject_view(seen))

    async def _to_decide(self, body: Body, seen: Seen, action: Action) -> Proposal:
        workspace, person = own_workspace(body), person_of(body)
        return await self.team.to_decide(workspace, seen.proposal, person, action)

    async def reject(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The reason is given."""
        reviewer = person_of(body)
        seen, reason = forms.seen_in(forms.metadata_of(view)), forms.typed_reason(view)
        try:
            workspace = own_workspace(body)
            follow_up = follow_ups.decided(workspace, seen.proposal, reviewer, secrets.token_hex(4))
            async with self.worker.enqueued(follow_up):
                await self.team.reject(workspace, seen, reviewer, reason)
        except Refusal as why:
            await ack(forms.rejected_again(reason, why, reviewer.id))
        else:
            await ack()

    async def open_edit(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Edit, on a review card: opens the form with the proposal."""
        await ack()
        self.start(body, self._open_edit(body, _seen(action)))

    async def _open_edit(self, body: Body, seen: Seen) -> None:
        proposal = await self._to_decide(body, seen, Action.EDIT)
        view = forms.edit_view(forms.fields_of(proposal.draft), proposal.seen)
        await self.api.open_view(body["trigger_id"], view)

    async def show_whole_text(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """All of a long proposal, for a reviewer who may not edit it."""
        await ack()
        self.start(body, self._show_whole_text(body, _seen(action)))

    async def _show_whole_text(self, body: Body, seen: Seen) -> None:
        proposal = await self._to_decide(body, seen, Action.REJECT)
        view = surfaces.note(whole_document(proposal))
        await self.api.open_view(body["trigger_id"], view)

    async def edit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The proposal is submitted anew by a reviewer."""
        person = person_of(body)
        fields, seen = forms.typed_fields(view), forms.seen_in(forms.metadata_of(view))
        try:
            workspace, draft = own_workspace(body), Draft.typed(fields)
            proposal = await self.team.change_draft(workspace, seen, draft, person)
        except DraftError as error:
            await ack(forms.draft_errors(error))
        except Refusal as why:
            await ack(forms.edited_again(fields, why, person.id))
        else:
            await ack()
            self.start(body, self.after.after_edit(proposal))

    # Entries

    async def vote(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“This helped” or “Didn't help”."""
        await ack()
        self.start(body, self._vote(body, json.loads(action["value"])))

    async def _vote(self, body: Body, value: Mapping[str, Any]) -> None:
        workspace, person = own_workspace(body), person_of(body)
        entry, fell = await self.team.vote(
            workspace, value["entry"], person.id, helped=value["helped"]
        )
        if fell:
            await self.worker.enqueue(follow_ups.doubtful(entry, person.id))
        thanks = "Thank you, your vote counts. You can change it at any time."
        await notify(self.api, body, (Paragraph(line(thanks)),))

    async def ask_to_restore(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“Restore version N”, in a history: asks first, and says what will change."""
        await ack()
        self.start(body, self._ask_to_restore(body, json.loads(action["value"])))

    async def _ask_to_restore(self, body: Body, value: Mapping[str, Any]) -> None:
        workspace, reviewer = own_workspace(body), person_of(body)
        entry, old = await self.team.to_restore(
            workspace, value["entry"], value["version"], value["expected"], reviewer
        )
        view = forms.restore_view(entry, old, body["response_url"])
        await self.api.open_view(body["trigger_id"], view)

    def _entry(self, workspace: str, wanted: str) -> TeamEntry:
        """The entry of that id. Raises `NotThere`."""
        known = self.team.notes(workspace).all()
        entry = next((entry for entry in known if entry.id == wanted), None)
        if entry is None:
            raise NotThere("entry", wanted)
        return entry

    async def restore(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The answer is yes: the old version is published anew, and the history shows it."""
        reviewer, wanted = person_of(body), forms.restoring(view)
        try:
            workspace = own_workspace(body)
            entry = await self.team.restore(
                workspace, wanted.entry, wanted.version, wanted.expected, reviewer
            )
        except Refusal as why:
            await ack(forms.not_restored(why, reviewer.id))
            return
        await ack()
        self.start(body, self._restored(workspace, entry, reviewer.id, wanted.response_url))

    async def _restored(
        self, workspace: str, entry: TeamEntry, reviewer: str, response_url: str
    ) -> None:
        await self.after.entries_changed(workspace)
        reply = await self._history(workspace, entry.code, reviewer)
        again = {**surfaces.ephemeral(reply), "replace_original": True}
        await log_undelivered(self.api.respond(response_url, again))


def _seen(action: Body) -> Seen:
    return forms.seen_in(json.loads(action["value"]))
