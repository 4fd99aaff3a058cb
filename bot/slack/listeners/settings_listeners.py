"""The form in which an administrator changes the settings of a workspace."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.replies import labels
from bot.replies.settings import NO_ANSWER, ChannelFault, reviewers_fault
from bot.slack.answering.audience import channel_fault, own_workspace
from bot.slack.answering.home_updates import HomeUpdates
from bot.slack.answering.notifications import REFUSALS, Notifier, user_of
from bot.slack.payloads import forms, settings_form, surfaces
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, Refused
from bot.slack.web_api.members import member
from bot.team.model import Person
from bot.team.settings import WorkspaceSettings
from bot.team.team import Team
from bot.workspaces.model import is_organization

SLACK_SECONDS = 1.1
"""Seconds in which Slack has to say who may do what: it waits three for the acknowledgement."""


@dataclass(frozen=True, slots=True)
class SettingsListeners:
    """Opens the form for administrators, and stores what they submit.

    Slack is asked before the acknowledgement, which is the only place for an error below a field.
    """

    api: SlackApi
    team: Team
    notifier: Notifier
    home_updates: HomeUpdates

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.action(settings_form.CHANGE)(self.notifier.on_click(self._open))
        app.view(settings_form.CHANGE)(self.submit)

    async def _open(self, body: Body, _value: Value) -> None:
        user, settings = user_of(body), self.team.settings
        workspace = await self._administered(own_workspace(body), user)
        view = settings_form.settings_view(
            settings.own(workspace), settings.operator, of_organization=is_organization(workspace)
        )
        await self.api.open_view(body["trigger_id"], view)

    async def _administered(self, workspace: str, user: Person) -> str:
        """Whose settings the person may change there, as Slack says. Raises `NotAllowedError`."""
        administered = (await member(self.api, user.id)).administered(workspace)
        if not administered:
            await self.team.settings.refuse(workspace, user.id)
        return administered

    async def submit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Store the settings, or show in the form why not."""
        user = user_of(body)
        try:
            workspace = own_workspace(body)
            faults = await self._save(workspace, user, view)
        except REFUSALS as error:
            await ack(forms.refused(labels.SETTINGS_TITLE, error, user.id))
        except (NotDelivered, TimeoutError):
            await ack(surfaces.input_error(settings_form.DAYS, NO_ANSWER))
        else:
            if faults:
                await ack(response_action="errors", errors=dict(faults))
                return
            await ack()
            self.notifier.start(body, self.home_updates.refresh(workspace))

    async def _save(self, workspace: str, user: Person, view: Body) -> Mapping[str, str]:
        """Store the settings, unless there are faults, which are returned by their fields."""
        settings, version = self.team.settings, int(forms.metadata_of(view)["version"])
        async with asyncio.timeout(SLACK_SECONDS):
            workspace = await self._administered(workspace, user)
            new, faults = settings_form.submitted(
                view,
                version,
                settings.own(workspace),
                settings.operator,
                of_organization=is_organization(workspace),
            )
            faults = faults or await self._faults(workspace, new, settings.operator)
        if not faults:
            await settings.change(workspace, new, user)
        return faults

    async def _faults(
        self, workspace: str, new: WorkspaceSettings, operator: WorkspaceSettings
    ) -> Mapping[str, str]:
        """What Slack has against the reviewers and the channel, unless the operator has set them.

        Raises `NotDelivered`.
        """
        people = () if operator.reviewers.ids else sorted(new.reviewers.ids)
        channel = None if operator.review_channel else new.review_channel
        in_channel, members = await asyncio.gather(
            self._channel_fault(channel, workspace),
            asyncio.gather(*(member(self.api, each) for each in people)),
        )
        wrong = [(each.name, each.why_no_reviewer(workspace)) for each in members]
        of_reviewers = reviewers_fault((name, why) for name, why in wrong if why)
        found = {settings_form.REVIEWERS: of_reviewers, settings_form.CHANNEL: in_channel}
        return {field: str(fault) for field, fault in found.items() if fault}

    async def _channel_fault(self, channel: str | None, workspace: str) -> ChannelFault | None:
        if channel is None:
            return None
        try:
            return channel_fault(await self.api.channel(channel), workspace)
        except Refused:  # a private channel without the bot
            return ChannelFault.UNKNOWN
