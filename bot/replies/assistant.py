"""PURE. What Slack's assistant shows beside answers: a greeting, prompts, titles and statuses."""

from typing import NamedTuple

from bot.codes.normalise import normalised
from bot.replies.document import Document, Paragraph, line, shortened
from bot.replies.reply import Reply
from bot.replies.small_talk import HELLO

DESCRIPTION = (
    "Explains the status codes of IISSYNC and of Windows: what a number means, why it happens and "
    "what to do. It looks them up; it uses no language model."
)
HEADING = "Send me a number, or what a program printed"
READS_FILES = "is reading the file…"
READS_THREAD = "is reading the thread…"
LONGEST_TITLE = 80
"""Characters of a title, of which Slack accepts 200:
https://docs.slack.dev/reference/methods/agents.sessions.rename."""
_MARKUP = str.maketrans(dict.fromkeys("<>`"))
"""What could mention someone, or begin a link or code, wherever Slack shows a title."""


class Prompt(NamedTuple):
    """A suggestion: what the user reads, and what a click on it sends."""

    title: str
    message: str


PROMPTS = (
    Prompt("Explain a code", "2148598792"),
    Prompt(
        "Read what a program printed",
        "DCOM was unable to communicate with the computer NODE2.\nSystem error 1722 has occurred.",
    ),
    Prompt("Find a code by words", "what was the code for a locked account"),
)


def prompts() -> list[dict[str, str]]:
    """The prompts as Slack takes them, in a call and in a manifest."""
    return [prompt._asdict() for prompt in PROMPTS]


def greeting() -> Document:
    """The first message of a conversation."""
    return (Paragraph(line(HELLO)),)


def title_of_thread(question: str, reply: Reply) -> str:
    """The title of a thread, without markup: the code explained first, or the first words.

    Empty if the question has no words, such as a file alone without a code.
    """
    text = reply.plain.partition("\n")[0] if reply.shown else normalised(question)
    return shortened(text.translate(_MARKUP), LONGEST_TITLE)
