"""Decides who may read and change a team's entries: only people of its own company.

If Slack does not say which company it is, it counts as another one.
"""

import logging
from collections.abc import Mapping
from typing import Any

from bot.replies.errors import OUTSIDER
from bot.replies.settings import ChannelFault
from bot.slack.api import SlackApi
from bot.slack.errors import NotDelivered, Refused, TokenRefused, Uncertain
from bot.slack.installation import Installation
from bot.team.notes import WITHHELD, WorkspaceNotes
from bot.team.reviewers import NotAllowedError
from bot.team.team import Team

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
    return WITHHELD if installation.outsider else team.notes(installation.workspace)


async def notes_for_channel(team: Team, api: SlackApi, body: Mapping[str, Any]) -> WorkspaceNotes:
    """The team's notes as far as all readers of the channel may read them.

    Raises `NotDelivered`.
    """
    notes = notes_for_user(team, body)
    if notes.withheld or await is_own_channel(api, body["container"]["channel_id"]):
        return notes
    return WITHHELD


async def is_own_channel(api: SlackApi, channel: str) -> bool:
    """Whether Slack says that only the bot's own company reads a channel.

    False for a private channel without the bot, of which Slack says nothing, and for a channel to
    which another company is only invited, since it will be able to read the earlier messages.
    Always true for a direct message. Raises `NotDelivered` if a later call may succeed.
    """
    if channel[:1] in DMS:
        return True
    try:
        details = await api.channel(channel)
    except Uncertain as error:  # a read can be repeated without harm
        raise NotDelivered(str(error)) from error
    except TokenRefused:
        raise
    except Refused as error:
        log.warning("whether another company reads a channel is not known: %s", error)
        return False
    return not _is_shared(details)


def _is_shared(channel: Mapping[str, Any]) -> bool:
    return channel.get("is_ext_shared") is not False or bool(channel.get("is_pending_ext_shared"))


def channel_fault(details: Mapping[str, Any]) -> ChannelFault | None:
    """Why review cards cannot be posted in a channel that Slack describes so; None if they can."""
    if details.get("is_archived"):
        return ChannelFault.ARCHIVED
    if not details.get("is_member"):
        return ChannelFault.NOT_IN_IT
    return ChannelFault.SHARED if _is_shared(details) else None
