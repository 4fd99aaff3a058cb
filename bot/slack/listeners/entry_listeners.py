"""The buttons of published entries: votes, and the restoration of an old version."""

from dataclasses import dataclass
from typing import NamedTuple

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.replies import labels
from bot.replies.block_kit import to_blocks
from bot.replies.document import Paragraph, line
from bot.replies.reviews import restore_document
from bot.slack.answering.audience import own_workspace
from bot.slack.answering.home_updates import HomeUpdates
from bot.slack.answering.notifications import REFUSALS, Notifier, user_of
from bot.slack.answering.team_commands import history
from bot.slack.jobs import follow_ups
from bot.slack.jobs.worker import Worker
from bot.slack.payloads import buttons, forms, surfaces
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body
from bot.slack.web_api.api import SlackApi
from bot.team.model import Revision, TeamEntry
from bot.team.team import Team

RESTORE = "restore_version"


class _Restoration(NamedTuple):
    """A version to restore, the version it replaces, and the response URL of the history."""

    entry: str
    version: int
    expected: int
    response_url: str


@dataclass(frozen=True, slots=True)
class EntryListeners:
    """Counts votes, and restores old versions after a confirmation."""

    api: SlackApi
    worker: Worker
    team: Team
    notifier: Notifier
    home_updates: HomeUpdates

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(buttons.pattern(buttons.VOTE))(self.notifier.on_click(self._vote))
        app.action(buttons.pattern(buttons.RESTORE))(self.notifier.on_click(self._confirm_restore))
        app.view(RESTORE)(self.restore)

    async def _vote(self, body: Body, value: Value) -> None:
        workspace, user = own_workspace(body), user_of(body)
        entry, became_doubtful = await self.team.vote(
            workspace, value["entry"], user.id, helped=value["helped"]
        )
        if became_doubtful:
            await self.worker.enqueue(follow_ups.doubt_job(entry, user.id))
        thanks = "Thank you, your vote counts. You can change it at any time."
        await self.notifier.show(body, (Paragraph(line(thanks)),))

    async def _confirm_restore(self, body: Body, value: Value) -> None:
        """Ask whether to restore a version, and show what would change."""
        workspace, reviewer = own_workspace(body), user_of(body)
        entry, old = await self.team.check_restore(
            workspace, value["entry"], value["version"], value["expected"], reviewer
        )
        view = _restore_view(entry, old, body["response_url"])
        await self.api.open_view(body["trigger_id"], view)

    async def restore(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Restore a version after the confirmation, and show the history with it."""
        reviewer, wanted = user_of(body), _Restoration(**forms.metadata_of(view))
        try:
            workspace = own_workspace(body)
            entry = await self.team.restore(
                workspace, wanted.entry, wanted.version, wanted.expected, reviewer
            )
        except REFUSALS as error:
            await ack(forms.refused(labels.RESTORE_TITLE, error, reviewer.id))
            return
        await ack()
        self.notifier.start(body, self._show_restored(body, entry, wanted.response_url))

    async def _show_restored(self, body: Body, entry: TeamEntry, response_url: str) -> None:
        await self.home_updates.refresh(entry.workspace)
        reply = await history(self.team, entry.code, entry.workspace, user_of(body).id)
        reply = self.home_updates.with_home_link(reply, body, entry.code)
        await self.notifier.respond(response_url, surfaces.other_page(reply, 0, private=True))


def _restore_view(now: TeamEntry, old: Revision, response_url: str) -> surfaces.Payload:
    """The modal that asks whether to restore an old version, and shows what changes."""
    content = _Restoration(now.id, old.version, now.revision.version, response_url)
    blocks = to_blocks(restore_document(now, old))
    view = surfaces.modal(RESTORE, labels.RESTORE_TITLE, blocks, submit=labels.RESTORE)
    return forms.with_metadata(view, content._asdict())
