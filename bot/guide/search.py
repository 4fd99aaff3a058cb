"""Search by words: documented codes first, then the guide's, then the names of all others."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.codes.name_search import search_names
from bot.codes.numberings import TABLES, as_asked
from bot.codes.plain_words import in_plain_words
from bot.codes.printed_by import PrintedBy
from bot.codes.rules import FILLER
from bot.codes.status_code import StatusCode
from bot.guide.data import entries_holding
from bot.guide.entry import Entry, Provenance

_MOST_WORDS = 8


class Hit(NamedTuple):
    """A code that fits the words: what it means, and its name where that is what fits.

    `printed_by` is what counts the number, where that is not Windows.
    """

    code: StatusCode
    meaning: str
    name: str | None
    printed_by: PrintedBy = PrintedBy.ANY

    @property
    def asked(self) -> str:
        """A text that asks for it."""
        own = self.printed_by.counts_its_own
        return as_asked(self.code, self.printed_by) if own else str(self.code)


def telling_words(text: str) -> str:
    """The words of `text` worth a search, without those that only ask; none for a sentence."""
    words = [word for word in text.split() if word.lower().strip("?!.,") not in FILLER]
    short = any(re.search(r"[^\W\d_]{3}", word) is None for word in words)
    return "" if short or len(words) > _MOST_TELLING else " ".join(words)


_MOST_TELLING = 6


def search(text: str) -> Iterator[Hit]:
    """The codes that hold every word of `text`, whether the guide has them or only their names.

    In a name, a number, a meaning, a cause, a step, a product or a source; a number may be a part
    of one with a star, such as `0x8011*`.
    """
    words = [word.strip("\"'“”,;:()?!.").lower() for word in text.split()[:_MOST_WORDS]]
    words = [word for word in words if any(map(str.isalnum, word))]
    if not words:
        return
    seen = set()
    for _, entry in sorted(_fitting(words), key=lambda pair: pair[0]):
        own = entry.printed_by if entry.printed_by.counts_its_own else PrintedBy.ANY
        for code in entry.codes:
            if (code.decimal, own) not in seen and entry.meaning:
                seen.add((code.decimal, own))
                yield Hit(code, entry.meaning.text, None, own)
    for name in search_names(words):
        own = _OF_TABLES.get(name.table, PrintedBy.ANY)
        is_told = name.is_read or own.counts_its_own
        if is_told and (name.value, own) not in seen:
            seen.add((name.value, own))
            yield Hit(StatusCode(name.value), in_plain_words(name.name), name.name, own)


_OF_TABLES = {table: printed_by for printed_by, table in TABLES.items()}


def _fitting(words: Sequence[str]) -> Iterator[tuple[tuple[int, int, int], Entry]]:
    """The entries that fit, with what sorts them: by whose word they are, fit and value."""
    for entry in entries_holding([word.rstrip("*") for word in words]):
        ours_of_iissync = entry.printed_by is PrintedBy.IISSYNC
        if entry.provenance is Provenance.DOCUMENTED:
            voice = 0
        elif ours_of_iissync:  # advice, not a meaning: the code's own entry or name is found
            continue
        else:
            voice = 1
        rank = _rank(entry, words)
        if rank:
            yield (voice, -rank, entry.codes[0].decimal), entry


def _rank(entry: Entry, words: Sequence[str]) -> int:
    """How well an entry fits: a word in its title counts more than one elsewhere; 0: not at all."""
    numbers = [
        number
        for code in entry.codes
        for number in (str(code.decimal), str(code.signed), code.hex.lower(), code.hex[2:].lower())
    ]
    meaning = entry.meaning.text if entry.meaning else ""
    title = " ".join((meaning, *entry.names, *numbers)).lower()
    facts = (*entry.causes, *entry.warnings, *entry.steps)
    articles = [f"{source.name} {source.title}" for source in entry.references]
    rest = " ".join((*(f.text for f in facts), *entry.products, *articles)).lower()
    rank = 0
    for word in words:
        if word.endswith("*"):
            found = 2 * any(number.startswith(word[:-1]) for number in numbers)
        else:
            pattern = rf"(?<![a-z0-9]){re.escape(word)}"
            found = 2 * bool(re.search(pattern, title)) or bool(re.search(pattern, rest))
        if not found:
            return 0
        rank += found
    return rank
