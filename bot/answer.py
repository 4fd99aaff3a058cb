"""The one conversation: a request, however it came, and the reply to it.

Total: any text gets a reply. The edges gather what a request needs (`Request.wants_thread`) and
carry the reply away; nothing here reads or sends anything.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice
from typing import NamedTuple, Protocol

from bot.decoder.catalogue import CATALOGUE
from bot.decoder.diagnosis import decode
from bot.decoder.finding import Ear, Findings, asks_for_numbers, find_codes
from bot.decoder.legible import legible
from bot.decoder.listening import Doubt, Found
from bot.decoder.search import Hit, search, telling_words
from bot.decoder.status_code import StatusCode
from bot.knowledge.model import TeamEntry
from bot.reply import (
    PAGE,
    Finding,
    Origin,
    Reply,
    findings_reply,
    help_reply,
    search_reply,
    title,
    usage_reply,
)
from bot.team_reply import SHOWN, entry_parts, list_reply, out_of_reach, thread_cut

HELP, LIST, SEARCH = "help", "list", "search"
ADD, HISTORY, UNKNOWN, STATS = "add", "history", "unknown", "stats"
COMMANDS = (HELP, LIST)
_WISHES = (ADD, HISTORY, UNKNOWN, STATS)
LONG = 400
"""Characters from which on a message was written for others, not for the bot."""
_HELP = {"?", "usage", "hilfe", "aide"}
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
    Slack's word for why the thread could not be read. `page` is that of a search, from 0. Not
    `whole` where the thread is longer than what was read of it.
    """

    text: str
    thread: tuple[Passage, ...] = ()
    about_others: bool = False
    unread: str | None = None
    page: int = 0
    whole: bool = True

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
        if _command(words) or wish(words) or _search_words(words) is not None:
            return False
        findings = self.findings
        return not findings.codes and not findings.doubts


class Notes(Protocol):
    """What the team of one workspace knows, at hand without a query."""

    @property
    def out_of_reach(self) -> bool:
        """Whether the notes may be out of date."""
        ...

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries of a code, the best first."""
        ...

    def all(self) -> tuple[TeamEntry, ...]:
        """Every entry."""
        ...


class NoNotes:
    """The notes where there is no team: on the command line."""

    out_of_reach = False

    def of(self, _: StatusCode) -> tuple[TeamEntry, ...]:
        """No entries."""
        return ()

    def all(self) -> tuple[TeamEntry, ...]:
        """No entries."""
        return ()


NO_NOTES = NoNotes()


def answer(request: Request, notes: Notes = NO_NOTES) -> Reply:
    """The reply to `request`, with what the team knows."""
    reply = _answer(request, notes)
    notices = []
    if notes.out_of_reach and reply.codes:
        notices.append(out_of_reach())
    if not request.whole:
        notices.append(thread_cut())
    return reply._replace(document=(*reply.document, *notices)) if notices else reply


def _answer(request: Request, notes: Notes) -> Reply:
    words = request.words
    if not request.about_others:
        command = _command(words)
        if command == LIST:
            return list_reply(notes.all(), request.page)
        if command:
            return help_reply()
        searched = _search_words(words)
        if searched is not None:
            return search_reply(searched, _page(searched, request.page))
    findings = request.findings
    if findings.codes or any(_is_number(doubt) for doubt in findings.doubts):
        return _found(findings, notes)
    read_back = _findings(_read_back(request.thread), notes)
    if read_back:
        return findings_reply(read_back)
    return _by_words(request, findings, notes)


def answer_codes(codes: Iterable[StatusCode], notes: Notes = NO_NOTES) -> Reply:
    """The reply to a question for exactly these codes."""
    return findings_reply(_findings(((code, str(code), None) for code in codes), notes))


def _findings(
    asked: Iterable[tuple[StatusCode, str, Origin | None]], notes: Notes
) -> tuple[Finding, ...]:
    """What is known of each code; the team's entries are numbered where there are several."""
    known = [(code, written, origin, notes.of(code)) for code, written, origin in asked]
    several = sum(len(entries[:SHOWN]) for *_, entries in known) > 1
    made = []
    number = 1
    for code, written, origin, entries in known:
        team = tuple(entry_parts(code, entries, number if several else None)) if entries else ()
        ids = tuple(entry.id for entry in entries[:SHOWN])
        made.append(Finding(decode(code), written, origin, team, ids))
        number += len(ids)
    return tuple(made)


