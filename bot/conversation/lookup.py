"""PURE. Looks up codes: what the guide and the team know of each in its context."""

from collections.abc import Iterator, Sequence
from itertools import chain

from bot.codes.context import Context
from bot.codes.extraction import Extraction, Mode, extract_codes, is_only_codes
from bot.codes.found import Found
from bot.codes.normalise import normalised
from bot.codes.numberings import as_printed
from bot.codes.sources import Passage
from bot.codes.status_code import StatusCode
from bot.guide.data import documented
from bot.guide.explain import Explanation, explain, explain_found
from bot.replies.answered_code import AnsweredCode, Location
from bot.replies.reply import ShownCode
from bot.replies.team_entries import credited_entries
from bot.team.notes import WorkspaceNotes

LONGEST_QUESTION = 400
"""Characters. A longer message was written for other people, not for the bot."""


def look_up(
    code: StatusCode, written: str, context: Context, notes: WorkspaceNotes
) -> AnsweredCode:
    """What is known of one code in its context; `written` is how the question writes the code."""
    return _with_team(written, explain(code, context, written), notes)


def look_up_shown(shown: ShownCode, notes: WorkspaceNotes) -> AnsweredCode:
    """What is known of a code that a button shows, written as its program prints it."""
    written = as_printed(shown.code, shown.printed_by)
    context = Context(shown.printed_by, "", shown.certain)
    return look_up(shown.code, written, context, notes)


def look_up_all(extraction: Extraction, notes: WorkspaceNotes) -> tuple[AnsweredCode, ...]:
    """What is known of each code that was found in a text, in the order of the extraction."""
    text = extraction.text
    alone = is_only_codes(text)
    return tuple(
        _look_up_found(found, text, notes, is_only_codes=alone) for found in extraction.answerable
    )


def _look_up_found(
    found: Found,
    text: str,
    notes: WorkspaceNotes,
    *,
    is_only_codes: bool,
    thread: Sequence[str] = (),
) -> AnsweredCode:
    explanation = explain_found(
        found, text, is_only_codes=is_only_codes, thread=thread, default=notes.default_context
    )
    return _with_team(found.written, explanation, notes)._replace(parameters=found.parameters)


def _with_team(written: str, explanation: Explanation, notes: WorkspaceNotes) -> AnsweredCode:
    code, context = explanation.code, explanation.context
    entries = notes.of(code) if context.may_be_a_status_code else ()
    credited = credited_entries(code, entries, context.printed_by)
    return AnsweredCode(written, explanation, credited)


def look_up_passages(passages: Sequence[Passage], notes: WorkspaceNotes) -> Iterator[AnsweredCode]:
    """What is known of each code in messages and their files, in their order, each code once."""
    seen = set()
    texts = [normalised(passage.text) for passage in passages]
    for passage, text in zip(passages, texts, strict=True):
        in_message = _look_up_message(passage, text, notes, texts)
        for answered in chain(in_message, _look_up_files(passage, notes, texts)):
            if answered.explanation.code not in seen:
                seen.add(answered.explanation.code)
                yield answered


def _look_up_message(
    passage: Passage, text: str, notes: WorkspaceNotes, thread: Sequence[str]
) -> Iterator[AnsweredCode]:
    alone, location = is_only_codes(text), Location(passage.seconds, passage.utc, text)
    for found in _codes_of(passage.text):
        answered = _look_up_found(found, text, notes, is_only_codes=alone, thread=thread)
        yield answered._replace(location=location)


def _look_up_files(
    passage: Passage, notes: WorkspaceNotes, thread: Sequence[str]
) -> Iterator[AnsweredCode]:
    """The codes of a message's files; the line around each code is its only context."""
    when = passage.seconds, passage.utc
    for file in passage.files:
        for one in file.codes:
            location = Location(*when, one.line, file.name, one.number, one.lines)
            answered = _look_up_found(
                one.found, one.line, notes, is_only_codes=False, thread=thread
            )
            yield answered._replace(location=location)


def has_codes(passage: Passage) -> bool:
    """Whether a message or one of its files has codes."""
    return any(file.codes for file in passage.files) or bool(_codes_of(passage.text))


def _codes_of(text: str) -> tuple[Found, ...]:
    """The codes in a message to other people.

    A long message has only codes that are certain. A short one has programs' own numbers too, and
    documented codes if none is certain.
    """
    certain = extract_codes(text, Mode.STRICT).codes
    if len(text) > LONGEST_QUESTION:
        return certain
    extraction = extract_codes(text, Mode.LENIENT)
    if is_only_codes(text):
        return extraction.answerable
    documented_codes = (found for found in extraction.codes if documented(found.code))
    return (*(certain or documented_codes), *extraction.numbered)
