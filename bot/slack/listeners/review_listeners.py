"""The buttons of a review card, and the forms that they open."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.replies.reviews import whole_document
from bot.slack.answering.audience import own_workspace
from bot.slack.answering.notifications import REFUSALS, Notifier, user_of
from bot.slack.jobs import follow_ups
from bot.slack.jobs.follow_ups import FollowUps
from bot.slack.jobs.worker import Worker
from bot.slack.payloads import forms, review_cards, surfaces
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body
from bot.slack.web_api.api import SlackApi
from bot.team.draft_form import DraftError, parse_draft
from bot.team.model import ConflictError, Person, Proposal, ProposalVersion
from bot.team.reviewers import Action
from bot.team.team import Team

Work = Callable[[Body, ProposalVersion], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ReviewListeners:
    """Approves, rejects and edits proposals, each in the version that the reviewer saw."""

    api: SlackApi
    worker: Worker
    team: Team
    notifier: Notifier
    follow_ups: FollowUps

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(review_cards.APPROVE)(self._on_card(self._approve))
        app.action(review_cards.REJECT)(self._on_card(self._ask_reason))
        app.view(review_cards.REJECT)(self.submit_rejection)
        app.action(forms.EDIT)(self._on_card(self._open_edit))
        app.view(forms.EDIT)(self.submit_edit)
        app.action(review_cards.WHOLE_TEXT)(self._on_card(self._show_whole_text))

    def _on_card(self, work: Work) -> Callable[..., Awaitable[None]]:
        """A Bolt listener for a button. If its card is out of date, all cards are updated."""

        async def run(body: Body, value: Value) -> None:
            try:
                await work(body, forms.seen_in(value))
            except ConflictError as error:
                if isinstance(error.now, Proposal):
                    self.notifier.start(body, self.follow_ups.after_edit(error.now))
                raise

        return self.notifier.on_click(run)

    async def _approve(self, body: Body, seen: ProposalVersion) -> None:
        workspace, reviewer = own_workspace(body), user_of(body)
        async with self._enqueued_decision(workspace, seen, reviewer):
            await self.team.approve(workspace, seen, reviewer)

    def _enqueued_decision(
        self, workspace: str, seen: ProposalVersion, reviewer: Person
    ) -> AbstractAsyncContextManager[bool]:
        attempt = secrets.token_hex(4)
        job = follow_ups.decision_job(workspace, seen.proposal, reviewer, attempt)
        return self.worker.enqueued(job)

    async def _ask_reason(self, body: Body, seen: ProposalVersion) -> None:
        proposal = await self._proposal_for(body, seen, Action.REJECT)
        if proposal.current_version != seen:
            raise ConflictError(proposal)
        await self.api.open_view(body["trigger_id"], review_cards.reject_view(seen))

    async def _proposal_for(self, body: Body, seen: ProposalVersion, action: Action) -> Proposal:
        """The open proposal, if the user may do that with it. Raises as `check_decision`."""
        workspace, user = own_workspace(body), user_of(body)
        return await self.team.check_decision(workspace, seen.proposal, user, action)

    async def submit_rejection(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Reject a proposal for the reason in the form."""
        reviewer = user_of(body)
        seen, reason = forms.seen_in(forms.metadata_of(view)), review_cards.typed_reason(view)
        try:
            workspace = own_workspace(body)
            async with self._enqueued_decision(workspace, seen, reviewer):
                await self.team.reject(workspace, seen, reviewer, reason)
        except REFUSALS as error:
            await ack(review_cards.rejection_refused(reason, error, reviewer.id))
        else:
            await ack()

    async def _open_edit(self, body: Body, seen: ProposalVersion) -> None:
        proposal = await self._proposal_for(body, seen, Action.EDIT)
        view = forms.edit_view(forms.fields_of(proposal.draft), proposal.current_version)
        await self.api.open_view(body["trigger_id"], view)

    async def _show_whole_text(self, body: Body, seen: ProposalVersion) -> None:
        """Show a long proposal to a reviewer who may not edit it."""
        proposal = await self._proposal_for(body, seen, Action.REJECT)
        view = surfaces.note(whole_document(proposal))
        await self.api.open_view(body["trigger_id"], view)

    async def submit_edit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Store the proposal as the reviewer has edited it."""
        reviewer = user_of(body)
        fields, seen = forms.typed_fields(view), forms.seen_in(forms.metadata_of(view))
        try:
            workspace, draft = own_workspace(body), parse_draft(fields)
            proposal = await self.team.change_draft(workspace, seen, draft, reviewer)
        except DraftError as error:
            await ack(forms.draft_errors(error))
        except REFUSALS as error:
            await ack(forms.edit_refused(fields, error, reviewer.id))
        else:
            await ack()
            self.notifier.start(body, self.follow_ups.after_edit(proposal))
