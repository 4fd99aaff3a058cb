"""Search by words: what people say, names, meanings, causes and steps; and by parts of numbers."""

import lzma
import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from bot.codes.name_search import find_name
from bot.codes.names import Name, all_names_of, names_in_order
from bot.codes.numberings import TABLES
from bot.codes.plain_words import in_plain_words
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide import data
from bot.guide.entry import Entry
from bot.guide.hits import AnyHit, FamilyHit, Hit
from bot.guide.phrase_index import Match, PhraseIndex
from bot.guide.words import is_chat, is_sentence, tells_trouble

SHIPPED = Path(__file__).with_name("phrases.db")
LEAST = 0.45
"""The score from which on something fits a question."""
LEAST_OF_MANY, TOLD = 0.3, 12
"""The same for a long question, where the words that fit weigh so much."""
LEAST_TELLING = 0.55
"""The score that is enough, with such a weight, though the question tells of no trouble."""
LEAST_IN_CHAT = 0.6
"""The score from which on something fits what people say to each other about their day."""
CLOSE = 0.8
"""How much of a phrase has to be said in a sentence that tells of no trouble."""
LEAST_TOLD = 2.5
"""What the words that fit weigh at least; a word such as "not" alone asks for nothing."""
LEAST_GUESSED = 6
"""Letters of a question of no known word: what is shorter may be a slip of anything."""
LEAST_NEAR = 0.2
"""The score from which on something comes near."""


class Searchable(Protocol):
    """What a team wrote."""

    def hits(self, words: str, *, unfinished: bool = False) -> Iterable[tuple[Match, Hit]]:
        """What fits the words, the best first."""
        ...


_PROGRAMS = tuple(PrintedBy)
_FAMILIES = len(_PROGRAMS) << 32
"""Keys of families are numbered from here."""


def key_of(value: int, printed_by: PrintedBy) -> int:
    """The key of a code in the index: that of one who counts its own numbers has a key for each."""
    own = printed_by if printed_by.counts_its_own else PrintedBy.ANY
    return _PROGRAMS.index(own) << 32 | value


def key_of_family(number: int) -> int:
    """The key of a family in the index, by its place among all families."""
    return _FAMILIES + number


_MET_AS_HRESULT = range(14_000, 16_000)
"""Win32 errors of side-by-side assemblies and of app deployment: all print them as HRESULTs."""
_WIN32 = 0x8007_0000
_AS_GOOD = 0.6
"""How much of the best one's score what is found has at least."""
_NUMBER = r"-?(?:0[xX])?(?=[A-Fa-f]{0,8}[0-9])[0-9A-Fa-f]{1,12}\*?|[0-9A-Fa-f]{2,8}\*"
_SURE_NUMBER = r"\*$|^0[xX]|^-?[0-9]{9,}$"
_OF_TABLES = {table: printed_by for printed_by, table in TABLES.items()}


def search(
    text: str, team: Searchable | None = None, *, unfinished: bool = False
) -> Iterator[AnyHit]:
    """What fits `text`, the best first; the last word of an `unfinished` one may go on.

    A name, whole or in part; what people say; words of a meaning, a cause, a step or an article;
    what a `team` wrote. A number may be a part of one with a star, such as `0x8011*`. Nothing for
    what asks for no code.
    """
    words = text.split()
    numbers = [word for word in words if re.fullmatch(_NUMBER, word)]
    if len(numbers) < len(words):  # beside words, "11" is a version, and only such a one is meant
        numbers = [word for word in numbers if re.search(_SURE_NUMBER, word)]
    apart = frozenset(numbers)
    rest = " ".join(word for word in words if word not in apart)
    numbers = list(dict.fromkeys(map(str.lower, numbers)))
    if not numbers:
        found = _by_words(rest, team, unfinished=unfinished)
        yield from _once((*_by_name(text.strip()), *found))
    elif rest:
        found = _by_words(rest, team, unfinished=unfinished)
        codes = (hit for hit in found if isinstance(hit, Hit) and _has(hit.code, numbers))
        yield from _once(codes)
    else:
        yield from _by_numbers(numbers)


def _once(hits: Iterable[AnyHit]) -> Iterator[AnyHit]:
    seen = set[object]()
    for hit in hits:
        what = hit.asked if isinstance(hit, Hit) else hit.family
        if what not in seen:
            seen.add(what)
            yield hit


def _by_name(name: str) -> Iterator[Hit]:
    for named in find_name(name):
        yield _hit(named.value, _OF_TABLES.get(named.table, PrintedBy.ANY), 1)


