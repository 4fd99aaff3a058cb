"""Who wrote a message, and so whether it is answered: a table of what is not. PURE.

Only what a person has just written is answered, or has just edited into a mention: Slack then sends
an `app_mention` that is marked as edited and has the ts of the original (slackapi/bolt-js, issue
960). Everything else is left alone, so that the bot
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
A_DAY = 24 * 3600
"""Seconds after which an edit asks nothing: that is less than the keys of jobs are kept."""

_NOT_ANSWERED: Mapping[str, Callable[[Event, str], bool]] = {
    "it is a notice of Slack's, an edit or a deletion": lambda event, _: (
        event.get("subtype") not in NEW_MESSAGES
    ),
    "it is not shown": lambda event, _: bool(event.get("hidden")),
    "it was edited": lambda event, _: bool(event.get("edited")) and not _is_new_mention(event),
    "nobody is named as its author": lambda event, _: not event.get("user"),
    "the bot itself wrote it": lambda event, own: event.get("user") == own,
    "Slackbot wrote it": lambda event, _: event.get("user") == SLACKBOT,
    "an app wrote it": lambda event, _: any(event.get(field) for field in _OF_AN_APP),
}


def _is_new_mention(event: Event) -> bool:
    """Whether it is a mention that was edited soon after it was written."""
    edited = event.get("edited")
    if event.get("type") != "app_mention" or not isinstance(edited, Mapping):
        return False
    try:
        return 0 <= float(edited.get("ts", "")) - float(event.get("ts", "")) <= A_DAY
    except (TypeError, ValueError):
        return False


def why_not_answered(event: Event, own: str) -> str:
    """Why a message is left alone, for the log; empty for what a person has just written.

    `own` is the bot's own user id in the workspace.
    """
    return next((why for why, fits in _NOT_ANSWERED.items() if fits(event, own)), "")
