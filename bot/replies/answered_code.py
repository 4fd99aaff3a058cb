"""PURE. A code of a question, with its explanation and with the team's entries for it."""

from typing import NamedTuple

from bot.guide.entry import Entry
from bot.guide.explain import Explanation
from bot.replies.document import Line
from bot.replies.reply import ShownCode


class Location(NamedTuple):
    """The message or the file in which a code was found, and the text around the code.

    `seconds` and `utc` say when a message was written; `utc` is empty if the question itself quotes
    the message. A file has a name; `line` is the first line with the code, `lines` their number.
    """

    seconds: int
    utc: str
    quote: str
    file: str = ""
    line: int = 0
    lines: int = 1


class CreditedEntry(NamedTuple):
    """An entry of the team, its id, and who wrote it and when. It is not `whole` if it was cut."""

    entry: Entry
    id: str
    credit: Line
    whole: bool = True


class AnsweredCode(NamedTuple):
    """A code as it was written, what it means, and the team's entries, the best first.

    `parameters` are those of a bug check, as the text writes them. `location` says where the code
    was found, if not in the question itself.
    """

    written: str
    explanation: Explanation
    team: tuple[CreditedEntry, ...] = ()
    parameters: tuple[str, ...] = ()
    location: Location | None = None

    @property
    def is_status_code(self) -> bool:
        """Whether it may be a code of Windows, for which a team may write entries."""
        return self.explanation.context.may_be_a_status_code

    @property
    def shown(self) -> ShownCode:
        """The code in its context."""
        context = self.explanation.context
        return ShownCode(self.explanation.code, context.printed_by, context.certain)