def closest(text: str, team: Searchable | None = None) -> Iterator[AnyHit]:
    """What comes nearest to a `text` that nothing fits, if that tells of trouble."""
    ranked = _ranked(text, team, unfinished=False)
    if ranked and ranked[0][0].score >= LEAST_NEAR and tells_trouble(text):
        yield from _once(hit or _found(match) for match, hit in ranked)


def _by_words(words: str, team: Searchable | None, *, unfinished: bool) -> Iterator[AnyHit]:
    ranked = _ranked(words, team, unfinished=unfinished)
    if ranked and (unfinished or _is_asked(words, ranked[0][0])):
        yield from (hit or _found(match) for match, hit in ranked)


def _ranked(
    words: str, team: Searchable | None, *, unfinished: bool
) -> list[tuple[Match, AnyHit | None]]:
    """What fits nearly as well as the best of all; a hit where it is the team's."""
    found: list[tuple[Match, AnyHit | None]] = []
    found += team.hits(words, unfinished=unfinished) if team else ()
    found += ((match, None) for match in index().matches(words, unfinished=unfinished))
    found.sort(key=lambda one: -one[0].score)
    return [one for one in found if one[0].score >= _AS_GOOD * found[0][0].score]


def _is_asked(text: str, best: Match) -> bool:
    """Whether a text asks for a code, and does not just have words that are said of one."""
    letters = sum(map(str.isalnum, text))
    if best.told < LEAST_TOLD or (letters < LEAST_GUESSED and not best.known):
        return False
    if is_chat(text):
        return best.score >= LEAST_IN_CHAT and (best.close >= CLOSE or tells_trouble(text))
    if best.score >= LEAST_TELLING and best.told >= TOLD:
        return True
    fits = best.score >= LEAST or (best.score >= LEAST_OF_MANY and best.told >= TOLD)
    return fits and (best.close >= CLOSE or tells_trouble(text) or not is_sentence(text))


def _found(match: Match) -> AnyHit:
    if match.key >= _FAMILIES:
        return FamilyHit(data.all_families()[match.key - _FAMILIES], match.score)
    return _hit(match.key & 0xFFFF_FFFF, _PROGRAMS[match.key >> 32], match.score)


def _hit(value: int, printed_by: PrintedBy, score: float) -> Hit:
    """A code as a search lists it: by its entry where it has one, else by its name."""
    known = StatusCode(value)
    own = printed_by.counts_its_own
    entry = data.entry_of(known, printed_by) if own else _entry(known)
    if entry and entry.printed_by is PrintedBy.IISSYNC:
        printed_by = PrintedBy.IISSYNC
    code = StatusCode(_WIN32 | value) if value in _MET_AS_HRESULT and not own else known
    if entry and entry.meaning:
        return Hit(code, entry.meaning.text, None, printed_by, score)
    name = next(_names(value, printed_by)).name
    return Hit(code, in_plain_words(name), name, printed_by, score)


def _entry(code: StatusCode) -> Entry | None:
    return data.documented(code) or data.entry_of(code)


def _names(value: int, printed_by: PrintedBy) -> Iterator[Name]:
    names = all_names_of(value)
    return (name for name in names if _OF_TABLES.get(name.table, PrintedBy.ANY) is printed_by)


def _by_numbers(numbers: list[str]) -> Iterator[Hit]:
    """The codes that have these numbers: documented ones first, then by value."""
    documented = data.all_documented()
    found = [code for code in map(StatusCode, _values()) if _has(code, numbers)]
    for code in sorted(found, key=lambda code: (code not in documented, code.decimal)):
        yield _hit(code.decimal, PrintedBy.ANY, 1)


@cache
def _values() -> frozenset[int]:
    """Every number that is known as a code of Windows."""
    named = (name for name in names_in_order() if name.is_read and name.table not in _OF_TABLES)
    return data.values_of_windows() | {name.value for name in named}


def _has(code: StatusCode, numbers: list[str]) -> bool:
    forms = (str(code.decimal), str(code.signed), code.hex.lower(), code.hex[2:].lower())
    return all(
        any(form.startswith(one[:-1]) if one.endswith("*") else form == one for form in forms)
        for one in numbers
    )


@cache
def index() -> PhraseIndex:
    """The guide's index: what the package brought along, else what a checkout makes."""
    try:
        packed = SHIPPED.read_bytes()
    except FileNotFoundError:
        from bot.guide.checkout import index_here  # noqa: PLC0415 - no installed package needs it

        packed = index_here()
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(lzma.decompress(packed))
    return PhraseIndex(connection)
