"""Decides who may read and change a team's entries: only people of its own company.

If Slack does not say which company it is, it counts as another one.
"""

import logging
from collections.abc import Mapping
from typing import Any

from bot.replies.errors import OUTSIDER
from bot.replies.settings import ChannelFault
from bot.slack.answering.incoming_message import IncomingMessage
from bot.slack.payloads.installation import Installation
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, Refused, Uncertain
from bot.team.notes import WorkspaceNotes
from bot.team.reviewers import NotAllowedError
from bot.team.team import Team
from bot.workspaces.model import installation_of, team_of

log = logging.getLogger(__name__)

DMS = {"D", "U", "W"}
"""The first letters of the ids of direct messages, and of the users whom they are with."""


def own_workspace(body: Mapping[str, Any]) -> str:
    """The workspace of the user who acts. Raises `NotAllowedError` for users of other companies."""
    installation = Installation.of(body)
    if installation.outsider:
        raise NotAllowedError(OUTSIDER)
    return installation.workspace


def notes_for_user(team: Team, body: Mapping[str, Any]) -> WorkspaceNotes:
    """The team's notes as far as the user who acts may read them."""
    installation = Installation.of(body)
    notes = team.withheld if installation.outsider else team.notes
    return notes(installation.workspace)


async def notes_for_message(
    team: Team, api: SlackApi, incoming: IncomingMessage, *, will_retry: bool
) -> WorkspaceNotes:
    """The team's notes as far as all readers of the reply to a message may read them.

    An event says whether another company reads its channel, but not whether other workspaces of an
    organization do. Raises `NotDelivered` if it will be tried again.
    """
    workspace, organization = incoming.workspace, installation_of(incoming.workspace)
    if incoming.outsider or incoming.shared:
        return team.withheld(workspace)
    if workspace == organization or incoming.in_dm:
        return team.notes(workspace)
    try:
        return await notes_in(team, api, incoming.channel, workspace)
    except NotDelivered:
        if will_retry:
            raise
        return team.notes(organization)


async def notes_for_channel(team: Team, api: SlackApi, body: Mapping[str, Any]) -> WorkspaceNotes:
    """The team's notes as far as all readers of the channel may read them.

    Raises `NotDelivered`.
    """
    of, channel = Installation.of(body), body["container"]["channel_id"]
    if of.outsider:
        return team.withheld(of.workspace)
    return await notes_in(team, api, channel, of.workspace)


async def notes_to_share(team: Team, api: SlackApi, body: Mapping[str, Any]) -> WorkspaceNotes:
    """The team's notes as far as all readers may read them where the user shares an answer.

    Slack does not say whom a direct message is with: a command may be given in one with somebody of
    another company, or of another workspace. Raises `NotDelivered`.
    """
    if body["container"]["channel_id"][:1] in DMS:
        return team.withheld(Installation.of(body).workspace)
    return await notes_for_channel(team, api, body)


async def notes_in(team: Team, api: SlackApi, channel: str, workspace: str) -> WorkspaceNotes:
    """The notes of a workspace as far as all readers of a channel may read them.

    Raises as `readable_in` does.
    """
    readable = await readable_in(api, channel, workspace)
    return team.withheld(workspace) if readable is None else team.notes(readable)


async def is_own_channel(api: SlackApi, channel: str, workspace: str) -> bool:
    """Whether Slack says that only that workspace, or the organization, reads a channel.

    Raises as `readable_in` does.
    """
    return await readable_in(api, channel, workspace) == workspace


async def readable_in(api: SlackApi, channel: str, workspace: str) -> str | None:
    """Whose entries all readers of a channel may read: the workspace's, or only its organization's.

    None if another company reads it. So it is for a private channel without the bot, of which Slack
    says nothing, and for a channel to which another company is only invited, since it will be able
    to read the earlier messages. A direct message is the workspace's own: the bot posts only in
    those with itself. Raises `NotDelivered` if a later call may succeed.
    """
    if channel[:1] in DMS:
        return workspace
    try:
        details = await api.channel(channel)
    except Uncertain as error:  # a read can be repeated without harm
        raise NotDelivered(str(error)) from error
    except Refused as error:
        log.warning("whether another company reads a channel is not known: %s", error)
        return None
    if _is_shared(details):
        return None
    return workspace if _is_read_by(details, workspace) else installation_of(workspace)


def _is_shared(channel: Mapping[str, Any]) -> bool:
    return channel.get("is_ext_shared") is not False or bool(channel.get("is_pending_ext_shared"))


def _is_read_by(channel: Mapping[str, Any], workspace: str) -> bool:
    """Whether no other workspace of the company reads a channel, if that matters.

    Slack names the workspaces: https://docs.slack.dev/reference/objects/conversation-object. People
    of several may have a direct message together, whatever it names.
    """
    team = team_of(workspace)
    is_of_several = channel.get("is_org_shared") or channel.get("is_mpim")
    return not team or (channel.get("shared_team_ids") == [team] and not is_of_several)


def channel_fault(details: Mapping[str, Any], workspace: str = "") -> ChannelFault | None:
    """Why a workspace's review cards cannot be posted in a channel that Slack describes so.

    None if they can.
    """
    if details.get("is_archived"):
        return ChannelFault.ARCHIVED
    if not details.get("is_member"):
        return ChannelFault.NOT_IN_IT
    if _is_shared(details):
        return ChannelFault.SHARED
    return None if _is_read_by(details, workspace) else ChannelFault.SHARED_WITHIN
