"""The listeners of the team's knowledge: propose, review, vote, history, the home tab.

As in `bot.slack.app`: what a person waits for is in the acknowledgement, and everything else is
tracked work. The workspace is always the payload's own, so that a forged id finds nothing.
"""

import json
import logging
import re
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.answer import ADD, HISTORY, STATS, Wish, answer_codes
from bot.decoder import StatusCode
from bot.knowledge.model import (
    Card,
    ConflictError,
    Draft,
    DraftError,
    Field,
    NotAllowedError,
    Person,
    Proposal,
    Question,
)
from bot.knowledge.store import DatabaseUnavailable, NotThere
from bot.knowledge.team import Form, Look, Published, Team
from bot.reply import Reply
from bot.slack import forms, home, surfaces
from bot.slack.api import NotDelivered, SlackApi
from bot.slack.work import Work
from bot.team_reply import (
    decided_reply,
    doubtful_document,
    history_reply,
    published_reply,
    stats_reply,
    trouble_reply,
    unknown_reply,
)

Body = Mapping[str, Any]
Refusal = (NotAllowedError, ConflictError, NotThere, DatabaseUnavailable)
log = logging.getLogger(__name__)


class KnowledgeListeners:
    """What people do with the team's knowledge in Slack."""

    def __init__(self, api: SlackApi, work: Work, team: Team, review_channel: str | None) -> None:
        self.api = api
        self.work = work
        self.team = team
        self.review_channel = review_channel

    def register(self, app: AsyncApp) -> None:
        """Listen on `app`."""
        app.action(surfaces.ADD)(self.add)
        app.action(re.compile(f"{surfaces.CHANGE}:"))(self.change)
        app.view(forms.PROPOSE)(self.propose)
        app.action(forms.APPROVE)(self.approve)
        app.action(forms.REJECT)(self.ask_reason)
        app.view(forms.REJECT)(self.reject)
        app.action(forms.EDIT)(self.open_edit)
        app.view(forms.EDIT)(self.edit)
        app.action(re.compile(f"{surfaces.VOTE}:"))(self.vote)
        app.action(re.compile(f"{surfaces.RESTORE}:"))(self.restore)
        app.event("app_home_opened")(self.home_opened)
        app.action(home.SEARCH)(self.home_search)
        app.action(re.compile(f"{home.PAGE}:"))(self.home_page)

    def start(self, job: Coroutine[None, None, None]) -> None:
        """Start tracked work; what Slack or the database refuses goes into the log."""
        self.work.start(_settled(job))

    # Commands

    async def grant(self, wish: Wish, body: Body) -> Reply | None:
        """The reply to a wish; None for a form that opens instead."""
        workspace = workspace_of(body)
        if wish.what == ADD:
            self.start(self._open_form(body["trigger_id"], str(wish.code or "")))
            return None
        try:
            if wish.what == HISTORY:
                return await self._history(workspace, wish.code, body["user_id"])
            if wish.what == STATS:
                return stats_reply(await self.team.most_asked(workspace))
            return unknown_reply(await self.team.unknown(workspace))
        except DatabaseUnavailable as why:
            return trouble_reply(_sentence(why))

    async def _history(self, workspace: str, code: StatusCode | None, person: str) -> Reply:
        if code is None:
            return trouble_reply("Say of which code: /iissync history 2148598792")
        histories = await self.team.history(workspace, code)
        return history_reply(code, histories, may_restore=person in self.team.reviewers.ids)

    def count(self, body: Body, reply: Reply, channel: str | None, thread: str | None) -> None:
        """Remember who asked for these codes, and where to tell them of a cause."""
        person = person_of(body).id
        questions = [
            Question(code, person, self.team.now(), channel, thread) for code in reply.codes
        ]
        if questions:
            self.start(self.team.asked(workspace_of(body), questions))

    # Proposing

    async def add(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“Add what you found” under an answer."""
        await ack()
        self.start(self._open_form(body["trigger_id"], json.loads(action["value"])["code"]))

    async def _open_form(self, trigger_id: str, code: str) -> None:
        view = forms.draft_view({Field.CODE: code}, self.team.new_form())
        await self.api.open_view(trigger_id, view)

    async def change(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“Suggest a change” under a history."""
        await ack()
        wanted = json.loads(action["value"])["entry"]
        known = self.team.all(workspace_of(body))
        entry = next((entry for entry in known if entry.id == wanted), None)
        if entry is None:
            self.start(self._refuse(body, NotThere("entry", wanted)))
            return
        fields = forms.fields_of(entry.revision.draft)
        view = forms.draft_view(fields, self.team.new_form(entry))
        self.start(self.api.open_view(body["trigger_id"], view))

    async def propose(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form is submitted: a proposal, or what is wrong with it."""
        try:
            draft = Draft.typed(forms.typed_fields(view))
            form = Form(**forms.metadata_of(view))
            proposal = await self.team.propose(workspace_of(body), draft, person_of(body), form)
        except DraftError as error:
            await ack(forms.draft_errors(error))
        except Refusal as why:
            await ack(forms.not_saved(_sentence(why)))
        else:
            await ack(response_action="update", view=forms.proposed_view(proposal))
            self.start(self._show_cards(proposal))

    async def _show_cards(self, proposal: Proposal) -> None:
        others = await self.team.others_open(proposal)
        for place in self._review_places():
            posted = await self._post(place, forms.card(proposal, others))
            if posted:
                await self.team.add_card(proposal, Card(*posted))
        await self._refresh_homes(proposal.workspace)

    async def _post(
        self, place: str, message: Mapping[str, Any], thread_ts: str | None = None
    ) -> tuple[str, str] | None:
        """Post one of several messages: where Slack refuses it, the others go out all the same."""
        try:
            return await self.api.post(place, dict(message), thread_ts)
        except NotDelivered as why:
            log.warning("a message about the team's knowledge did not go out: %s", why)
            return None

    def _review_places(self) -> Sequence[str]:
        return [self.review_channel] if self.review_channel else sorted(self.team.reviewers.ids)

    # Reviewing

    async def approve(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Approve, on a review card."""
        await ack()
        value = json.loads(action["value"])
        deciding = self.team.approve(
            workspace_of(body), value["proposal"], person_of(body), value["edition"]
        )
        self.start(self._approve(body, deciding))

    async def _approve(self, body: Body, deciding: Awaitable[Published]) -> None:
        try:
            published = await deciding
        except Refusal as why:
            await self._refuse(body, why)
            return
        await self._after_decision(published.proposal)
        await self._tell_who_waits(published.proposal.workspace, published.entry.code)

    async def _tell_who_waits(self, workspace: str, code: StatusCode) -> None:
        """Tell everyone who asked in vain, each place once."""
        message = surfaces.message(
            published_reply(code, answer_codes([code], self.team.notes(workspace)))
        )
        places: dict[tuple[str, str | None], list[Question]] = {}
        for question in await self.team.waiting(workspace, code):
            place = question.channel or question.person
            places.setdefault((place, question.thread_ts), []).append(question)
        for (place, thread_ts), questions in places.items():
            if await self._post(place, message, thread_ts):
                await self.team.told(workspace, questions)

    async def ask_reason(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Reject, on a review card: asks for the reason."""
        await ack()
        self.start(self._open_decision(body, _proposal(action), editing=False))

    async def reject(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The reason is given."""
        proposal_id = forms.metadata_of(view)["proposal"]
        try:
            proposal = await self.team.reject(
                workspace_of(body), proposal_id, person_of(body), forms.typed_reason(view)
            )
        except Refusal as why:
            await ack(forms.not_saved(_sentence(why), forms.REASON))
        else:
            await ack()
            self.start(self._after_decision(proposal))

    async def open_edit(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Edit, on a review card: opens the form with the proposal."""
        await ack()
        self.start(self._open_decision(body, _proposal(action), editing=True))

    async def _open_decision(self, body: Body, proposal_id: str, *, editing: bool) -> None:
        try:
            proposal = await self.team.to_decide(
                workspace_of(body), proposal_id, person_of(body), editing=editing
            )
        except Refusal as why:
            await self._refuse(body, why)
            return
        fields, metadata = forms.fields_of(proposal.draft), {"proposal": proposal_id}
        view = forms.edit_view(fields, metadata) if editing else forms.reject_view(proposal_id)
        await self.api.open_view(body["trigger_id"], view)

    async def edit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The proposal is submitted anew by a reviewer."""
        try:
            draft = Draft.typed(forms.typed_fields(view))
            proposal = await self.team.change_draft(
                workspace_of(body), forms.metadata_of(view)["proposal"], draft, person_of(body)
            )
        except DraftError as error:
            await ack(forms.draft_errors(error))
        except Refusal as why:
            await ack(forms.not_saved(_sentence(why)))
        else:
            await ack()
            self.start(self._after_edit(proposal))

    async def _after_edit(self, proposal: Proposal) -> None:
        await self._update_cards(proposal)
        await self._refresh_homes(proposal.workspace)

    async def _after_decision(self, proposal: Proposal) -> None:
        await self._update_cards(proposal)
        if proposal.proposer:
            message = surfaces.message(decided_reply(proposal))
            await self._post(proposal.proposer.id, message)
        await self._refresh_homes(proposal.workspace)

    async def _update_cards(self, proposal: Proposal) -> None:
        others = await self.team.others_open(proposal)
        for card in await self.team.cards(proposal):
            try:
                await self.api.update(card.channel, card.ts, forms.card(proposal, others))
            except NotDelivered as why:
                log.warning("a review card was not updated: %s", why)

    async def _refuse(self, body: Body, why: Exception) -> None:
        """Tell the person alone who clicked."""
        await self._say(body, _sentence(why))
        if isinstance(why, ConflictError) and why.proposal:
            await self._after_edit(why.proposal)

    async def _say(self, body: Body, words: str) -> None:
        """Tell the person alone who clicked: the home tab has a modal for that."""
        if "response_url" in body:
            text = {"response_type": "ephemeral", "replace_original": False, "text": words}
            await self.api.respond(body["response_url"], text)
        else:
            await self.api.open_view(body["trigger_id"], forms.said_view(words))

    # Entries

    async def vote(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“This helped” or “Didn't help”."""
        await ack()
        self.start(self._vote(body, json.loads(action["value"])))

    async def _vote(self, body: Body, value: Mapping[str, Any]) -> None:
        workspace, person = workspace_of(body), person_of(body)
        try:
            entry, fell = await self.team.vote(
                workspace, value["entry"], person.id, helped=value["helped"]
            )
        except Refusal as why:
            await self._refuse(body, why)
            return
        await self._say(body, "Thank you: counted. You may change your mind.")
        if fell:
            message = surfaces.plain_message(doubtful_document(entry))
            for place in self._review_places():
                await self._post(place, message)

    async def restore(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """“Restore this version”, in a history."""
        await ack()
        self.start(self._restore(body, json.loads(action["value"])))

    async def _restore(self, body: Body, value: Mapping[str, Any]) -> None:
        workspace, reviewer = workspace_of(body), person_of(body)
        try:
            entry = await self.team.restore(
                workspace, value["entry"], value["version"], value["expected"], reviewer
            )
        except Refusal as why:
            await self._refuse(body, why)
            return
        reply = await self._history(workspace, entry.code, reviewer.id)
        again = {"replace_original": True, **surfaces.ephemeral(reply)}
        await self.api.respond(body["response_url"], again)

    # The home tab

    async def home_opened(self, ack: AsyncAck, body: Body, event: Body) -> None:
        """Someone looks at the home tab."""
        await ack()
        if event.get("tab") == "home":
            self.start(self._show_home(body["team_id"], event["user"], Look()))

    async def home_search(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """A search in the home tab."""
        await ack()
        look = Look(words=str(action.get("value") or ""))
        self.start(self._show_home(workspace_of(body), body["user"]["id"], look))

    async def home_page(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """Another page of the home tab."""
        await ack()
        look = Look(page=json.loads(action["value"])["page"])
        self.start(self._show_home(workspace_of(body), body["user"]["id"], look))

    async def _refresh_homes(self, workspace: str) -> None:
        for person, look in self.team.visitors(workspace):
            await self._publish(workspace, person, look)

    async def _show_home(self, workspace: str, person: str, look: Look) -> None:
        self.team.visited(workspace, person, look)
        await self._publish(workspace, person, look)

    async def _publish(self, workspace: str, person: str, look: Look) -> None:
        view = home.view(await home.gathered(self.team, workspace, person, look))
        try:
            await self.api.publish_home(person, view)
        except NotDelivered as why:
            log.warning("a home tab was not updated: %s", why)


def workspace_of(body: Body) -> str:
    """The workspace a payload comes from."""
    return str(body.get("team_id") or (body.get("team") or {}).get("id"))


def person_of(body: Body) -> Person:
    """Who acts, with the name that the payload gives; the id where it gives none."""
    user = body.get("user") or {}
    if isinstance(user, Mapping) and user.get("id"):
        return Person(user["id"], user.get("name") or user.get("username") or user["id"])
    event = body.get("event") or {}
    person = str(body.get("user_id") or event.get("user"))
    return Person(person, str(body.get("user_name") or person))


def _proposal(action: Body) -> str:
    return str(json.loads(action["value"])["proposal"])


def _sentence(why: Exception) -> str:
    """Why something could not be done, for the person who wanted it."""
    if isinstance(why, ConflictError) and why.proposal and why.proposal.decided_at is None:
        return "It was edited since you saw it: look at it again."
    if isinstance(why, ConflictError) and why.proposal:
        who = why.proposal.decided_by
        return f"{who.name if who else 'Somebody'} was faster: it is {why.proposal.decision.value}."
    if isinstance(why, ConflictError):
        return "The entry has changed since, and this no longer fits: propose it anew."
    if isinstance(why, NotThere):
        return "That is no longer there."
    if isinstance(why, DatabaseUnavailable):
        return "The team's database is out of reach. Try again later: nothing is done twice."
    return str(why)


async def _settled(job: Coroutine[None, None, None]) -> None:
    try:
        await job
    except (NotDelivered, DatabaseUnavailable) as why:
        log.warning("work on the team's knowledge was cut short: %s", why)
