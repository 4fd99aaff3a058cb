"""Find a name by its spelling, exact or misspelt."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

from bot.codes.names import Name, data, parse_line
from bot.codes.plain_words import split_prefix


@lru_cache(maxsize=1024)
def find_name(text: str) -> tuple[Name, ...]:
    """The names spelt like `text`, in any case.

    Samba's NT_STATUS_ is read as STATUS_, and its WERR_ as ERROR_. The result has one name as a
    rule, and two for the few names that have different values in different headers.
    """
    return tuple(map(parse_line, _lines_of(_canonical(text))))


def suggest_names(text: str, limit: int = 3) -> tuple[Name, ...]:
    """The names nearest to a misspelt one, at most `limit`; none if the text resembles no name.

    Near means that one letter in six (three at most) is wrong, missing or extra, or that the prefix
    is missing.
    """
    query = _canonical(text)
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{3,79}", query):
        return ()
    reach = min((len(query) + 4) // 6, 3)
    near = [(distance(query, name, reach), name) for name in _alike(query, reach)]
    if "_" in query and split_prefix(query)[1] == query:
        endings = (name for name in map(_name_in, _lines_by_name()) if name.endswith(query))
        near += [(1, name) for name in endings if split_prefix(name)[1] == query]
    near = [(far, name) for far, name in near if far <= reach]
    near.sort(key=lambda one: (one[0], _rank(one[1])))
    best = dict.fromkeys(name for far, name in near if far <= near[0][0] + 1)
    return tuple(found for name in best for found in find_name(name))[:limit]


@cache
def _lines_by_name() -> list[str]:
    """The lines of the file by their names in capitals; of the same name, by their values.

    As a list, for bisection: a dictionary of the names takes half as much memory again.
    """
    return sorted(data().decode().splitlines()[1:], key=_name_in)


def _name_in(line: str) -> str:
    """The name in a line of the file, in capitals."""
    return line[11:].upper()


def _lines_of(name: str) -> list[str]:
    """The lines with this name in capitals."""
    lines = _lines_by_name()
    start = end = bisect_left(lines, name, key=_name_in)
    while end < len(lines) and _name_in(lines[end]) == name:
        end += 1
    return lines[start:end]


def _canonical(text: str) -> str:
    """A name as the index spells it; "" for text that is not ASCII, even if its capitals are."""
    text = text.strip().upper() if text.isascii() else ""
    if text.startswith("WERR_"):
        return f"ERROR_{text.removeprefix('WERR_')}"
    return text.removeprefix("NT_") if text.startswith("NT_STATUS_") else text


def _alike(query: str, reach: int) -> Iterator[str]:
    """The names that may be within `reach` changes: each has a chunk of `query` near its position.

    `query` is split into reach + 1 chunks, so that so many changes leave at least one unchanged.
    """
    size = len(query) // (reach + 1)
    chunks = [
        (query[start : start + size], max(0, start - reach), start + size + reach)
        for start in range(0, size * (reach + 1), size)
    ]
    for name in map(_name_in, _lines_by_name()):
        if abs(len(name) - len(query)) <= reach:
            for chunk, start, end in chunks:
                if name.find(chunk, start, end) >= 0:
                    yield name
                    break


def distance(one: str, other: str, reach: int) -> int:
    """The number of wrong, missing or extra letters: exact up to `reach`, then just larger."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, row = row, [number] + [reach + 1] * len(other)
        for at in range(max(1, number - reach), min(len(other), number + reach) + 1):
            changed = above[at - 1] + (letter != other[at - 1])
            row[at] = min(changed, above[at] + 1, row[at - 1] + 1)
        if min(row) > reach:
            break
    return row[-1]


def _rank(name: str) -> tuple[bool, int, int, str]:
    """The sort key of a name in capitals: by its prefix, its table and its length."""
    plain = name.startswith(("ERROR_", "E_", "S_", "STATUS_"))
    return not plain, "WHCMNBJKLTRDEP".index(_lines_of(name)[0][9]), len(name), name
