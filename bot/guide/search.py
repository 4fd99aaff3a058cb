"""PURE. Searches codes by words of names, meanings, causes and steps, and by parts of numbers."""

import lzma
import re
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Protocol

from bot.codes.name_search import find_name
from bot.codes.names import Name, all_names_of, names_in_order
from bot.codes.numberings import numbering_of
from bot.codes.plain_words import in_plain_words
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide import data
from bot.guide.entry import Entry
from bot.guide.hits import PAGE, AnyHit, FamilyHit, Hit
from bot.guide.number_ranges import ranges_of
from bot.guide.phrase_index import Match, PhraseIndex
from bot.guide.words import is_chat, is_sentence, reports_failure

SHIPPED = Path(__file__).with_name("phrases.db")
LEAST_SCORE = 0.451
"""The least score of a match for a question.

All words of a question in one description, and in no phrase, give 0.45: rounding must not decide.
"""
LEAST_LONG_SCORE, HEAVY = 0.3, 12
"""The same for a long question whose matching words are at least so heavy."""
LEAST_HEAVY_SCORE = 0.55
"""The score that is enough with such words, even if the question reports no failure."""
LEAST_CHAT_SCORE = 0.6
"""The same for small talk among people."""
CLOSE = 0.8
"""The part of a phrase that a sentence has to cover if it reports no failure."""
LEAST_WEIGHT = 2.5
"""The least weight of the matching words; a word such as "not" alone is no question."""
LEAST_LETTERS = 6
"""Letters of a question without a known word; a shorter one may be a misspelling of anything."""
LEAST_NEAR_SCORE = 0.2
"""The least score of the nearest match."""


class Searchable(Protocol):
    """The entries of a team, which can be searched."""

    def hits(self, words: str, *, unfinished: bool = False) -> Iterable[tuple[Match, Hit]]:
        """The entries that match the words, the best first."""
        ...


_PROGRAMS = tuple(PrintedBy)
_FAMILIES = len(_PROGRAMS) << 32
"""The first key of families."""


def key_of(value: int, printed_by: PrintedBy) -> int:
    """The key of a code in the index; each program's own numbers have keys of their own."""
    return _PROGRAMS.index(printed_by.numbering) << 32 | value


def key_of_family(number: int) -> int:
    """The key of a family in the index, by its place among all families."""
    return _FAMILIES + number


_PRINTED_AS_HRESULT = range(14_000, 16_000)
"""Win32 errors of side-by-side assemblies and app deployment, which are printed as HRESULTs."""
_WIN32 = 0x8007_0000
_NEARLY_AS_GOOD = 0.6
"""The least score of a hit, as a part of the best score."""
_NUMBER = r"-?(?:0[xX])?(?=[A-Fa-f]{0,8}[0-9])[0-9A-Fa-f]{1,12}\*?|[0-9A-Fa-f]{2,8}\*"
_CERTAIN_NUMBER = r"\*$|^0[xX]|^-?[0-9]{9,}$"


def search(
    text: str, team: Searchable | None = None, *, unfinished: bool = False
) -> Iterator[AnyHit]:
    """The hits for `text`, the best first; an `unfinished` text may end within a word.

    It searches names, colloquial phrases, meanings, causes, steps, titles of articles and the
    entries of a `team`. A number may end with a star, such as `0x8011*`. A text that does not ask
    for a code has no hits.
    """
    words = text.split()
    numbers = [word for word in words if re.fullmatch(_NUMBER, word)]
    if len(numbers) < len(words):  # beside words, "11" is a version
        numbers = [word for word in numbers if re.search(_CERTAIN_NUMBER, word)]
    removed = frozenset(numbers)
    rest = " ".join(word for word in words if word not in removed)
    wanted = [ranges_of(number) for number in dict.fromkeys(map(str.lower, numbers))]
    if not wanted:
        found = _by_words(rest, team, unfinished=unfinished)
        yield from once((*_by_name(text.strip()), *found))
    elif rest:
        found = _by_words(rest, team, unfinished=unfinished)
        codes = (hit for hit in found if isinstance(hit, Hit) and _is_in(hit.code.decimal, wanted))
        yield from once(codes)
    else:
        yield from _by_numbers(wanted)


def hits_on_page(text: str, page: int, team: Searchable | None = None) -> tuple[AnyHit, ...]:
    """The hits for `text` on a page, from 0, and one more if there is a next page."""
    start = page * PAGE
    return tuple(islice(search(text, team), start, start + PAGE + 1))


def once(hits: Iterable[AnyHit]) -> Iterator[AnyHit]:
    """The hits in their order, each code and each family once."""
    seen = set[object]()
    for hit in hits:
        key = hit.asked if isinstance(hit, Hit) else hit.family
        if key not in seen:
            seen.add(key)
            yield hit


