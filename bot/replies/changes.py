"""PURE. What a change of an entry changes: what it said, what it is to say, and the difference."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.replies import labels
from bot.replies.document import Line, Paragraph, Part, Span, bold, line, struck
from bot.team.draft_form import Field
from bot.team.model import Draft

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


def changes(before: Draft, after: Draft) -> Iterator[Part]:
    """For each field that changes, what it said and what it is to say.

    What goes is struck, and what comes is bold; the words before them say the same to the ear.
    """
    for field, old, new in _fields(before, after):
        if old != new:
            gone, come = difference(old, new)
            label = labels.FIELDS[field].label
            yield Paragraph(line(bold(f"{label}, until now: "), *(gone or (Span("nothing"),))))
            yield Paragraph(line(bold(f"{label}, changed to: "), *(come or (Span("nothing"),))))


def _fields(before: Draft, after: Draft) -> Iterator[tuple[Field, str, str]]:
    yield Field.CAUSE, before.cause, after.cause
    yield Field.STEPS, _listed(before.steps), _listed(after.steps)
    yield Field.APPLIES_TO, before.applies_to, after.applies_to
    yield Field.LINK, before.link, after.link
    old, new = (labels.CONTEXTS[draft.printed_by.value] for draft in (before, after))
    yield Field.PRINTED_BY, old, new


def _listed(steps: Sequence[str]) -> str:
    return " ".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))


def difference(old: str, new: str) -> tuple[Line, Line]:
    """Both texts, word by word: the first with what goes struck, the other with what comes bold."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    gone: list[Span] = []
    come: list[Span] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        out, into = "".join(before[start:end]), "".join(after[new_start:new_end])
        same = kind == "equal"
        gone.append(Span(out) if same else struck(out))
        come.append(Span(into) if same else bold(into))
    return line(*gone), line(*come)
