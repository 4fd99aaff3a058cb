"""PURE. What a change of an entry changes: the old text, the new text, and their difference."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.replies import labels
from bot.replies.document import Line, Paragraph, Part, Span, bold, line, struck
from bot.team.draft_form import Field
from bot.team.model import Draft

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_NOTHING = (Span("nothing"),)


def changes(before: Draft, after: Draft) -> Iterator[Part]:
    """The old and the new text of each field that changes.

    Removed words are struck through and added words are bold. The labels say the same to people who
    use a screen reader.
    """
    for field, old, new in _fields(before, after):
        if old != new:
            removed, added = difference(old, new)
            label = labels.FIELDS[field].label
            yield Paragraph(line(bold(f"{label}, until now: "), *(removed or _NOTHING)))
            yield Paragraph(line(bold(f"{label}, changed to: "), *(added or _NOTHING)))


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
    """Both texts, compared word by word: removed words struck through, and added words bold."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    removed: list[Span] = []
    added: list[Span] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        old_words, new_words = "".join(before[start:end]), "".join(after[new_start:new_end])
        same = kind == "equal"
        removed.append(Span(old_words) if same else struck(old_words))
        added.append(Span(new_words) if same else bold(new_words))
    return line(*removed), line(*added)
