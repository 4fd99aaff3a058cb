"""PURE. Compiles one data file of the guide: its families and entries, and its faults."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.codes.http_status import HTTP_STATUS, value_of_http_status
from bot.codes.names import names_of
from bot.codes.numberings import as_printed
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import FACTS, EntryError, Family, Provenance, Source
from bot.guide.pool import Content
from bot.guide.wording import faults_of

Table = Mapping[str, Any]

SHARED = "shared.toml"
"""The file with the sources and steps that every file may use."""
KINDS: Mapping[str, type] = {
    **dict.fromkeys(("family", "sources", "steps"), dict),
    **dict.fromkeys(("families", "entry", "meanings"), list),
}
"""The keys of a file, each with a table or an array of tables."""
PREFIX = "0x[0-9A-F]{4,7}"
"""The beginning of a family's codes, if they have no facility of their own."""
MOST_WORDS = 12
"""Words of a phrase that people say in place of a code."""

_FAMILY = {"key", "title", "provenance", "printed_by", "about", "look", "facilities", "prefixes"}
_MEANINGS = {"sources", "codes"}
_SOURCE = {"title", "url", "label", "product", "revised", "read", "repository"}
"""The last four are notes for editors, and are not compiled."""
_LISTS = ("names", "products", "parameters")
_ENTRY = {"codes", "meaning", "causes", "steps", "warnings", "sources", "people_say", *_LISTS}
_FACT = {"text", "sources", "product"}


