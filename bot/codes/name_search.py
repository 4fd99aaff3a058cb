"""Finding a name by how it is spelt: as it stands, or misspelt."""

import re
from collections.abc import Iterator
from functools import cache

from bot.codes.names import Name, data, parse_line
from bot.codes.plain_words import split_prefix


def find_name(text: str) -> tuple[Name, ...]:
    """The names spelt like `text`, in any case.

    Samba's NT_STATUS_ stands for STATUS_, and its WERR_ for ERROR_. One name as a rule; two for the
    few that different headers give different values.
    """
    return tuple(map(parse_line, _by_name().get(_as_spelt(text), "").splitlines()))


def suggest_names(text: str, limit: int = 3) -> tuple[Name, ...]:
    """The names nearest to a misspelt one, at most `limit`; none for what resembles no name.

    Near is: one letter in six wrong, missing or too many (three at most), or the prefix forgotten.
    """
    asked = _as_spelt(text)
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{3,79}", asked):
        return ()
    reach = min((len(asked) + 4) // 6, 3)
    near = [(distance(asked, name, reach), name) for name in _alike(asked, reach)]
    if "_" in asked and split_prefix(asked)[1] == asked:
        endings = (name for name in _by_name() if name.endswith(asked))
        near += [(1, name) for name in endings if split_prefix(name)[1] == asked]
    near = [(far, name) for far, name in near if far <= reach]
    near.sort(key=lambda one: (one[0], _usual(one[1])))
    best = dict.fromkeys(name for far, name in near if far <= near[0][0] + 1)
    return tuple(found for name in best for found in find_name(name))[:limit]


@cache
def _by_name() -> dict[str, str]:
    """The lines of each name in capitals, in the order of their values."""
    index: dict[str, str] = {}
    for line in data().decode().splitlines()[1:]:
        name = line[11:].upper()
        index[name] = f"{index[name]}\n{line}" if name in index else line
    return index


def _as_spelt(text: str) -> str:
    """A name as the index spells it. What is not ASCII is no name, even if its capitals are."""
    text = text.strip().upper() if text.isascii() else ""
    if text.startswith("WERR_"):
        return f"ERROR_{text.removeprefix('WERR_')}"
    return text.removeprefix("NT_") if text.startswith("NT_STATUS_") else text


def _alike(asked: str, reach: int) -> Iterator[str]:
    """The names that may be within `reach` changes: one of `asked`'s tokens stands in its place.

    Of reach + 1 tokens, as many changes leave one untouched.
    """
    size = len(asked) // (reach + 1)
    tokens = [
        (asked[start : start + size], max(0, start - reach), start + size + reach)
        for start in range(0, size * (reach + 1), size)
    ]
    for name in _by_name():
        if abs(len(name) - len(asked)) <= reach:
            for token, start, end in tokens:
                if name.find(token, start, end) >= 0:
                    yield name
                    break


def distance(one: str, other: str, reach: int) -> int:
    """How many letters are wrong, missing or too many: exact up to `reach`, beyond it just more."""
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


def _usual(name: str) -> tuple[bool, int, int, str]:
    """How usual a name in capitals is: by its prefix, by its table, by its length."""
    plain = name.startswith(("ERROR_", "E_", "S_", "STATUS_"))
    return not plain, "WHCMNBJKLTRDEP".index(_by_name()[name][9]), len(name), name