def _found(findings: Findings, notes: Notes) -> Reply:
    found = _findings(((found.code, found.written, None) for found in findings.codes), notes)
    return findings_reply(found, findings.doubts, complete=findings.complete)


def _by_words(request: Request, findings: Findings, notes: Notes) -> Reply:
    """The answer to a text without a number: what its words may name, or how to ask."""
    words = request.words
    nearest = _suggestion(words)
    if nearest and not findings.doubts:
        return usage_reply(words, nearest, request.unread)
    searched = "" if request.about_others else telling_words(words)
    if searched:
        hits = _page(searched, request.page)
        if hits and (not findings.doubts or _begins(hits[0], searched)):
            return search_reply(searched, hits)
    if findings.doubts:
        return _found(findings, notes)
    return usage_reply(words, None, request.unread)


def _begins(hit: Hit, words: str) -> bool:
    """Whether the words are the beginning of a name, and not a whole one that is misspelt."""
    return (hit.name or "").upper().startswith(words.upper())


class Wish(NamedTuple):
    """Something asked of the team's store: what, and about which code."""

    what: str
    code: StatusCode | None


def wish(text: str) -> Wish | None:
    """What `text` asks of the team's store: `add CODE`, `history CODE`, `unknown`, `stats`.

    A sentence that begins so ("add to this: now it is 1722") asks for its codes instead.
    """
    words = " ".join(legible(text).split())
    first, _, rest = words.partition(" ")
    if first.lower() not in _WISHES:
        return None
    if first.lower() in {UNKNOWN, STATS}:
        return None if rest else Wish(first.lower(), None)
    codes = find_codes(rest).codes
    if codes and " " in rest:
        return None
    return Wish(first.lower(), codes[0].code if codes else None)


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
    own = [Hit(code, title(decode(code)), None) for code in whole]
    known = any(decode(hit.code).source != "unknown" for hit in own)
    starred = search(f"{typed}*") if re.fullmatch(r"-?(?:0[xX])?[0-9A-Fa-f]+", typed) else ()
    for hit in chain(own, starred, search(typed)) if known else chain(starred, search(typed), own):
        if hit.code not in seen:
            seen.add(hit.code)
            yield hit


def _is_number(doubt: Doubt) -> bool:
    return any(character.isdigit() for character in doubt.written)


def _suggestion(words: str) -> str | None:
    near = get_close_matches(words.lower(), (*COMMANDS, SEARCH, *_WISHES), n=1, cutoff=0.7)
    return near[0] if near else None


def _read_back(thread: tuple[Passage, ...]) -> Iterator[tuple[StatusCode, str, Origin | None]]:
    """The codes of a thread, newest message first, each code once."""
    seen = set()
    for passage in thread:
        for found in _codes_of(passage.text):
            if found.code not in seen:
                seen.add(found.code)
                origin = Origin(passage.seconds, passage.utc, legible(passage.text))
                yield found.code, found.written, origin


def _codes_of(text: str) -> tuple[Found, ...]:
    """What is surely a code in a message to others, and in a short one any documented code."""
    if asks_for_numbers(text):
        return find_codes(text, Ear.ASKED).codes
    sure = find_codes(text, Ear.OVERHEARD).codes
    if sure or len(text) > LONG:
        return sure
    return tuple(found for found in find_codes(text).codes if found.code in CATALOGUE)
