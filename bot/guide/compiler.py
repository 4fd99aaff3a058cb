"""Compiles the guide's data files into one file that is quick to load, and says what is wrong.

A line of that file is `entry 80070005 any guide {…}` or `family win32 {…}`. What entries share, a
source or a step, is a line of its own (`bot.guide.pool`), which an entry names by its id.
`bot.guide.data` reads it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.codes.http_status import HTTP_STATUS, value_of_http_status
from bot.codes.names import names_of
from bot.codes.numberings import as_printed
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Provenance
from bot.guide.pool import Content, Pool, as_json
from bot.guide.wording import faults_of

Table = Mapping[str, Any]

FOLDER = Path(__file__).parent / "entries"
SHARED = "shared.toml"
"""What every file may use: sources and steps."""

PREFIX = "0x[0-9A-F]{4,7}"
"""How the codes of a family begin, where they have no facility of their own."""
_FAMILY = {"key", "title", "provenance", "printed_by", "about", "look", "facilities", "prefixes"}
_MEANINGS = {"sources", "codes"}
_SOURCE = {"title", "url", "label", "product", "revised", "read", "repository"}
_LISTS = ("names", "products", "parameters")
_ENTRY = {"codes", "meaning", "causes", "steps", "warnings", "sources", "people_say", *_LISTS}
MOST_WORDS = 12
"""Words of what people say in place of a code."""
_FACT = {"text", "sources", "product"}
_KINDS: Mapping[str, type] = {
    **dict.fromkeys(("family", "sources", "steps"), dict),
    **dict.fromkeys(("families", "entry", "meanings"), list),
}
"""What a file may hold: a table, or an array of tables."""


class GuideError(ValueError):
    """The data files are not right; `faults` says what is wrong, each with its file."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def compiled(folder: Path = FOLDER) -> str:
    """The guide as one text, sorted. Raises `GuideError` where a file cannot be understood."""
    guide = _read(folder)
    if guide.faults:
        raise GuideError(guide.faults)
    return guide.text


def checked(folder: Path = FOLDER) -> str:
    """The same, of files without any fault, those of their words too. Raises `GuideError`."""
    guide = _read(folder)
    faults = (*guide.faults, *guide.remarks())
    if faults:
        raise GuideError(faults)
    return guide.text


def said_in(folder: Path = FOLDER) -> Mapping[str, Sequence[str]]:
    """What people say in place of each code, by the beginning of its compiled line."""
    return _read(folder).said


def _read(folder: Path) -> "_Guide":
    guide = _Guide()
    for path in sorted(folder.glob("*.toml"), key=lambda path: (path.name != SHARED, path.name)):
        guide.add(path)
    guide.finish()
    return guide


