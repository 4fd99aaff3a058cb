"""Regions: parts of a text whose form alone classifies their numbers, before any context is read.

Each finder recognises one kind of text. A region has the numbers that its finder returned, and all
others in it are ignored. If two regions overlap, the one that was found first is used.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.codes.found import Region, Span
from bot.codes.patterns import alternatives, compiled, has_hint
from bot.codes.rules import PASTED


class Finder(NamedTuple):
    """A function that finds the regions of one kind. A text without any of the `hints` has none.

    A finder without hints has hints in the rows of its own table. If a text is too long to be
    pasted, a finder with a `reach` reads only so many characters around its hints, and hints that
    are found in `pasted` texts alone, such as words of other languages, do not count.
    """

    hints: str
    find: Callable[[str], Iterator[Region]]
    reach: int = 0
    pasted: str = ""

    def spans(self, low: str) -> Iterator[Span]:
        """The parts of a lower-case text that it reads, in order."""
        if not self.reach or len(low) <= PASTED:
            if has_hint(self.hints, low) or (self.pasted and has_hint(self.pasted, low)):
                yield 0, len(low)
            return
        start = end = 0
        for at in sorted(at for hint in alternatives(self.hints) for at in _places(hint, low)):
            if at - self.reach > end:
                yield from [(start, end)] if end else []
                start = low.rfind("\n", 0, at - self.reach) + 1
            end = low.find("\n", at + self.reach) % (len(low) + 1)  # without one, all of it
        yield from [(start, end)] if end else []


def _places(hint: str, low: str) -> Iterator[int]:
    """Where a hint is in a lower-case text, in a form that a finder may recognise."""
    pattern = compiled(_COMMON_HINTS.get(hint, re.escape(hint)))
    at = low.find(hint)
    while at >= 0:
        if pattern.match(low, at):
            yield at
        at = low.find(hint, at + 1)


_LONE = r"\s*(?:0[xX][0-9A-Fa-f]+|[0-9]+)\s*"
_WORDS = r"[^\W\d_]|[0-9]\.[0-9]"
"""A lone number, and what a text has that may hold a region: a letter, or 500.19."""

_COMMON_HINTS = {"stop": r"stop(?!ped|ping|s\b)", "(0x": r"\(0x[0-9a-f]{8,16}[,\s]"}
"""What has to follow a hint that many lines of a log have: "it stopped" is no STOP code."""


class Regions:
    """The regions of a text, which do not overlap."""

    def __init__(self) -> None:
        self._regions: list[Region] = []

    def find(self, text: str, finders: Sequence[Finder], at: int = 0) -> None:
        """Add the regions of a part of the text; `at` is the position where that part begins."""
        if re.fullmatch(_LONE, text) or not re.search(_WORDS, text):
            return  # like most questions: no table is needed
        low = text.lower()
        for finder in finders:
            spans = finder.spans(low) if len(low) == len(text) else [(0, len(text))]
            for start, end in spans:
                for region in finder.find(text[start:end]):
                    self._add(region.moved(at + start) if at + start else region)

    def _add(self, region: Region) -> None:
        index = bisect(self._regions, region.start, key=_end)
        if index == len(self._regions) or region.end <= self._regions[index].start:
            self._regions.insert(index, region)

    def in_order(self) -> Sequence[Region]:
        """All regions, in the order of the text."""
        return self._regions


def _end(region: Region) -> int:
    return region.end


def _bug_checks(text: str) -> Iterator[Region]:
    from bot.codes.bug_checks import bug_checks_in  # noqa: PLC0415 - few texts have any

    return bug_checks_in(text)


def _numbered(text: str) -> Iterator[Region]:
    from bot.codes.numberings import numbered_in  # noqa: PLC0415 - few texts have any

    return numbered_in(text)


def _transcripts(text: str) -> Iterator[Region]:
    from bot.codes.transcripts import printed_by_iissync  # noqa: PLC0415 - few texts have any

    return printed_by_iissync(text)


def _columns(text: str) -> Iterator[Region]:
    from bot.codes.columns import rows_in  # noqa: PLC0415 - few texts have any

    return rows_in(text)


def _forms(text: str) -> Iterator[Region]:
    from bot.codes.forms import forms_in  # noqa: PLC0415 - few texts have any

    return forms_in(text)


def _foreign(text: str) -> Iterator[Region]:
    from bot.codes.foreign import foreign_in  # noqa: PLC0415 - few texts have any
    from bot.codes.foreign_traces import traces_in  # noqa: PLC0415 - few texts have any

    known = list[str]()
    for region in foreign_in(text):
        known.append(text[region.start : region.end])
        yield region
    yield from traces_in(text, " ".join(known))


CODE_FINDERS = (
    Finder(
        "stop|bugcheck|failure.bucket|bucket_id|bug check|bccode|livekernelevent|blue|bsod|.dmp"
        "|`|(0x|arg1|errorcode0|, parameter1"
        "|arrêt|parada|detención|arresto|остановки|停止|终止|zatrzymania",
        _bug_checks,
        reach=1600,
        pasted="p0=0x|stillstand|blau|bleu|azul|blu|ekran|син|蓝屏|藍屏|ブルー",
    ),
    Finder("iissync", _transcripts, reach=4000),
    Finder("", _columns),
    Finder("", _forms),
)
"""Finders of codes, and of numbers beside them that are none; earlier ones take precedence."""
FOREIGN_FINDER = Finder("", _foreign)
"""The finder of the numbers of other products."""
NUMBERED_FINDER = Finder("", _numbered)
"""The finder of the own numbers of programs of Windows."""
