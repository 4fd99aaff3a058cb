"""PURE. The library: a text -> what its status codes mean. `decode` is for other programs.

The command line, the HTTP API, the playground's page and the tools for agents explain texts by
these functions, too. Nothing here knows a team: its entries are a matter of `bot.conversation`.
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TextIO

from bot.codes.extraction import Extraction, Mode, extract_codes, is_only_codes
from bot.codes.found import Found
from bot.guide.explain import explain_found
from bot.replies import document
from bot.replies.answered_code import AnsweredCode
from bot.replies.answers import answer_reply, with_doubtful
from bot.replies.reply import Reply

if TYPE_CHECKING:
    from bot.codes.log_reader import Tally
    from bot.codes.status_code import StatusCode
    from bot.replies.as_json import Json
    from bot.replies.decoded import Decoded

LONGEST_QUESTION = 40_000
"""The largest number of characters in a question; a longer text is a log."""
COMMAND = "python -m bot decode CODE"
"""The command that shows causes and steps of a code of which an answer has the meaning alone."""
NOTHING = "No status code found."


def decode(text: str, *, strict: bool = False, more: str = COMMAND) -> "Decoded":
    """What the status codes of Windows in a text mean, by the guide: no network, no database.

    Any text has a result; one without codes has none in `codes`. A text of up to 40,000 characters
    is read as a question: a number alone is a code, and what may be a mistyped one is a candidate.
    If it is `strict`, or longer, it is read as a log: only what is certainly a code counts. `more`
    is the command that the answer names if it has nothing but the meanings of codes.
    """
    from bot.replies.decoded import decoded_codes  # noqa: PLC0415 - plain text does not need it

    if len(text) > LONGEST_QUESTION:
        log = codes_in_log(text, io.StringIO())
        lines = (each if isinstance(each, str) else each.plain for each in summary_of(log))
        return decoded_codes([each.answered for each in log], answer="\n".join(lines).rstrip())
    extraction = extract_codes(text, Mode.STRICT if strict else Mode.LENIENT)
    answered = answered_in(extraction)
    if strict and not answered:
        return decoded_codes((), answer=NOTHING)
    reply = reply_to(text, extraction, answered, more)
    return decoded_codes(answered, extraction, reply.plain)


def decode_to_json(text: str) -> "Json":
    """What the codes in a text mean, in the format of `decode.schema.json`."""
    from bot.replies.decoded import decoded_codes  # noqa: PLC0415 - plain text does not need it

    extraction = extract_codes(text)
    return decoded_codes(answered_in(extraction), extraction).to_json()


def answered_in(extraction: Extraction) -> list[AnsweredCode]:
    """What the codes of an extraction mean, in its order."""
    alone = is_only_codes(extraction.text)
    return [_answered(found, extraction.text, alone=alone) for found in extraction.answerable]


def reply_to(
    text: str, extraction: Extraction, answered: Sequence[AnsweredCode], more: str = COMMAND
) -> Reply:
    """The reply to a text, whole: its codes, or what a search finds for a text without one."""
    if extraction.answerable or extraction.candidates or extraction.foreign:
        return answer_reply(answered, extraction, whole=True)
    from bot.guide.search import hits_on_page  # noqa: PLC0415 - a code does not need it
    from bot.replies.search_results import search_reply  # noqa: PLC0415 - a code does not need it

    hits = hits_on_page(text, 0)
    words = f"{NOTHING} Give the number that IISSYNC or Windows printed."
    nothing = Reply((document.Paragraph(document.line(words)),))
    reply = search_reply(text, hits, more) if hits else nothing
    return with_doubtful(reply, extraction.doubtful)


class LogCode(NamedTuple):
    """A code in a log, and the lines in which it is."""

    tally: "Tally"
    answered: AnsweredCode

    @property
    def where(self) -> str:
        """The number of lines, and the first and the last of them."""
        first, last, count = self.tally.first, self.tally.last, self.tally.count
        if count == 1:
            return f"In 1 line, line {first}:"
        return f"In {count} lines, lines {first} to {last}:"

    @property
    def reply(self) -> Reply:
        """All that is known of the code."""
        return answer_reply([self.answered], whole=True)


def codes_in_log(head: str, rest: TextIO) -> list[LogCode]:
    """The codes in a log that begins with `head`, the most frequent first."""
    from bot.codes.log_reader import Tally, lines_with_codes  # noqa: PLC0415 - only logs need it

    log: dict[StatusCode, LogCode] = {}
    for line in lines_with_codes(head, rest):
        for found in line.codes:
            if found.code not in log:
                log[found.code] = LogCode(Tally(line.number), answered_in_line(found, line.text))
            log[found.code].tally.add(line.number)
    return sorted(
        log.values(), key=lambda each: each.tally.sort_key(each.answered.explanation.code)
    )


def summary_of(log: Sequence[LogCode]) -> Iterator[str | Reply]:
    """The summary of a log: its lines, and between them the reply to each code."""
    if not log:
        yield NOTHING
    if len(log) > 1:
        yield f"{len(log)} codes, the most frequent first.\n"
    for each in log:
        yield each.where
        yield each.reply
        yield ""


def answered_in_line(found: Found, line: str) -> AnsweredCode:
    """What a code in a log means; only its own line is read for the program that printed it."""
    return _answered(found._replace(start=0), line, alone=False)


def _answered(found: Found, text: str, *, alone: bool) -> AnsweredCode:
    explanation = explain_found(found, text, is_only_codes=alone)
    return AnsweredCode(found.written, explanation, parameters=found.parameters)
