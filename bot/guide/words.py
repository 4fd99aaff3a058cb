"""PURE. The words of a text as the search compares them: in small letters, without synonyms.

Phrases and questions are normalised in the same way.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from bot.codes.plain_words import PART

SYNONYMS = Path(__file__).with_name("synonyms.txt")
LONGEST = 40
"""Characters of a word that are compared: no part of a name is longer, but a pasted word may be."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_TWO_CASES = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_PART = re.compile(PART)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
"""Japanese, which has no spaces between words."""


def words_of(text: str) -> list[str]:
    """The words of `text`, each replaced by its synonym, without words that have no meaning."""
    words = _word_lists()
    joined = words.known.sub(lambda match: words.synonyms[match[0]], " ".join(_plain(text)))
    return [word for word in map(_compared, joined.split()) if word]


@lru_cache(maxsize=4096)  # the index is built from a million words, most of them frequent ones
def _compared(word: str) -> str:
    """The part of a word that is compared; "" if it has no meaning.

    That is an empty word, one letter even if repeated, and the beginning of a hex number.
    """
    word = word.partition("'")[0][:LONGEST]
    has_meaning = len({*word}) > 1 and word[:2] != "0x" and word not in _word_lists().empty
    return word if has_meaning else ""


_FAILURES = (
    *("unavail", "unreach", "unknown", "unexpect", "unsupport", "untrust", "unauth", "unable"),
    *("unrespons", "unregist", "unrecog", "unspecif", "unsign", "unhandl", "unread", "unmount"),
    *("inaccess", "incompat", "inconsist", "incomplet", "insuffic", "invalid", "incorrect"),
    *("disabl", "disconnect", "disappear", "misconfig", "mismatch", "missing", "malform"),
    *("nonexist", "overflow", "abort", "abnormal", "corrupt", "crash", "fail"),
)
"""Beginnings of words that report a failure."""


def reports_failure(text: str) -> bool:
    """Whether a word of `text` says that something is wrong."""
    words = {*_plain(text), *words_of(text)}
    known = _word_lists().failures
    return any(word in known or word.startswith(_FAILURES) for word in words)


def is_chat(text: str) -> bool:
    """Whether `text` has words that people use in small talk, and that no program prints."""
    return bool({*_plain(text)} & _word_lists().chat)


def is_sentence(text: str) -> bool:
    """Whether `text` has function words, such as articles, which searches lack."""
    return bool({*_plain(text)} & _word_lists().empty)


def standing_for(word: str) -> str | None:
    """The synonym of `word`; "" if the word has no meaning, None if it has no synonym."""
    words = _word_lists()
    return "" if word in words.empty else words.synonyms.get(word)


def _plain(text: str) -> list[str]:
    """Each word in small letters; names are split, and Japanese into pairs of characters."""
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    text = text if text.isascii() else _readable(text)
    if _TWO_CASES.search(text) or _UNSPACED.search(text):
        return [part for word in _WORD.findall(text) for part in _parts(word)]
    return _WORD.findall(text.casefold())


def _parts(word: str) -> Iterator[str]:
    for part in _PART.findall(word) if _TWO_CASES.search(word) else [word]:
        if _UNSPACED.search(part):
            yield from (part[at : at + 2] for at in range(len(part) - 1))
        else:
            yield part.casefold()


def _readable(text: str) -> str:
    """The text without letters that are newer than the Unicode that SQLite knows."""
    known = unicodedata.ucd_3_2_0.category
    return "".join(each if each.isascii() or known(each)[0] in "LN" else " " for each in text)


class _WordLists:
    """The data file's lists: synonyms, empty words, words of failures and of small talk."""

    def __init__(self, lines: list[str]) -> None:
        self.synonyms: dict[str, str] = {}
        self.empty: set[str] = set()
        self.failures: set[str] = set()
        self.chat: set[str] = set()
        marked = {"-": self.empty, "!": self.failures, "~": self.chat}
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            word, _, others = line.partition(":")
            if word in marked:
                marked[word].update(others.split())
            else:
                self.synonyms |= {other.strip(): word for other in others.split(",")}
        self.known = re.compile(rf"(?<![^ ])(?:{_any_of(self.synonyms)})(?![^ ])")


def _any_of(synonyms: Iterable[str]) -> str:
    """A pattern for any of them, the longest possible; their first letters stand in it once.

    So a word whose letter begins no synonym is compared with a few letters, not with all synonyms.
    """
    backwards = sorted(synonyms, reverse=True)  # "sign in" comes before "sign"
    grouped = groupby(backwards, key=lambda synonym: synonym[0])
    groups = ((first, "|".join(re.escape(each[1:]) for each in group)) for first, group in grouped)
    return "|".join(f"{re.escape(first)}(?:{rest})" for first, rest in groups)


@cache
def _word_lists() -> _WordLists:
    return _WordLists(SYNONYMS.read_text("utf-8").splitlines())