class _Guide:
    """The compiled lines of all files, by kind and key, and what is wrong with the files."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.lines: dict[str, Content] = {}
        self.said: dict[str, Sequence[str]] = {}
        self._remarks: list[str] = []
        self._shared: Table = {}
        self._used: set[str] = set()
        self._families: dict[str, str] = {}

    @property
    def text(self) -> str:
        """All lines, sorted."""
        pool = Pool(self.lines.values())
        lines = [f"{key} {as_json(pool.put(content))}" for key, content in self.lines.items()]
        return "".join(f"{line}\n" for line in sorted((*lines, *pool.lines)))

    def finish(self) -> None:
        """See whether all that the files refer to is there."""
        families = {key.removeprefix("family ") for key in self.lines if key.startswith("family ")}
        self.faults += (
            f"{file}: there is no family {key!r}"
            for file, key in sorted(self._families.items())
            if key not in families
        )

    def remarks(self) -> list[str]:
        """What is wrong with the words, or superfluous: the bot can work with it."""
        unused = sorted(self._shared.get("steps", {}).keys() - self._used)
        return [*self._remarks, *(f"{SHARED}: no entry uses {key!r}" for key in unused)]

    def add(self, path: Path) -> None:
        """Take in one file; what all may use comes first."""
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(f"{path.name}: {error}")
            return
        wrong = [
            name for name, kind in _KINDS.items() if not isinstance(content.get(name, kind()), kind)
        ]
        if wrong:
            self.faults += [
                f"{path.name}: [{name}] has not the form it must have" for name in wrong
            ]
            return
        if path.name == SHARED:
            self._shared = content
        file = _File(path.name, content, self._shared)
        for key, content_of_line in file.lines():
            if key in self.lines:
                file.faults.append(f"{path.name}: {key} stands twice")
            self.lines[key] = content_of_line
        self.said |= file.said
        self.faults += file.faults
        self._remarks += file.remarks
        self._used |= file.used
        if content.get("family"):
            self._families[path.name] = str(content["family"].get("key"))


class _File:
    """One data file: what it shares among its entries, and these."""

    def __init__(self, name: str, content: Table, shared: Table) -> None:
        self.name = name
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self._content = content
        self._sources: Table = {**shared.get("sources", {}), **content.get("sources", {})}
        self._steps: Table = {**shared.get("steps", {}), **content.get("steps", {})}
        self._family: Table = content.get("family", {})
        self.used: set[str] = set()
        self.said: dict[str, Sequence[str]] = {}

    def lines(self) -> Iterator[tuple[str, Content]]:
        """Each compiled line, its key and what it says; what is wrong is added to `faults`."""
        self._unknown("", self._content, {*_KINDS})
        for key, source in self._content.get("sources", {}).items():
            self._unknown(f"source {key}: ", source, _SOURCE)
        own = [self._family] if "title" in self._family else []  # else another file has it
        for family in [*own, *self._content.get("families", [])]:
            self._unknown("family: ", family, _FAMILY)
            shown = {name: family[name] for name in ("title", "about", "look") if name in family}
            yield f"family {family.get('key')}", shown
            for facility in family.get("facilities", []):
                yield f"family facility-{facility}", shown
            for prefix in family.get("prefixes", []):
                if not re.fullmatch(PREFIX, str(prefix)):
                    fault = f"{prefix!r} is not the beginning of a code, such as '0x800F08'"
                    self.faults.append(f"{self.name}: family: {fault}")
                yield f"family prefix-{str(prefix)[2:]}", {**shown, "key": family["key"]}
            if PrintedBy(family.get("printed_by", PrintedBy.ANY)).counts_its_own:
                key = f"by-{family['printed_by'].replace(' ', '-')}"
                yield f"family {key}", {**shown, "key": family["key"]}
        for entry in (*self._content.get("entry", []), *self._meanings()):
            yield from self._entry(entry)
        own_keys = {*self._content.get("sources", {}), *self._content.get("steps", {})}
        if self.name != SHARED:  # what the shared file has may be used by any
            unused = sorted(own_keys - self.used)
            self.remarks += [f"{self.name}: no entry uses {key!r}" for key in unused]

    def _meanings(self) -> Iterator[Table]:
        """The entries that have but a meaning, each a line of a table."""
        for table in self._content.get("meanings", []):
            self._unknown("meanings: ", table, _MEANINGS)
            sources = table.get("sources", [])
            for code, meaning in table.get("codes", {}).items():
                yield {"codes": [code], "meaning": meaning, "sources": sources}

    def _entry(self, entry: Table) -> Iterator[tuple[str, Content]]:
        codes = entry.get("codes", [])
        where = f"{codes[0] if codes else 'an entry without codes'}: "
        if not self._family:
            self.faults.append(f"{self.name}: {where}there is no [family] in this file")
        content = self._compiled(where, entry)
        whose = self._family.get("provenance", Provenance.GUIDE)
        place = f"{self._printed_by.replace(' ', '-')} {whose}"
        said = self._said(where, entry.get("people_say", []))
        values = content["codes"]
        if len(values) == 1:  # the line says it
            del content["codes"]
        for value in values:
            key = f"entry {value} {place}"
            self.said |= {key: said} if said else {}
            yield key, content

    def _said(self, where: str, said: object) -> Sequence[str]:
        """What people say in place of a code; each in so few words that it can be compared."""
        if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
            self.faults.append(f"{self.name}: {where}people_say is no list of texts")
            return ()
        long = (each for each in said if not 0 < len(each.split()) <= MOST_WORDS)
        self.remarks += [
            f"{self.name}: {where}{each!r} is too long to be said, or nothing" for each in long
        ]
        return said

    def _compiled(self, where: str, entry: Table) -> dict[str, Any]:
        self._unknown(where, entry, _ENTRY)
        content: dict[str, Any] = {
            "codes": [*filter(None, (self._value(where, code) for code in entry.get("codes", [])))],
            "family": self._family.get("key"),
            "meaning": self._fact(where, entry.get("meaning", "")),
        }
        for name in ("causes", "steps", "warnings"):
            facts = [self._fact(where, fact) for fact in entry.get(name, [])]
            if facts:
                content[name] = facts
        sources = [self._source(where, key) for key in entry.get("sources", [])]
        if sources:
            content["sources"] = sources
        content |= {name: entry[name] for name in _LISTS if entry.get(name)}
        names, first = self._names(content["codes"]), int("".join(content["codes"][:1]) or "0", 16)
        code = as_printed(StatusCode(first), self._printed_by)
        faults = faults_of(content, code, names)
        self.remarks += [f"{self.name}: {where}{fault}" for fault in faults]
        if self._needs_source and not _has_source(content):
            self.remarks.append(f"{self.name}: {where}names no source")
        return content

    @property
    def _needs_source(self) -> bool:
        """Whether its entries have to say where they come from: not our advice for IISSYNC."""
        return self._printed_by is not PrintedBy.IISSYNC

    def _names(self, values: Sequence[str]) -> list[str]:
        """The names of the codes, among what prints them."""
        if not self._printed_by.prints_status_codes:
            return []
        stopped = self._printed_by is PrintedBy.BUG_CHECK
        names = (name for value in values for name in names_of(int(value, 16)))
        return [name.name for name in names if (name.table == "bug check") is stopped]

    @property
    def _printed_by(self) -> PrintedBy:
        return PrintedBy(self._family.get("printed_by", PrintedBy.ANY))

    def _value(self, where: str, code: object) -> str:
        """The eight hex digits of a code's value; how it is written depends on what prints it."""
        written, fault = str(code), "is not 0x and eight capital hex digits"
        if re.fullmatch("0x[0-9A-F]{8}", written):
            return written[2:]
        if self._printed_by is PrintedBy.IIS:
            if re.fullmatch(HTTP_STATUS, written):
                return f"{value_of_http_status(written):08X}"
            fault = 'is no status such as "401.3" or "503"'
        elif self._printed_by.counts_its_own:
            if written.isdecimal() and written == str(int(written)):
                return f"{int(written):08X}"
            fault += ", nor a decimal number"
        self.faults.append(f"{self.name}: {where}{code!r} {fault}")
        return ""

    def _fact(self, where: str, fact: object) -> list[Any]:
        """A fact as `[text, sources, product]`, without what is empty at its end."""
        if isinstance(fact, str) and fact.startswith("@"):
            fact = self._step(where, fact[1:])
        if isinstance(fact, str):
            return [fact]
        if not isinstance(fact, Mapping) or not isinstance(fact.get("text"), str):
            self.faults.append(f"{self.name}: {where}{fact!r} is no text, nor a table with a text")
            return [""]
        self._unknown(where, fact, _FACT)
        sources = [self._source(where, key) for key in fact.get("sources", [])]
        product = [fact["product"]] if "product" in fact else []
        return [fact["text"], *([sources] if sources or product else []), *product]

    def _step(self, where: str, key: str) -> object:
        """A shared step: this file's, or one that all share."""
        if key not in self._steps:
            self.faults.append(f"{self.name}: {where}there is no shared step '@{key}'")
        self.used.add(key)
        return self._steps.get(key, "")

    def _source(self, where: str, key: str) -> dict[str, str]:
        if key not in self._sources:
            self.faults.append(f"{self.name}: {where}there is no source {key!r}")
        self.used.add(key)
        source = self._sources.get(key, {})
        return {name: text for name, text in source.items() if name != "repository"}

    def _unknown(self, where: str, table: Table, known: set[str]) -> None:
        self.faults += [
            f"{self.name}: {where}{key!r} is not known here" for key in table.keys() - known
        ]


def _has_source(content: Mapping[str, Any]) -> bool:
    facts = (*content.get("causes", ()), *content.get("steps", ()), content["meaning"])
    return bool(content.get("sources")) or any(fact[1:] and fact[1] for fact in facts)
