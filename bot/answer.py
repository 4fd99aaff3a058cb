"""The one conversation: a request, however it came, and the reply to it.

Total: any text gets a reply. The edges gather what a request needs (`Request.wants_thread`) and
carry the reply away; nothing here reads or sends anything.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice

from bot.decoder import (
    CATALOGUE,
    Doubt,
    Ear,
    Findings,
    Found,
    Hit,
    StatusCode,
    asks_for_numbers,
    decode,
    find_codes,
    search,
)
from bot.decoder.legible import legible
from bot.decoder.rules import FILLER
from bot.reply import (
    PAGE,
    Finding,
    Origin,
    Reply,
    findings_reply,
    help_reply,
    list_reply,
    search_reply,
    title,
    usage_reply,
)

COMMANDS = {"help": help_reply, "list": list_reply}
SEARCH = "search"
LONG = 400
"""Characters from which on a message was written for others, not for the bot."""
_HELP = {"?", "usage", "hilfe", "aide"}
_MOST_SEARCHED = 6  # words; more of them are a sentence
_STARRED = r"(?<![0-9A-Za-z*])(?:0[xX])?[0-9A-Fa-f]{2,9}\*(?![0-9A-Za-z*])"


@dataclass(frozen=True, slots=True)
class Passage:
    """A message of the thread: what it says, and when (seconds since 1970; as UTC writes it)."""

    text: str
    seconds: int
    utc: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks: the text, and the thread it was asked in, newest message first.

    `about_others` says that the text was not written to the bot: a message shortcut. `unread` is
    Slack's word for why the thread could not be read. `page` is that of a search, from 0.
    """

    text: str
    thread: tuple[Passage, ...] = ()
    about_others: bool = False
    unread: str | None = None
    page: int = 0

    @property
    def words(self) -> str:
        """The text as a person reads it, on one line, without who it is addressed to."""
        return " ".join(legible(self.text).split())

    @property
    def findings(self) -> Findings:
        """What the text itself holds."""
        overheard = self.about_others and len(self.text) > LONG
        return find_codes(self.text, Ear.OVERHEARD if overheard else Ear.ASKED)

    @property
    def wants_thread(self) -> bool:
        """Whether the codes are to be looked for in the thread: the text asks for nothing else."""
        words = self.words
        if _command(words) or _search_words(words) is not None:
            return False
        findings = self.findings
        return not findings.codes and not findings.doubts


def answer(request: Request) -> Reply:
    """The reply to `request`."""
    words = request.words
    if not request.about_others:
        command = _command(words)
        if command:
            return COMMANDS[command]()
        searched = _search_words(words)
        if searched is not None:
            return search_reply(searched, _page(searched, request.page))
    findings = request.findings
    if findings.codes or any(_is_number(doubt) for doubt in findings.doubts):
        return _found(findings)
    read_back = tuple(_read_back(request.thread))
    if read_back:
        return findings_reply(read_back)
    return _by_words(request, findings)


def answer_codes(codes: Iterable[StatusCode]) -> Reply:
    """The reply to a question for exactly these codes."""
    return findings_reply([Finding(decode(code), str(code)) for code in codes])


def _found(findings: Findings) -> Reply:
    found = tuple(Finding(decode(found.code), found.written) for found in findings.codes)
    return findings_reply(found, findings.doubts, complete=findings.complete)


def _by_words(request: Request, findings: Findings) -> Reply:
    """The answer to a text without a number: what its words may name, or how to ask."""
    words = request.words
    nearest = _suggestion(words)
    if nearest and not findings.doubts:
        return usage_reply(words, nearest, request.unread)
    telling = [word for word in words.split() if word.lower().strip("?!.,") not in FILLER]
    searched = " ".join(telling)
    if (
        0 < len(telling) <= _MOST_SEARCHED
        and all(re.search(r"[^\W\d_]{3}", word) for word in telling)
        and not request.about_others
    ):
        hits = _page(searched, request.page)
        if hits and (not findings.doubts or _begins(hits[0], searched)):
            return search_reply(searched, hits)
    if findings.doubts:
        return _found(findings)
    return usage_reply(words, None, request.unread)


def _begins(hit: Hit, words: str) -> bool:
    """Whether the words are the beginning of a name, and not a whole one that is misspelt."""
    return (hit.name or "").upper().startswith(words.upper())


def _command(words: str) -> str | None:
    word = words.lower().strip(" .!")
    return "help" if word in _HELP else word if word in COMMANDS else None


def _search_words(words: str) -> str | None:
    """What is to be searched for, where that is asked: `search WORDS`, or a number with a star."""
    first, _, rest = words.partition(" ")
    if first.lower() == SEARCH:
        return rest
    return words if re.search(_STARRED, words) else None


def _page(words: str, page: int) -> tuple[Hit, ...]:
    """The hits of a page, and one more where there is a next page."""
    start = page * PAGE
    return tuple(islice(search(words), start, start + PAGE + 1))


def suggest(typed: str) -> Iterator[Hit]:
    """The codes that what was typed so far may become: itself first, then by number and words."""
    seen = set()
    whole = (found.code for found in find_codes(typed).codes)
    own = (Hit(code, title(decode(code)), None) for code in whole)
    starred = search(f"{typed}*") if re.fullmatch(r"-?(?:0[xX])?[0-9A-Fa-f]+", typed) else ()
    for hit in chain(own, starred, search(typed)):
        if hit.code not in seen:
            seen.add(hit.code)
            yield hit


def _is_number(doubt: Doubt) -> bool:
    return any(character.isdigit() for character in doubt.written)


def _suggestion(words: str) -> str | None:
    near = get_close_matches(words.lower(), (*COMMANDS, SEARCH), n=1, cutoff=0.7)
    return near[0] if near else None


def _read_back(thread: tuple[Passage, ...]) -> Iterator[Finding]:
    """The codes of a thread, newest message first, each code once."""
    seen = set()
    for passage in thread:
        for found in _codes_of(passage.text):
            if found.code not in seen:
                seen.add(found.code)
                origin = Origin(passage.seconds, passage.utc, legible(passage.text))
                yield Finding(decode(found.code), found.written, origin)


def _codes_of(text: str) -> tuple[Found, ...]:
    """What is surely a code in a message to others, and in a short one any documented code."""
    if asks_for_numbers(text):
        return find_codes(text, Ear.ASKED).codes
    sure = find_codes(text, Ear.OVERHEARD).codes
    if sure or len(text) > LONG:
        return sure
    return tuple(found for found in find_codes(text).codes if found.code in CATALOGUE)
