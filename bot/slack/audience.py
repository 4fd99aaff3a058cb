"""Who may read and change what a team wrote: the people of its own company, and nobody else.

What cannot be told counts as another company's.
"""

import logging
from collections.abc import Mapping
from typing import Any

from bot.replies.errors import OUTSIDER
from bot.slack.api import NotDelivered, Refused, SlackApi, TokenEnded, Uncertain
from bot.slack.installation import Installation
from bot.team.notes import WITHHELD, WorkspaceNotes
from bot.team.reviewers import NotAllowedError
from bot.team.team import Team

log = logging.getLogger(__name__)

DMS = {"D", "U", "W"}
"""How the id of a direct message begins, or of whom it is for."""


def own_workspace(body: Mapping[str, Any]) -> str:
    """The workspace of whoever acts. Raises `NotAllowedError` for people of another company."""
    installation = Installation.of(body)
    if installation.outsider:
        raise NotAllowedError(OUTSIDER)
    return installation.workspace


def notes_for(team: Team, body: Mapping[str, Any]) -> WorkspaceNotes:
    """What the team of the payload's workspace knows, if that is the team of whoever acts."""
    installation = Installation.of(body)
    return WITHHELD if installation.outsider else team.notes(installation.workspace)


async def notes_for_all(team: Team, api: SlackApi, body: Mapping[str, Any]) -> WorkspaceNotes:
    """The same, if that is the team of all who read the channel. Raises `NotDelivered`."""
    notes = notes_for(team, body)
    own = notes.withheld or await is_own_channel(api, body["container"]["channel_id"])
    return notes if own else WITHHELD


async def is_own_channel(api: SlackApi, channel: str) -> bool:
    """Whether Slack tells that only the bot's own company reads that channel.

    It tells nothing of a private channel that the bot is not in. A company that is only invited
    will read all that stands there. A direct message is read by whoever it is with. Raises
    `NotDelivered` where Slack may tell later.
    """
    if channel[:1] in DMS:
        return True
    try:
        told = await api.channel(channel)
    except Uncertain as why:  # nothing was posted that might stand twice
        raise NotDelivered(str(why)) from why
    except TokenEnded:
        raise
    except Refused as why:
        log.warning("whether another company reads a channel cannot be told: %s", why)
        return False
    return told.get("is_ext_shared") is False and not told.get("is_pending_ext_shared")
