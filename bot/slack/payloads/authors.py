"""PURE. Whether a message is answered, which depends on its author: a table of what is not.

The bot answers only what a person has just written, or has just edited into a mention. In the
latter case Slack sends an `app_mention` that is marked as edited and has the ts of the original
(slackapi/bolt-js, issue 960). Everything else is ignored, so that the bot talks neither to itself
nor to another program, whatever a payload leaves out. The subtypes are those of
https://docs.slack.dev/reference/events/message; an unknown one is ignored.
"""

from collections.abc import Callable, Mapping
from typing import Any

Event = Mapping[str, Any]

NEW_MESSAGES = (None, "file_share", "me_message", "thread_broadcast")
"""The subtypes of people's messages: none, with a file, in italics, a reply sent to the channel."""
SLACKBOT = "USLACKBOT"
_OF_AN_APP = ("bot_id", "bot_profile", "app_id", "display_as_bot")
"""Fields of a message that an app posts, as a bot or for a person."""
_DAY = 24 * 3600
"""Seconds after which an edit is no new question: less than the keys of jobs are stored for."""

_NOT_ANSWERED: Mapping[str, Callable[[Event, str], bool]] = {
    "it is a notice of Slack's, an edit or a deletion": lambda event, _: (
        event.get("subtype") not in NEW_MESSAGES
    ),
    "it is not shown": lambda event, _: bool(event.get("hidden")),
    "it was edited": lambda event, _: bool(event.get("edited")) and not _is_new_mention(event),
    "it has no author": lambda event, _: not event.get("user"),
    "the bot itself wrote it": lambda event, bot: event.get("user") == bot,
    "Slackbot wrote it": lambda event, _: event.get("user") == SLACKBOT,
    "an app wrote it": lambda event, _: any(event.get(field) for field in _OF_AN_APP),
}


def _is_new_mention(event: Event) -> bool:
    """Whether an edit, soon after the message was written, has made it a mention."""
    edited = event.get("edited")
    if event.get("type") != "app_mention" or not isinstance(edited, Mapping):
        return False
    try:
        return 0 <= float(edited.get("ts", "")) - float(event.get("ts", "")) <= _DAY
    except (TypeError, ValueError):
        return False


def why_not_answered(event: Event, bot: str) -> str:
    """Why a message is ignored, for the log; empty if a person has just written it.

    `bot` is the bot's own user id in the workspace.
    """
    return next((why for why, applies in _NOT_ANSWERED.items() if applies(event, bot)), "")