def _by_name(name: str) -> Iterator[Hit]:
    for named in find_name(name):
        yield _hit(named.value, numbering_of(named), 1)


def closest(text: str, team: Searchable | None = None) -> Iterator[AnyHit]:
    """The hits nearest to a `text` without matches, if the text reports a failure."""
    ranked = _ranked(text, team, unfinished=False)
    if ranked and ranked[0][0].score >= LEAST_NEAR_SCORE and reports_failure(text):
        yield from once(hit or _hit_of(match) for match, hit in ranked)


def _by_words(words: str, team: Searchable | None, *, unfinished: bool) -> Iterator[AnyHit]:
    ranked = _ranked(words, team, unfinished=unfinished)
    if ranked and (unfinished or _is_question(words, ranked[0][0])):
        yield from (hit or _hit_of(match) for match, hit in ranked)


def _ranked(
    words: str, team: Searchable | None, *, unfinished: bool
) -> list[tuple[Match, AnyHit | None]]:
    """The matches that are nearly as good as the best; those in the team's entries have a hit."""
    found: list[tuple[Match, AnyHit | None]] = []
    found += team.hits(words, unfinished=unfinished) if team else ()
    found += ((match, None) for match in index().matches(words, unfinished=unfinished))
    found.sort(key=lambda one: -one[0].score)
    return [one for one in found if one[0].score >= _NEARLY_AS_GOOD * found[0][0].score]


def _is_question(text: str, best: Match) -> bool:
    """Whether a text asks for a code, and does not just share words with the description of one."""
    letters = sum(map(str.isalnum, text))
    if best.weight < LEAST_WEIGHT or (letters < LEAST_LETTERS and not best.is_known):
        return False
    is_heavy = best.weight >= HEAVY
    is_close = best.closeness >= CLOSE or reports_failure(text)
    if is_chat(text):
        return best.score >= LEAST_CHAT_SCORE and is_close
    if is_heavy and best.score >= LEAST_HEAVY_SCORE:
        return True
    least = LEAST_LONG_SCORE if is_heavy else LEAST_SCORE
    return best.score >= least and (is_close or not is_sentence(text))


def _hit_of(match: Match) -> AnyHit:
    if match.key >= _FAMILIES:
        return FamilyHit(data.all_families()[match.key - _FAMILIES], match.score)
    return _hit(match.key & 0xFFFF_FFFF, _PROGRAMS[match.key >> 32], match.score)


def _hit(value: int, printed_by: PrintedBy, score: float) -> Hit:
    """The hit for a code: with the meaning of its entry, or with its name if it has no entry."""
    known = StatusCode(value)
    own = printed_by.counts_its_own
    entry = data.entry_of(known, printed_by) if own else _entry(known)
    if entry and entry.printed_by is PrintedBy.IISSYNC:
        printed_by = PrintedBy.IISSYNC
    code = StatusCode(_WIN32 | value) if value in _PRINTED_AS_HRESULT and not own else known
    if entry and entry.meaning:
        return Hit(code, entry.meaning.text, None, printed_by, score)
    name = next(_names(value, printed_by)).name
    return Hit(code, in_plain_words(name), name, printed_by, score)


def _entry(code: StatusCode) -> Entry | None:
    return data.documented(code) or data.entry_of(code)


def _names(value: int, printed_by: PrintedBy) -> Iterator[Name]:
    return (name for name in all_names_of(value) if numbering_of(name) is printed_by)


def _by_numbers(wanted: Sequence[Sequence[range]]) -> Iterator[Hit]:
    """The codes in a range of each number: documented ones first, then by value."""
    documented, (first, *others) = data.all_documented(), wanted
    known = _values()
    ends = ((bisect_left(known, each.start), bisect_left(known, each.stop)) for each in first)
    found = {value for start, end in ends for value in known[start:end] if _is_in(value, others)}
    for value in sorted(found, key=lambda value: (StatusCode(value) not in documented, value)):
        yield _hit(value, PrintedBy.ANY, 1)


@cache
def _values() -> tuple[int, ...]:
    """Every number that is a known code of Windows, in ascending order."""
    named = (
        name for name in names_in_order() if name.is_code and numbering_of(name) is PrintedBy.ANY
    )
    return tuple(sorted(data.values_of_windows() | {name.value for name in named}))


def _is_in(value: int, wanted: Iterable[Iterable[range]]) -> bool:
    """Whether a value is in a range of each number."""
    return all(any(value in each for each in ranges) for ranges in wanted)


@cache
def index() -> PhraseIndex:
    """The guide's index: that of the package, else that of the checkout."""
    try:
        packed = SHIPPED.read_bytes()
    except FileNotFoundError:
        from bot.guide.checkout import search_index  # noqa: PLC0415 - no installed package needs it

        packed = search_index()
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(lzma.decompress(packed))
    return PhraseIndex(connection)
