"""The buttons below an answer that show another page, ask a text, or show more."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from bot.conversation import ADD, Request, answer_shown, team_command
from bot.replies.errors import own_company_only
from bot.replies.paging import further_pages
from bot.replies.reply import ASK, SHOW, Reply
from bot.slack.answering.audience import notes_for_channel, own_workspace
from bot.slack.answering.home_updates import HomeUpdates
from bot.slack.answering.notifications import Notifier, user_of
from bot.slack.answering.responder import Responder, answer_request
from bot.slack.answering.team_commands import answer_team_command
from bot.slack.listeners.proposal_listeners import ProposalListeners
from bot.slack.payloads import buttons
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body
from bot.slack.payloads.surfaces import ephemeral, other_page
from bot.slack.web_api.api import SlackApi
from bot.team.notes import WorkspaceNotes


@dataclass(frozen=True, slots=True)
class AnswerListeners:
    """Listens to clicks below an answer. Only a page of a public answer is shown to everyone."""

    api: SlackApi
    notifier: Notifier
    responder: Responder
    proposals: ProposalListeners
    home_updates: HomeUpdates

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        on_click = self.notifier.on_click
        app.action(buttons.MORE)(on_click(self._turn_page))
        app.action(buttons.BACK)(on_click(self._turn_page))
        app.action(buttons.pattern(SHOW))(on_click(self._show_code))
        app.action(buttons.pattern(ASK))(on_click(self._ask))

    async def _turn_page(self, body: Body, value: Value) -> None:
        text, page = buttons.parse_page(value)
        is_private = bool(body["container"].get("is_ephemeral"))
        team = self.responder.team
        notes = self.responder.notes(body)
        if not is_private:
            notes = await notes_for_channel(team, self.api, body)
        if team_command(text) and notes.withheld:
            await self.notifier.show(body, own_company_only().document)
            return
        reply = await self._page(body, text, page, notes)
        await self.api.respond(body["response_url"], other_page(reply, page, private=is_private))

    async def _page(self, body: Body, text: str, page: int, notes: WorkspaceNotes) -> Reply:
        command, responder = team_command(text), self.responder
        if command is None:
            return await answer_request(responder.threads, Request(text, page=page), notes)
        user = user_of(body).id
        reply = await answer_team_command(responder.team, command, notes.workspace, user, page)
        return self.home_updates.with_home_link(reply, body, command.code)

    async def _ask(self, body: Body, value: Value) -> None:
        text = str(value["text"])
        command = team_command(text)
        if command and command.what == ADD:
            self.proposals.open_form(body, command.code)
            return
        if command:
            workspace, user = own_workspace(body), user_of(body).id
            reply = await answer_team_command(self.responder.team, command, workspace, user)
            reply = self.home_updates.with_home_link(reply, body, command.code)
        else:
            reply = await self.responder.reply(body, Request(text))
        await self._show(body, reply)

    async def _show_code(self, body: Body, value: Value) -> None:
        shown = buttons.parse_shown(value)
        await self._show(body, answer_shown([shown], self.responder.notes(body), whole=True))

    async def _show(self, body: Body, reply: Reply) -> None:
        """Show a reply to the user; in a modal it says how to see further pages."""
        document = (*reply.document, *further_pages(reply))
        await self.notifier.show(body, document, ephemeral(reply, _thread_of(body)))


def _thread_of(body: Body) -> str | None:
    """The ts of the thread in which the user clicked."""
    thread = (body.get("message") or {}).get("thread_ts") or body["container"].get("thread_ts")
    return str(thread) if thread else None
