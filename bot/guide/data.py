"""The guide's entries and families, loaded from the compiled file when they are first asked for.

An installed package brings the compiled file along (`bot.guide.build_hook`); a checkout compiles it
on first use (`bot.guide.checkout`).
"""

import json
import os
from functools import cache, lru_cache
from typing import Any

from bot.codes.context import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry, Fact, Family, Provenance, Source

HERE = os.path.dirname(__file__)  # noqa: PTH120 - pathlib's import takes longer than a look-up
SHIPPED = f"{HERE}/compiled.txt"


@lru_cache(maxsize=4096)
def entry_of(
    code: StatusCode,
    printed_by: PrintedBy = PrintedBy.ANY,
    provenance: Provenance = Provenance.GUIDE,
) -> Entry | None:
    """What is said of a code by that voice, for that kind of question."""
    key = f"{code.hex[2:]} {printed_by.replace(' ', '-')} {provenance}"
    line = _lines()["entry"].get(key)
    return _entry(key, line) if line else None


def documented(code: StatusCode) -> Entry | None:
    """What Microsoft documents of a code for IISSYNC."""
    return entry_of(code, PrintedBy.IISSYNC, Provenance.DOCUMENTED)


@cache
def all_entries() -> tuple[Entry, ...]:
    """Every entry, by value; one for several values stands once."""
    entries = (_entry(key, line) for key, line in _lines()["entry"].items())
    return tuple(dict.fromkeys(entries))


@cache
def all_documented() -> dict[StatusCode, Entry]:
    """Every code that is documented for IISSYNC, in ascending order of value."""
    entries = (entry for entry in all_entries() if entry.provenance is Provenance.DOCUMENTED)
    return {entry.codes[0]: entry for entry in entries}


@cache
def family(key: str) -> Family:
    """A family by its key. Raises `KeyError`."""
    content = json.loads(_lines()["family"][key])
    return Family(key, content["title"], content.get("about", ""), tuple(content.get("look", ())))


def has_family(key: str) -> bool:
    """Whether there is a family of that key."""
    return key in _lines()["family"]


def _entry(key: str, line: str) -> Entry:
    _, printed_by, provenance = key.split(" ")
    content = json.loads(line)
    facts = {name: _facts(content.get(name, ())) for name in ("causes", "steps", "warnings")}
    return Entry(
        codes=tuple(StatusCode(int(code, 16)) for code in content["codes"]),
        provenance=Provenance(provenance),
        family=family(content["family"]),
        meaning=_fact(content["meaning"]),
        sources=tuple(Source(**source) for source in content.get("sources", ())),
        names=tuple(content.get("names", ())),
        products=tuple(content.get("products", ())),
        parameters=tuple(content.get("parameters", ())),
        printed_by=PrintedBy(printed_by.replace("-", " ")),
        **facts,
    )


def _facts(content: list[list[Any]]) -> tuple[Fact, ...]:
    return tuple(map(_fact, content))


def _fact(content: list[Any]) -> Fact:
    text = content[0]
    sources = content[1] if content[1:] else ()
    product = content[2] if content[2:] else ""
    return Fact(text, tuple(Source(**source) for source in sources), product)


@cache
def _lines() -> dict[str, dict[str, str]]:
    """The compiled lines by kind and key."""
    lines: dict[str, dict[str, str]] = {"entry": {}, "family": {}}
    for line in text().splitlines():
        kind, _, rest = line.partition(" ")
        key, _, content = rest.partition(" {")
        lines[kind][key] = "{" + content
    return lines


def text(shipped: str = SHIPPED) -> str:
    """The compiled guide: what the package brought along, else what the data files say now."""
    try:
        with open(shipped, encoding="utf-8") as file:  # noqa: PTH123 - as above
            return file.read()
    except FileNotFoundError:
        from bot.guide.checkout import compiled_here  # noqa: PLC0415 - no installed package needs it

        return compiled_here()
