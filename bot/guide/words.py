"""PURE. The words of a text as the search compares them: in small letters, one word for a thing.

The same is done to what is searched and to what is asked, so that only like is compared with like.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.codes.plain_words import PART

SAME_WORDS = Path(__file__).with_name("same_words.txt")
LONGEST = 40
"""Characters of a word that are compared: no name's part is longer, what is pasted may be."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_TWO_CASES = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_PART = re.compile(PART)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
"""Japanese, which puts no spaces between words."""


def words_of(text: str) -> list[str]:
    """What `text` says, word by word, without the words that only ask."""
    same = _same_words()
    said = same.known.sub(lambda match: same.words[match[0]], " ".join(_plain(text)))
    return [word for word in map(_cut, said.split()) if word not in same.empty and _says(word)]


def _cut(word: str) -> str:
    return word.partition("'")[0][:LONGEST]


def _says(word: str) -> bool:
    """Whether it is a word: more than one letter, however often, and no beginning of a number."""
    return len(word) > 1 and not (word[0] == word[1] and len({*word}) == 1) and word[:2] != "0x"


_TROUBLE = (
    *("unavail", "unreach", "unknown", "unexpect", "unsupport", "untrust", "unauth", "unable"),
    *("unrespons", "unregist", "unrecog", "unspecif", "unsign", "unhandl", "unread", "unmount"),
    *("inaccess", "incompat", "inconsist", "incomplet", "insuffic", "invalid", "incorrect"),
    *("disabl", "disconnect", "disappear", "misconfig", "mismatch", "missing", "malform"),
    *("nonexist", "overflow", "abort", "abnormal", "corrupt", "crash", "fail"),
)
"""How words begin that say so, in all their forms."""


def tells_trouble(text: str) -> bool:
    """Whether a word of `text` says that something is not as it should be."""
    trouble = _same_words().trouble
    said = {*_plain(text), *words_of(text)}
    return bool(said & trouble) or any(word.startswith(_TROUBLE) for word in said)


def is_chat(text: str) -> bool:
    """Whether `text` has words that people say to each other, and no program does."""
    return bool({*_plain(text)} & _same_words().chat)


def is_sentence(text: str) -> bool:
    """Whether `text` has words that tie others together, which nobody types into a search."""
    return bool({*_plain(text)} & _same_words().empty)


def standing_for(word: str) -> str | None:
    """The word that `word` is compared as; "" for one that says nothing, None for itself."""
    same = _same_words()
    return "" if word in same.empty else same.words.get(word)


def _plain(text: str) -> list[str]:
    """Each word in small letters; names are taken apart, Japanese into pairs of characters."""
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    text = text if text.isascii() else _readable(text)
    if _TWO_CASES.search(text) or _UNSPACED.search(text):
        return [part for word in _WORD.findall(text) for part in _parts(word)]
    return _WORD.findall(text.casefold())


def _parts(word: str) -> Iterator[str]:
    for part in _PART.findall(word) if _TWO_CASES.search(word) else [word]:
        if _UNSPACED.search(part):
            yield from (part[at : at + 2] for at in range(max(1, len(part) - 1)))
        else:
            yield part.casefold()


def _readable(text: str) -> str:
    """The text without letters that SQLite does not know for such, as they are younger."""
    known = unicodedata.ucd_3_2_0.category
    return "".join(each if each.isascii() or known(each)[0] in "LN" else " " for each in text)


class _Same:
    """The words that stand for one thing, read from the data file, and those that say nothing."""

    def __init__(self, lines: list[str]) -> None:
        self.words: dict[str, str] = {}
        self.empty: set[str] = set()
        self.trouble: set[str] = set()
        self.chat: set[str] = set()
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            word, _, others = line.partition(":")
            if word == "-":
                self.empty |= {*others.split()}
            elif word == "!":
                self.trouble |= {*others.split()}
            elif word == "~":
                self.chat |= {*others.split()}
            else:
                self.words |= {other.strip(): word for other in others.split(",")}
        longest_first = sorted(self.words, key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest_first))
        self.known = re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])")


@cache
def _same_words() -> _Same:
    return _Same(SAME_WORDS.read_text("utf-8").splitlines())
