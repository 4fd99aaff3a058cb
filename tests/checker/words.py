"""Reads the bot's messages as a user does: is it done, is it refused, which buttons are there?

PURE.
"""

from typing import Any, NamedTuple

from bot.playground.model import Message, View, elements
from tests.checker.record import Outcome

REFUSALS = (
    "was faster",
    "was edited since",
    "has changed since",
    "You proposed this yourself",
    "You are not a reviewer",
    "no longer there",
)
NO_FORM = "Slack did not accept it", "Slack opens a form within"
"""What is told of a form that did not open, or may not have; it says nothing of other acts."""


class SeenMessage(NamedTuple):
    """A message that a person sees, as it is `posted` or changed."""

    message: Message
    posted: bool

    @property
    def is_notice(self) -> bool:
        """Whether it is a word of the bot to this person alone, on something decided."""
        alone = self.posted and bool(self.message.ephemeral_to)
        return alone and not self.message.text.startswith(NO_FORM)


def outcome_of(seen_message: Message | None, done: str) -> Outcome:
    """The outcome that a message states: done, in these words, or refused."""
    text = plain(seen_message) if seen_message else ""
    if done in text:
        return Outcome.DONE
    refused = any(refusal in text for refusal in REFUSALS)
    return Outcome.REFUSED if refused else Outcome.UNKNOWN


def plain(message: Message) -> str:
    """Its text, without marks."""
    return message.text.replace("*", "")


def button(message: Message, start: str) -> dict[str, Any] | None:
    """The first button of the message whose words begin so."""
    for _, element in elements(message.blocks):
        if element.get("text", {}).get("text", "").startswith(start):
            return element
    return None


def form(view: View | None) -> View | None:
    """The view, where it has fields to fill in."""
    fields = view and any(block["type"] == "input" for block in view.blocks)
    return view if fields else None
