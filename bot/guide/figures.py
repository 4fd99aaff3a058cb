"""Figures of the guide: how many codes have a meaning, causes and steps, or a source."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from bot.codes.names import data as names_data
from bot.codes.status_code import StatusCode
from bot.guide.data import all_entries, most_asked
from bot.guide.entry import Entry
from bot.guide.explain import explain

_LISTED = 8


class Coverage(NamedTuple):
    """How many codes of a family have a meaning, causes and steps, or a source."""

    title: str
    codes: int
    explained: int
    sourced: int

    @classmethod
    def of(cls, title: str, entries: Sequence[Entry]) -> "Coverage":
        """The figures of these entries; an entry for several codes counts for each."""

        def count(some: Iterator[Entry]) -> int:
            return sum(len(entry.codes) for entry in some)

        return cls(
            title,
            count(iter(entries)),
            count(entry for entry in entries if entry.causes and entry.steps),
            count(entry for entry in entries if entry.references),
        )


def figures(asked: Sequence[StatusCode] | None = None, width: int | None = None) -> str:
    """All figures as a table, and lines about the codes that are `asked` most.

    The table is at most `width` columns wide, from 40.
    """
    entries = [entry for entry in all_entries() if entry.meaning]
    titles = sorted({entry.family.title for entry in entries}, key=str.lower)
    rows_of_families = [
        Coverage.of(title, [entry for entry in entries if entry.family.title == title])
        for title in titles
    ]
    total = Coverage.of("All", entries)
    table = _table((*rows_of_families, total), width)
    return "\n".join((*table, "", *_below(asked or most_asked())))


def _table(rows: Sequence[Coverage], width: int | None) -> Iterator[str]:
    """The lines of the table; where there is no room for a title, it takes several lines."""
    heads = ("meanings", "causes and steps", "sources")
    longest = max(len(row.title) for row in rows)
    if width is not None and width < longest + _width_of(heads):
        heads = ("meanings", "steps", "sources")
        longest = min(longest, width - _width_of(heads))
    yield " " * longest + "".join(f"  {head}" for head in heads)
    for title, *counts in rows:
        first, *others = wrap(title, longest)
        cells = (f"  {count:{len(head)},}" for count, head in zip(counts, heads, strict=True))
        yield f"{first:{longest}}{''.join(cells)}"
        yield from others


def _width_of(heads: Sequence[str]) -> int:
    return sum(len(head) + 2 for head in heads)


def _below(asked: Sequence[StatusCode]) -> Iterator[str]:
    lines = names_data().split(b"\n")[1:-1]
    values = {(line[:8], line[9:10]) for line in lines}
    yield f"The headers' names: {len(lines):,}, of {len(values):,} values."
    with_meaning = sum(explain(code).entry.is_explained for code in asked)
    unexplained = [code for code in asked if not _is_explained(code)]
    yield f"Of the {len(asked)} codes asked for most, {with_meaning} have a meaning,"
    yield f"{len(asked) - len(unexplained)} causes, steps and a source.{_named(unexplained)}"


def _is_explained(code: StatusCode) -> bool:
    explanation = explain(code)
    entries = (explanation.entry, *explanation.alternatives)
    return any(entry.causes and entry.steps and entry.references for entry in entries)


def _named(codes: Sequence[StatusCode]) -> str:
    if not codes:
        return ""
    named = ", ".join(code.hex for code in codes[:_LISTED])
    more = f" and {len(codes) - _LISTED} more" if len(codes) > _LISTED else ""
    return f" Without: {named}{more}."
