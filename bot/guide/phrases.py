"""The phrases for the guide's codes and families, for people who do not know the number.

They come from the entries, names in headers, what people say, and the system's messages in other
languages. The index is built from them with a package, or on the first search of a checkout.
"""

import lzma
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from bot.codes.names import Name, all_names_of, names_in_order
from bot.codes.numberings import numbering_of
from bot.codes.plain_words import in_plain_words
from bot.codes.printed_by import PrintedBy
from bot.guide.compiler import people_say
from bot.guide.data import all_entries, all_families, most_asked
from bot.guide.entry import Entry, Family, Provenance
from bot.guide.index_builder import Target, build_index
from bot.guide.search import key_of, key_of_family
from bot.guide.words import words_of

MESSAGES = Path(__file__).with_name("messages")
"""A file for each language, with a code, a tab and the system's message on each line."""
LEAST_ENTRIES = 5
"""Entries of a family that a search finds."""


def packed_index() -> bytes:
    """The index of the guide, as `bot.guide.search` unpacks it."""
    connection = sqlite3.connect(":memory:")
    phrases = Phrases(people_say(), messages_in(MESSAGES))
    build_index(connection, phrases.targets(all_entries(), names_in_order(), all_families()))
    connection.execute("vacuum")
    return lzma.compress(connection.serialize())


def messages_in(folder: Path) -> dict[int, list[str]]:
    """The system's messages in other languages, by the code's value."""
    messages: defaultdict[int, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                code, _, message = line.partition("\t")
                messages[int(code, 16)].append(message)
    return messages


class Phrases:
    """Collects the phrases for each code and family: what people say, and messages, by code."""

    def __init__(
        self, people: Mapping[str, Sequence[str]], messages: Mapping[int, Sequence[str]]
    ) -> None:
        self._people = people
        self._common = frozenset(code.decimal for code in most_asked())
        self._phrases: defaultdict[int, list[str]] = defaultdict(list)
        self._background: defaultdict[int, list[str]] = defaultdict(list)
        self._main_names: defaultdict[int, set[str]] = defaultdict(set)
        self._entries = Counter[str]()
        self._prior: defaultdict[int, float] = defaultdict(float)
        for value, texts in messages.items():
            self._phrases[key_of(value, PrintedBy.ANY)] += texts

    def targets(
        self, entries: Iterable[Entry], names: Iterable[Name], families: Iterable[Family]
    ) -> Iterator[Target]:
        """Each code and family that can be found."""
        for entry in entries:
            self._add_entry(entry)
        for name in names:
            self._add_name(name)
        for number, family in enumerate(families):
            if self._entries[family.key] >= LEAST_ENTRIES:
                around = [family.about, *family.look]
                yield Target(key_of_family(number), [family.title], around, 1)
        for key, phrases in self._phrases.items():
            yield Target(key, phrases, self._background[key], self._prior[key])

    def _add_entry(self, entry: Entry) -> None:
        if entry.printed_by is PrintedBy.IISSYNC and entry.provenance is Provenance.GUIDE:
            return  # it is advice without a meaning
        meaning = [entry.meaning.text] if entry.meaning else []
        facts = (*entry.causes, *entry.steps, *entry.warnings)
        articles = (f"{source.name} {source.title}" for source in entry.references)
        around = [entry.family.title, *entry.products, *(fact.text for fact in facts), *articles]
        self._entries[entry.family.key] += 1
        place = f"{entry.printed_by.replace(' ', '-')} {entry.provenance}"
        for code in entry.codes:
            people = self._people.get(f"entry {code.hex[2:]} {place}", ())
            key = key_of(code.decimal, entry.printed_by)
            self._phrases[key] += [*meaning, *people]
            self._main_names[key] |= {*(entry.names or self._first_name(key, entry))}
            self._background[key] += around
            self._prior[key] = max(self._prior[key], self._preferred(entry, code.decimal))

    def _first_name(self, key: int, entry: Entry) -> Iterator[str]:
        names = all_names_of(key & 0xFFFF_FFFF)
        own = (each.name for each in names if numbering_of(each) is entry.printed_by.numbering)
        return islice(own, 1)

    def _preferred(self, entry: Entry, value: int) -> float:
        if entry.provenance is Provenance.DOCUMENTED:
            return 1
        if entry.printed_by.counts_its_own:
            return 0.2 * bool(entry.causes)
        return 0.2 + 0.4 * bool(entry.causes) + 0.4 * (value in self._common)

    def _add_name(self, name: Name) -> None:
        """Add a name as it is read aloud, and as it is spelled, if that has other words.

        A further name of a code with an entry is background.
        """
        printed_by = numbering_of(name)
        if not (name.is_code or printed_by.counts_its_own):
            return
        key = key_of(name.value, printed_by)
        spoken, spelled = in_plain_words(name.name), name.name.replace("_", " ")
        names = [spoken] if {*words_of(spelled)} <= {*words_of(spoken)} else [spoken, spelled]
        is_main = key not in self._main_names or name.name in self._main_names[key]
        (self._phrases if is_main else self._background)[key] += names