class DataFile:
    """One data file, compiled.

    `lines` has the compiled lines by their keys, `phrases` what people say in place of the code of
    a line. `faults` make the file unusable, and `remarks` are about its words. `used` has the keys
    of the sources and steps that its entries use. Raises `ValueError`, with the word, if the family
    names an unknown program or provenance.
    """

    def __init__(self, name: str, content: Table, shared: Table) -> None:
        self.name = name
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self.used: set[str] = set()
        self.phrases: dict[str, Sequence[str]] = {}
        self._content = content
        self._sources: Table = {**shared.get("sources", {}), **content.get("sources", {})}
        self._steps: Table = {**shared.get("steps", {}), **content.get("steps", {})}
        self._family: Table = content.get("family", {})
        self._printed_by = PrintedBy(self._family.get("printed_by", PrintedBy.ANY))
        self._provenance = Provenance(self._family.get("provenance", Provenance.GUIDE))
        self.lines = [*self._compiled()]

    def _fault(self, where: str, fault: str) -> None:
        self.faults.append(f"{self.name}: {where}{fault}")

    def _remark(self, where: str, remark: str) -> None:
        self.remarks.append(f"{self.name}: {where}{remark}")

    def _check_keys(self, where: str, table: Table, known: set[str]) -> None:
        for key in table.keys() - known:
            self._fault(where, f"{key!r} is not known here")

    def _check_values(
        self, where: str, make: Callable[[str, str], object], first: object, second: object
    ) -> None:
        try:
            make(str(first), str(second))
        except EntryError as error:
            self._fault(where, str(error))

    def _compiled(self) -> Iterator[tuple[str, Content]]:
        self._check_keys("", self._content, {*KINDS})
        for key, source in self._content.get("sources", {}).items():
            self._check_keys(f"source {key}: ", source, _SOURCE)
            title, url = source.get("title", ""), source.get("url", "")
            self._check_values(f"source {key}: ", Source, title, url)
        own = [self._family] if "title" in self._family else []  # else another file describes it
        for family in [*own, *self._content.get("families", [])]:
            yield from self._family_lines(family)
        for entry in (*self._content.get("entry", []), *self._meanings()):
            yield from self._entry_lines(entry)
        if self.name != SHARED:
            own_keys = {*self._content.get("sources", {}), *self._content.get("steps", {})}
            for key in sorted(own_keys - self.used):
                self._remark("", f"no entry uses {key!r}")

    def _family_lines(self, family: Table) -> Iterator[tuple[str, Content]]:
        """The lines that find a family by its key, its facilities, prefixes or program."""
        self._check_keys("family: ", family, _FAMILY)
        self._check_values("family: ", Family, family.get("key", ""), family.get("title", ""))
        content = {name: family[name] for name in ("title", "about", "look") if name in family}
        yield f"family {family.get('key')}", content
        for facility in family.get("facilities", []):
            yield f"family facility-{facility}", content
        for prefix in map(str, family.get("prefixes", [])):
            if not re.fullmatch(PREFIX, prefix):
                fault = f"{prefix!r} is not the beginning of a code, such as '0x800F08'"
                self._fault("family: ", fault)
            yield f"family prefix-{prefix[2:]}", {**content, "key": family["key"]}
        if PrintedBy(family.get("printed_by", PrintedBy.ANY)).counts_its_own:
            program = family["printed_by"].replace(" ", "-")
            yield f"family by-{program}", {**content, "key": family["key"]}

    def _meanings(self) -> Iterator[Table]:
        """The entries that consist of a meaning, each a line of a table."""
        for table in self._content.get("meanings", []):
            self._check_keys("meanings: ", table, _MEANINGS)
            sources = table.get("sources", [])
            for code, meaning in table.get("codes", {}).items():
                yield {"codes": [code], "meaning": meaning, "sources": sources}

    def _entry_lines(self, entry: Table) -> Iterator[tuple[str, Content]]:
        codes = entry.get("codes")
        where = f"{codes[0] if codes else 'an entry without codes'}: "
        if not codes:
            self._fault(where, "nobody can ask for it")
        if not self._family:
            self._fault(where, "there is no [family] in this file")
        content = self._entry(where, entry)
        place = f"{self._printed_by.replace(' ', '-')} {self._provenance}"
        phrases = self._people_say(where, entry.get("people_say", []))
        values = content["codes"]
        if len(values) == 1:  # the key of the line has it
            del content["codes"]
        for value in values:
            key = f"entry {value} {place}"
            self.phrases |= {key: phrases} if phrases else {}
            yield key, content

    def _people_say(self, where: str, phrases: object) -> Sequence[str]:
        """What people say in place of a code, in few words, which can be compared."""
        if not isinstance(phrases, list) or not all(isinstance(each, str) for each in phrases):
            self._fault(where, "people_say is no list of texts")
            return ()
        for phrase in phrases:
            if not 0 < len(phrase.split()) <= MOST_WORDS:
                self._remark(where, f"{phrase!r} is too long to be said, or nothing")
        return phrases

    def _entry(self, where: str, entry: Table) -> dict[str, Any]:
        self._check_keys(where, entry, _ENTRY)
        values = [*filter(None, (self._value(where, code) for code in entry.get("codes", [])))]
        content: dict[str, Any] = {
            "codes": values,
            "family": self._family.get("key"),
            "meaning": self._fact(where, entry.get("meaning", "")),
        }
        for name in FACTS:
            facts = [self._fact(where, fact) for fact in entry.get(name, [])]
            content |= {name: facts} if facts else {}
        sources = [self._source(where, key) for key in entry.get("sources", [])]
        content |= {"sources": sources} if sources else {}
        content |= {name: entry[name] for name in _LISTS if entry.get(name)}
        self._check_wording(where, content, [int(value, 16) for value in values])
        return content

    def _check_wording(self, where: str, content: Content, values: Sequence[int]) -> None:
        code = as_printed(StatusCode(next(iter(values), 0)), self._printed_by)
        for fault in faults_of(content, code, self._names(values)):
            self._remark(where, fault)
        needs_source = self._printed_by is not PrintedBy.IISSYNC  # the entries are our own advice
        if needs_source and not _has_source(content):
            self._remark(where, "names no source")

    def _names(self, values: Sequence[int]) -> list[str]:
        """The names that the codes have where the family's program prints them."""
        if not self._printed_by.prints_status_codes:
            return []
        is_bug_check = self._printed_by is PrintedBy.BUG_CHECK
        names = (name for value in values for name in names_of(value))
        return [name.name for name in names if (name.table == "bug check") is is_bug_check]

    def _value(self, where: str, code: object) -> str:
        """The eight hex digits of a code, which is written as the family's program prints it."""
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
        self._fault(where, f"{code!r} {fault}")
        return ""

    def _fact(self, where: str, fact: object) -> list[Any]:
        """A fact as `[text, sources, product]`, without empty items at its end."""
        if isinstance(fact, str) and fact.startswith("@"):
            fact = self._step(where, fact[1:])
        if isinstance(fact, str):
            return [fact]
        if not isinstance(fact, Mapping) or not isinstance(fact.get("text"), str):
            self._fault(where, f"{fact!r} is no text, nor a table with a text")
            return [""]
        self._check_keys(where, fact, _FACT)
        sources = [self._source(where, key) for key in fact.get("sources", [])]
        product = [fact["product"]] if "product" in fact else []
        return [fact["text"], *([sources] if sources or product else []), *product]

    def _step(self, where: str, key: str) -> object:
        """A step of this file or of the shared file, by its key."""
        if key not in self._steps:
            self._fault(where, f"there is no shared step '@{key}'")
        self.used.add(key)
        return self._steps.get(key, "")

    def _source(self, where: str, key: str) -> dict[str, str]:
        if key not in self._sources:
            self._fault(where, f"there is no source {key!r}")
        self.used.add(key)
        source = self._sources.get(key, {})
        return {name: source[name] for name in ("title", "url", "label") if name in source}


def _has_source(content: Content) -> bool:
    facts = (*content.get("causes", ()), *content.get("steps", ()), content["meaning"])
    return bool(content.get("sources")) or any(fact[1:] and fact[1] for fact in facts)
