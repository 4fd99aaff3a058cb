"""The form in which a user proposes a cause, or a change to an entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.codes.status_code import StatusCode
from bot.replies.reply import ADD
from bot.slack.answering.audience import own_workspace
from bot.slack.answering.notifications import REFUSALS, Notifier, user_of
from bot.slack.jobs import follow_ups
from bot.slack.jobs.worker import Worker
from bot.slack.payloads import buttons, forms
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.members import says_who_administers
from bot.team.draft_form import DraftError, Field, parse_draft
from bot.team.model import Draft, NotFoundError, Person, Proposal
from bot.team.reviewers import NO_REVIEWERS_WITHOUT_SCOPE, NoReviewersError
from bot.team.team import Form, Team

_WITHOUT_SCOPE = NoReviewersError(NO_REVIEWERS_WITHOUT_SCOPE)


@dataclass(frozen=True, slots=True)
class ProposalListeners:
    """Opens the form, and stores what is submitted.

    The workspace is always that of the payload, so that a forged id finds nothing.
    """

    api: SlackApi
    worker: Worker
    team: Team
    notifier: Notifier

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(buttons.pattern(ADD))(self.notifier.on_click(self._add))
        app.action(buttons.pattern(buttons.CHANGE))(self.notifier.on_click(self._change))
        app.view(forms.PROPOSE)(self.submit)

    def open_form(self, body: Body, code: StatusCode | None) -> None:
        """Open the form, filled in with the code if there is one."""
        self.notifier.start(body, self._open_form(body, [code] if code else []))

    async def _add(self, body: Body, value: Value) -> None:
        await self._open_form(body, buttons.parse_codes(value))

    async def _open_form(self, body: Body, codes: Sequence[StatusCode]) -> None:
        own_workspace(body)
        code = str(codes[0]) if len(codes) == 1 else ""
        view = forms.draft_view({Field.CODE: code}, self.team.new_form(), codes)
        await self.api.open_view(body["trigger_id"], view)

    async def _change(self, body: Body, value: Value) -> None:
        entry = self.team.entry(own_workspace(body), value["entry"])
        if entry is None:
            raise NotFoundError("entry", value["entry"])
        fields = forms.fields_of(entry.revision.draft)
        view = forms.draft_view(fields, self.team.new_form(entry))
        await self.api.open_view(body["trigger_id"], view)

    async def submit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Store the proposal, or show in the form why not."""
        user = user_of(body)
        fields, form = forms.typed_fields(view), Form(**forms.metadata_of(view))
        try:
            workspace, draft = own_workspace(body), parse_draft(fields)
            proposal = await self._propose(workspace, draft, user, form)
        except DraftError as error:
            await ack(forms.draft_errors(error))
        except NoReviewersError as error:
            why = error if says_who_administers(self.api) else _WITHOUT_SCOPE
            await ack(forms.proposal_refused(fields, form, why, user.id))
        except REFUSALS as error:
            await ack(forms.proposal_refused(fields, form, error, user.id))
        else:
            await ack(response_action="update", view=forms.proposed_view(proposal))

    async def _propose(self, workspace: str, draft: Draft, user: Person, form: Form) -> Proposal:
        job = follow_ups.proposal_job(workspace, form.id, user)
        async with self.worker.enqueued(job) as is_new:
            proposal = await self.team.propose(workspace, draft, user, form)
        if not is_new:  # the form was submitted before, and its job may have been deleted
            await self.worker.enqueue(job)
        return proposal
