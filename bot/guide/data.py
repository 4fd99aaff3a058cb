"""The guide's entries and families, loaded from the compiled file when they are needed.

An installed package contains the compiled file (`bot.guide.build_hook`); a checkout compiles it on
first use (`bot.guide.checkout`). The codes that are asked for most are a file of their own.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from bot.codes.interpretations import Interpretation
from bot.codes.names import plain_bug_check
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import FACTS, Entry, Fact, Family, Provenance, Source
from bot.guide.sorted_lines import SortedLines

HERE = os.path.dirname(__file__)  # noqa: PTH120 - pathlib's import takes longer than a look-up
SHIPPED = f"{HERE}/guide.bin"

_CUSTOMER_BIT = 1 << 29  # [MS-ERREF] 2.1 and 2.3: the number is no Microsoft code


@lru_cache(maxsize=4096)
def entry_of(
    code: StatusCode,
    printed_by: PrintedBy = PrintedBy.ANY,
    provenance: Provenance = Provenance.GUIDE,
) -> Entry | None:
    """The entry of a code with that provenance, if that program printed the code.

    A bug check of a small dump has the entry of the plain one, unless it has one of its own.
    """
    line = _lines().first(f"entry {code.hex[2:]} {printed_by.replace(' ', '-')} {provenance} ")
    if line:
        return _entry(line)
    plain = StatusCode(plain_bug_check(code.decimal))
    if plain == code or printed_by is not PrintedBy.BUG_CHECK:
        return None
    entry = entry_of(plain, printed_by, provenance)
    return entry and replace(entry, codes=(*entry.codes, code))


def documented(code: StatusCode) -> Entry | None:
    """What Microsoft documents about a code for IISSYNC."""
    return entry_of(code, PrintedBy.IISSYNC, Provenance.DOCUMENTED)


@cache
def all_entries() -> tuple[Entry, ...]:
    """Every entry once, by its first value."""
    return tuple(dict.fromkeys(map(_entry, _lines().all("entry "))))


def values_of_windows() -> frozenset[int]:
    """The values of Windows that have an entry; programs' own numbers are not among them."""
    places = (f"{PrintedBy.ANY} ", f"{PrintedBy.IISSYNC} {Provenance.DOCUMENTED} ")
    keys = (line.split(" ", 2)[1:] for line in _lines().all("entry "))
    return frozenset(int(value, 16) for value, place in keys if place.startswith(places))


def keys_of_families() -> frozenset[str]:
    """The keys of the families that have entries."""
    key = re.compile(r'"family":"([^"]+)"')
    return frozenset(found for line in _lines().all("entry ") for found in key.findall(line))


def entries_of_family(key: str) -> Iterator[Entry]:
    """The entries of a family, by value."""
    place = f'"family":"{key}"'
    yield from dict.fromkeys(_entry(line) for line in _lines().all("entry ") if place in line)


@cache
def all_documented() -> dict[StatusCode, Entry]:
    """Every code that is documented for IISSYNC, in ascending order of value."""
    place = f" {PrintedBy.IISSYNC} {Provenance.DOCUMENTED} "
    entries = (_entry(line) for line in _lines().all("entry ") if place in line[: line.index("{")])
    return {entry.codes[0]: entry for entry in entries}


@cache
def all_families() -> tuple[Family, ...]:
    """Every family, by its key."""
    return tuple(family(line.split(" ", 2)[1]) for line in _lines().all("family "))


@cache
def family(key: str) -> Family:
    """A family by its key. Raises `KeyError`."""
    line = _lines().first(f"family {key} ")
    if not line:
        raise KeyError(key)
    content = json.loads(line.split(" ", 2)[2])
    look = tuple(content.get("look", ()))
    return Family(content.get("key", key), content["title"], content.get("about", ""), look)


def family_of(printed_by: PrintedBy) -> Family:
    """The family of a program's own numbers. Raises `KeyError`."""
    return family(f"by-{printed_by.replace(' ', '-')}")


def family_by_prefix(code: StatusCode) -> str:
    """The key of the family with the longest prefix of the code; empty if there is none."""
    digits = code.hex[2:]
    keys = (f"prefix-{digits[:length]}" for length in range(7, 3, -1))
    return next(filter(has_family, keys), "")


def family_key(code: StatusCode, interpretation: Interpretation | None) -> str:
    """The family of a code that has no entry."""
    by_prefix = "" if code.is_plain_win32 else family_by_prefix(code)
    if by_prefix:
        return by_prefix
    kind = interpretation.kind if interpretation else "HRESULT"
    if kind == "ESE error":
        return "ese"
    if kind in {"Win32 error", "wrapped Win32 error"}:
        return "win32"
    if kind in {"NTSTATUS", "wrapped NTSTATUS"}:
        named = interpretation is not None and interpretation.names
        return "customer" if code.decimal & _CUSTOMER_BIT and not named else "ntstatus"
    if kind == "success HRESULT":
        known = interpretation is not None and (interpretation.names or code.facility)
        return "success" if known else "no-status"
    key = f"facility-{code.facility_number}"
    return key if has_family(key) else "hresult"


def has_family(key: str) -> bool:
    """Whether there is a family with that key."""
    return bool(_lines().first(f"family {key} "))


def most_asked() -> tuple[StatusCode, ...]:
    """The codes about which administrators post most."""
    with open(f"{HERE}/most_asked.txt", encoding="ascii") as file:  # noqa: PTH123 - without pathlib
        return tuple(StatusCode(int(line, 16)) for line in file)


def _entry(line: str) -> Entry:
    _, value, printed_by, provenance, rest = line.split(" ", 4)
    content = json.loads(rest)
    facts = {name: _facts(content.get(name, ())) for name in FACTS}
    return Entry(
        codes=tuple(StatusCode(int(code, 16)) for code in content.get("codes", [value])),
        provenance=Provenance(provenance),
        family=family(content["family"]),
        meaning=_fact(content["meaning"]),
        sources=tuple(map(_source, content.get("sources", "").split())),
        names=tuple(content.get("names", ())),
        products=tuple(content.get("products", ())),
        parameters=tuple(content.get("parameters", ())),
        printed_by=PrintedBy(printed_by.replace("-", " ")),
        **facts,
    )


def _facts(content: list[list[Any] | str]) -> tuple[Fact, ...]:
    return tuple(_step(fact) if isinstance(fact, str) else _fact(fact) for fact in content)


@lru_cache(maxsize=1024)
def _step(key: str) -> Fact:
    return _fact(json.loads(_lines().first(f"step {key} ").split(" ", 2)[2]))


@lru_cache(maxsize=1024)
def _source(key: str) -> Source:
    return Source(**json.loads(_lines().first(f"source {key} ").split(" ", 2)[2]))


def _fact(content: list[Any]) -> Fact:
    text = content[0]
    sources = content[1] if content[1:] else ()
    product = content[2] if content[2:] else ""
    return Fact(text, tuple(map(_source, sources)), product)


@cache
def _lines() -> SortedLines:
    return SortedLines(guide())


def guide(shipped: str = SHIPPED) -> bytes:
    """The compiled guide: that of the package, else that of the checkout's data files."""
    try:
        with open(shipped, "rb") as file:  # noqa: PTH123 - without pathlib
            return file.read()
    except FileNotFoundError:
        from bot.guide.checkout import compiled_guide  # noqa: PLC0415 - no installed package needs it

        return compiled_guide()
