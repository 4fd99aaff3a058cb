"""Who wrote a message, and so whether it is answered: a table of what is not. PURE.

Only what a person has just written is answered. Everything else is left alone, so that the bot
talks neither to itself nor to another program, whatever a payload leaves out. The subtypes are
those of https://docs.slack.dev/reference/events/message; one that is not known is left alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

Event = Mapping[str, Any]

NEW_MESSAGES = (None, "file_share", "me_message", "thread_broadcast")
"""The subtypes of persons' messages: none, one with a file, in italics, a reply shown to all."""
SLACKBOT = "USLACKBOT"
_OF_AN_APP = ("bot_id", "bot_profile", "app_id", "display_as_bot")
"""Fields that Slack gives to what an app posts, whether as a bot or for a person."""

_NOT_ANSWERED: Mapping[str, Callable[[Event, str], bool]] = {
    "it is a notice of Slack's, an edit or a deletion": lambda event, _: (
        event.get("subtype") not in NEW_MESSAGES
    ),
    "it is not shown": lambda event, _: bool(event.get("hidden")),
    "it was edited": lambda event, _: bool(event.get("edited")),
    "nobody is named as its author": lambda event, _: not event.get("user"),
    "the bot itself wrote it": lambda event, own: event.get("user") == own,
    "Slackbot wrote it": lambda event, _: event.get("user") == SLACKBOT,
    "an app wrote it": lambda event, _: any(event.get(field) for field in _OF_AN_APP),
}


def why_not_answered(event: Event, own: str) -> str:
    """Why a message is left alone, for the log; empty for what a person has just written.

    `own` is the bot's own user id in the workspace.
    """
    return next((why for why, fits in _NOT_ANSWERED.items() if fits(event, own)), "")
