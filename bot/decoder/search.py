"""Search by words: the documented codes first, then the names of all others, the best first."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.decoder.catalogue import CATALOGUE, Entry
from bot.decoder.name_search import search_names
from bot.decoder.plain_words import in_plain_words
from bot.decoder.rules import FILLER
from bot.decoder.status_code import StatusCode

_MOST_WORDS = 8


class Hit(NamedTuple):
    """A code that fits the words: what it means, and its name where that is what fits."""

    code: StatusCode
    meaning: str
    name: str | None


def telling_words(text: str) -> str:
    """The words of `text` worth a search, without those that only ask; none for a sentence."""
    words = [word for word in text.split() if word.lower().strip("?!.,") not in FILLER]
    short = any(re.search(r"[^\W\d_]{3}", word) is None for word in words)
    return "" if short or len(words) > _MOST_TELLING else " ".join(words)


_MOST_TELLING = 6


def search(text: str) -> Iterator[Hit]:
    """The codes that hold every word of `text`, whether they are documented or only named.

    In a name, a number, a meaning, a cause, a step, a product or an article; a number may be a part
    of one with a star, such as `0x8011*`.
    """
    words = [word.strip("\"'“”,;:()?!.").lower() for word in text.split()[:_MOST_WORDS]]
    words = [word for word in words if any(map(str.isalnum, word))]
    if not words:
        return
    ranked = ((-_rank(entry, words), code) for code, entry in CATALOGUE.items())
    seen = set()
    for _, code in sorted(pair for pair in ranked if pair[0]):
        seen.add(code.decimal)
        yield Hit(code, CATALOGUE[code].meaning.text, None)
    for name in search_names(words):
        if name.value not in seen:
            seen.add(name.value)
            yield Hit(StatusCode(name.value), in_plain_words(name.name), name.name)


def _rank(entry: Entry, words: Sequence[str]) -> int:
    """How well an entry fits: a word in its title counts more than one elsewhere; 0: not at all."""
    code = entry.code
    numbers = [str(code.decimal), str(code.signed), code.hex.lower(), code.hex[2:].lower()]
    title = " ".join((entry.meaning.text, *entry.windows_names, *entry.mts_names, *numbers)).lower()
    facts = (*entry.causes, *entry.warnings, *entry.steps)
    articles = [f"{article.number} {article.title}" for article in entry.references]
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
