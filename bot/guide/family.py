"""PURE. The families of codes, and the codes of each family."""

from functools import cache
from typing import NamedTuple

from bot.codes.status_code import StatusCode
from bot.guide import data
from bot.guide.entry import Entry, Family


class Member(NamedTuple):
    """A code of a family, and its entry."""

    code: StatusCode
    entry: Entry


def family_named(name: str) -> Family | None:
    """The family with that key or title, in any case; None if there is none with codes."""
    wanted = name.strip().casefold()
    return next((one for one in families() if wanted in {one.key, one.title.casefold()}), None)


@cache
def families() -> tuple[Family, ...]:
    """The families with codes, by title."""
    keys = data.keys_of_families()
    known = dict.fromkeys(each for each in data.all_families() if each.key in keys)
    return tuple(sorted(known, key=lambda each: each.title.casefold()))


@cache
def members_of(family: Family) -> tuple[Member, ...]:
    """The codes of a family: the most common ones, then those with causes, then the others."""
    common = frozenset(data.most_asked())
    members = [
        Member(code, entry) for entry in data.entries_of_family(family.key) for code in entry.codes
    ]
    members.sort(key=lambda one: (one.code not in common, not one.entry.causes, one.code.decimal))
    return tuple(members)
