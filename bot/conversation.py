"""PURE. The one conversation: a request, however it came, and the reply to it.

Total: any text gets a reply. The edges gather what a request needs (`Request.wants_thread`) and
carry the reply away; nothing here reads or sends anything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice
from typing import NamedTuple, Protocol

from bot.codes.context import Context
from bot.codes.detection import Candidate, Found
from bot.codes.extraction import Extraction, Mode, extract_codes, is_only_codes
from bot.codes.normalise import normalised
from bot.codes.numberings import as_printed
from bot.codes.printed_by import PrintedBy
from bot.codes.sources import Passage
from bot.codes.status_code import StatusCode
from bot.guide.data import documented
from bot.guide.entry import Family, Provenance
from bot.guide.explain import ASKED_ALONE, Explanation, explain, explain_found, title_of
from bot.guide.family import families, family_named, members_of
from bot.guide.hits import AnyHit, Hit
from bot.guide.search import Searchable, closest, search
from bot.replies.answers import answer_reply, help_reply
from bot.replies.document import Document
from bot.replies.explanation import Answered, Origin
from bot.replies.files import about_files, nothing_in_files
from bot.replies.found import (
    NEAR,
    PAGE,
    families_reply,
    family_reply,
    search_reply,
    usage_reply,
    words_reply,
)
from bot.replies.reply import Reply, Shown
from bot.replies.small_talk import asks_for_help, small_talk
from bot.replies.team import list_reply, out_of_reach, team_words, thread_cut, withheld
from bot.team.model import TeamEntry

HELP, LIST, SEARCH, FAMILY = "help", "list", "search", "family"
ADD, HISTORY, UNKNOWN, STATS = "add", "history", "unknown", "stats"
COMMANDS = (HELP, LIST)
_TEAM_COMMANDS = (ADD, HISTORY, UNKNOWN, STATS)
LONG = 400
"""Characters from which on a message was written for others, not for the bot."""
_STARRED = r"(?<![0-9A-Za-z*])(?:0[xX])?[0-9A-Fa-f]{2,9}\*(?![0-9A-Za-z*])"


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks: the text, and the thread it was asked in, newest message first.

    `about_others` says that the text was not written to the bot: a message shortcut. `unread` is
    Slack's word for why the thread could not be read. `page` is that of a search, from 0. Not
    `whole` where the thread is longer than what was read of it. `enclosed` is what the message
    quotes and its files, if it has any.
    """

    text: str
    thread: tuple[Passage, ...] = ()
    about_others: bool = False
    unread: str | None = None
    page: int = 0
    whole: bool = True
    enclosed: Passage | None = None

    @property
    def words(self) -> str:
        """The text as a person reads it, on one line, without who it is addressed to."""
        return " ".join(normalised(self.text).split())

    @property
    def extraction(self) -> Extraction:
        """What the text itself holds."""
        strict = self.about_others and len(self.text) > LONG
        return extract_codes(self.text, Mode.STRICT if strict else Mode.LENIENT)

    @property
    def may_ask_else(self) -> bool:
        """Whether the text may ask for no code: "help" beside a file is about the file."""
        if self.about_others:
            return False
        return self.enclosed is None or _asks_by_command(self.words)

    @property
    def wants_files(self) -> bool:
        """Whether the codes are to be looked for in what the message encloses, such as files.

        So it is where the text itself asks for nothing else.
        """
        return not self._asks_else and not self.extraction.answerable

    @property
    def wants_thread(self) -> bool:
        """Whether the codes are to be looked for in the thread, as there are none nearer."""
        if self._asks_else:
            return False
        extraction = self.extraction
        if extraction.answerable or extraction.candidates or extraction.foreign:
            return False
        return self.enclosed is None or not _has_codes(self.enclosed)

    @property
    def _asks_else(self) -> bool:
        """Whether the text asks for something that is no code, or for nothing."""
        words = self.words
        if self.may_ask_else and (_asks_by_command(words) or _is_small_talk(words)):
            return True
        return not self.about_others and team_command(words) is not None


class Notes(Protocol):
    """What the team of one workspace knows, at hand without a query."""

    @property
    def out_of_reach(self) -> bool:
        """Whether the notes may be out of date."""
        ...

    @property
    def takes_entries(self) -> bool:
        """Whether a cause may be written down: there is somebody to review it."""
        ...

    @property
    def withheld(self) -> bool:
        """Whether the team's entries are left out, since another company reads the answer."""
        ...

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        """The entries of a code, the best first."""
        ...

    def all(self) -> tuple[TeamEntry, ...]:
        """Every entry."""
        ...

    @property
    def searchable(self) -> Searchable | None:
        """What finds the entries by their words; None where there are none."""
        ...


class NoNotes:
    """The notes where there is no team: on the command line."""

    out_of_reach = False
    takes_entries = False
    withheld = False
    searchable: Searchable | None = None

    def of(self, _: StatusCode) -> tuple[TeamEntry, ...]:
        """No entries."""
        return ()

    def all(self) -> tuple[TeamEntry, ...]:
        """No entries."""
        return ()


NO_NOTES = NoNotes()


def answer(request: Request, notes: Notes = NO_NOTES, *, whole: bool = False) -> Reply:
    """The reply to `request`, with what the team knows; `whole` folds nothing away."""
    reply = _answer(request, notes, whole=whole)
    notices = [*_about_files(request, reply)]
    if notes.out_of_reach and reply.codes:
        notices.append(out_of_reach())
    if not request.whole:
        notices.append(thread_cut())
    return _for_readers(reply._replace(document=(*reply.document, *notices)), notes)


def _about_files(request: Request, reply: Reply) -> Document:
    """What was not read of the files: of those of the thread only where nothing was found."""
    enclosed = [request.enclosed] if request.enclosed else []
    return about_files([*enclosed, *(() if reply.codes else request.thread)])


def _for_readers(reply: Reply, notes: Notes) -> Reply:
    """The reply with what its readers may do, and that entries are left out where there may be."""
    left_out = notes.withheld and (reply.codes or reply.paged == LIST)
    document = (*reply.document, withheld()) if left_out else reply.document
    return reply._replace(document=document, takes_entries=notes.takes_entries)


def _answer(request: Request, notes: Notes, *, whole: bool) -> Reply:
    told = _without_codes(request, notes) if request.may_ask_else else None
    if told:
        return told
    extraction = request.extraction
    if not extraction.answerable and request.enclosed:
        enclosed = tuple(_read_back((request.enclosed,), notes))
        if enclosed:
            return answer_reply(enclosed, whole=whole, in_order=True)
    numbers = any(_is_number(candidate) for candidate in extraction.candidates)
    if extraction.answerable or extraction.foreign or numbers:
        return _found(extraction, notes, whole=whole)
    words = request.words
    hits = () if request.about_others else _hits(words, notes, request.page)
    read_back = tuple(_read_back(request.thread, notes))
    if read_back and not (_stands_out(hits) and not re.search(_ABOUT_THAT, words.lower())):
        return answer_reply(read_back, in_order=True, whole=whole)
    return _by_words(request, extraction, hits, notes)


def _without_codes(request: Request, notes: Notes) -> Reply | None:
    """The reply to a command, a search or small talk; None for what may hold codes."""
    words = request.words
    command = _command(words)
    if command == LIST:
        return list_reply(notes.all(), request.page)
    if command:
        return help_reply()
    searched = _search_words(words)
    if searched is not None:
        return search_reply(searched, _hits(searched, notes, request.page))
    if words.lower() == FAMILY:
        return families_reply(families(), request.page)
    family = _family(words)
    if family:
        return family_reply(family, members_of(family), request.page)
    return small_talk(words)


def answer_codes(codes: Iterable[StatusCode], notes: Notes = NO_NOTES) -> Reply:
    """The reply to a question for exactly these codes."""
    answered = [_answered(code, str(code), ASKED_ALONE, notes) for code in codes]
    return _for_readers(answer_reply(answered, in_order=True), notes)


def answer_again(several: Iterable[Shown], notes: Notes = NO_NOTES) -> Reply:
    """What was answered of these codes, once more, as when it is shared."""
    answered = [_as_shown(shown, notes) for shown in several]
    return _for_readers(answer_reply(answered, in_order=True), notes)


def answer_shown(shown: Shown, notes: Notes = NO_NOTES) -> Reply:
    """What a button shows: everything that is known of a code, as what printed it."""
    return _for_readers(answer_reply([_as_shown(shown, notes)], whole=True), notes)


def _as_shown(shown: Shown, notes: Notes) -> Answered:
    """What is known of a code, as those write it who meet it there."""
    code, printed_by, certain = shown
    written = as_printed(code, printed_by)
    return _answered(code, written, Context(printed_by, "", certain), notes)


def answered_in(extraction: Extraction, notes: Notes = NO_NOTES) -> tuple[Answered, ...]:
    """What is known of each code that was found in a text, in the order of the extraction."""
    alone = is_only_codes(extraction.text)
    return tuple(
        _in_text(found, extraction.text, notes, is_only_codes=alone)
        for found in extraction.answerable
    )


def _in_text(
    found: Found, text: str, notes: Notes, *, is_only_codes: bool, thread: Sequence[str] = ()
) -> Answered:
    explanation = explain_found(found, text, is_only_codes=is_only_codes, thread=thread)
    return _with_team(found.written, explanation, notes)._replace(parameters=found.parameters)


def _answered(code: StatusCode, written: str, context: Context, notes: Notes) -> Answered:
    return _with_team(written, explain(code, context, written), notes)


def _with_team(written: str, explanation: Explanation, notes: Notes) -> Answered:
    """What is known of a code, and what the team says of it where it was printed so."""
    code, printed_by = explanation.code, explanation.context.printed_by
    entries = notes.of(code) if explanation.context.may_be_a_status_code else ()
    return Answered(written, explanation, team_words(code, entries, printed_by))


def _found(extraction: Extraction, notes: Notes, *, whole: bool) -> Reply:
    answered = answered_in(extraction, notes)
    return answer_reply(answered, extraction, whole=whole)


def _by_words(
    request: Request, extraction: Extraction, hits: Sequence[AnyHit], notes: Notes
) -> Reply:
    """The answer to a text without a number: what its words may name, or how to ask."""
    words, enclosed = request.words, request.enclosed
    if enclosed and (enclosed.files or enclosed.not_read) and not _stands_out(hits):
        return nothing_in_files(enclosed.files)
    nearest = _suggestion(words)
    if nearest and not extraction.candidates:
        return usage_reply(words, nearest, request.unread)
    if hits and (not extraction.candidates or _begins(hits[0], words)):
        return _found_by_words(words, hits, notes)
    if extraction.candidates:
        return _found(extraction, notes, whole=False)
    near = () if request.about_others else tuple(islice(closest(words, notes.searchable), NEAR))
    return usage_reply(words, None, request.unread, near)


def _found_by_words(words: str, hits: Sequence[AnyHit], notes: Notes) -> Reply:
    """The code that the words ask for, where one stands out; else a list to choose from."""
    first = hits[0]
    if not _stands_out(hits):
        return search_reply(words, hits)
    if not isinstance(first, Hit):
        return family_reply(first.family, members_of(first.family), 0)
    context = _context_of(first, words)
    return words_reply(_answered(first.code, first.asked, context, notes), hits[1:])


def _context_of(hit: Hit, words: str) -> Context:
    """What is taken to have printed a code that was found by words."""
    if "iissync" in words.lower() or (hit.is_team and hit.printed_by is PrintedBy.IISSYNC):
        return Context(PrintedBy.IISSYNC, "you name it", certain=True)
    own = hit.printed_by if hit.printed_by.counts_its_own else PrintedBy.ANY
    return Context(own, "", certain=True)


def _stands_out(hits: Sequence[AnyHit]) -> bool:
    """Whether the first of them is what was asked for, and no other is nearly as likely."""
    if not hits or hits[0].score < (CLEAR if isinstance(hits[0], Hit) else WHOLE):
        return False
    return len(hits) == 1 or hits[1].score <= hits[0].score * MUCH_LESS


CLEAR, WHOLE, MUCH_LESS = 0.75, 0.97, 0.9
"""The least score of a code that stands out, and of a family, which is that of its whole name; and
what part of that the next one has at most."""
_ABOUT_THAT = r"\b(?:this|that|it|these|those|above|here|they)\b"


def _begins(hit: AnyHit, words: str) -> bool:
    """Whether the words are the beginning of a name, and not a whole one that is misspelt."""
    return isinstance(hit, Hit) and (hit.name or "").upper().startswith(words.upper())


class TeamCommand(NamedTuple):
    """Something asked of the team's store: what, and about which code."""

    what: str
    code: StatusCode | None


def team_command(text: str) -> TeamCommand | None:
    """What `text` asks of the team's store: `add CODE`, `history CODE`, `unknown`, `stats`.

    A sentence that begins so ("add to this: now it is 1722") asks for its codes instead.
    """
    words = " ".join(normalised(text).split())
    first, _, rest = words.partition(" ")
    if first.lower() not in _TEAM_COMMANDS:
        return None
    if first.lower() in {UNKNOWN, STATS}:
        return None if rest else TeamCommand(first.lower(), None)
    codes = extract_codes(rest).codes
    if codes and " " in rest:
        return None
    return TeamCommand(first.lower(), codes[0].code if codes else None)


def _command(words: str) -> str | None:
    if asks_for_help(words):
        return HELP
    word = words.lower().strip(" .!")
    return word if word in COMMANDS else None


def _asks_by_command(words: str) -> bool:
    """Whether the words ask for a list, a search or a family: for no code that stands nearby."""
    word = words.lower().strip(" .!")
    return word in {LIST, FAMILY} or _search_words(words) is not None or bool(_family(words))


def _is_small_talk(words: str) -> bool:
    return asks_for_help(words) or small_talk(words) is not None


def _search_words(words: str) -> str | None:
    """What is to be searched for, where that is asked: `search WORDS`, or a number with a star."""
    first, _, rest = words.partition(" ")
    if first.lower() == SEARCH:
        return rest
    return words if re.search(_STARRED, words) else None


def _family(words: str) -> Family | None:
    """The family that is asked for by `family NAME`."""
    first, _, rest = words.partition(" ")
    return family_named(rest) if first.lower() == FAMILY and rest else None


def _hits(words: str, notes: Notes, page: int) -> tuple[AnyHit, ...]:
    """The hits of a page, and one more where there is a next page."""
    start = page * PAGE
    return tuple(islice(search(words, notes.searchable), start, start + PAGE + 1))


def suggest(
    typed: str, team: Searchable | None = None, *, unfinished: bool = True
) -> Iterator[AnyHit]:
    """The codes that what was typed may mean: itself first, then by number and words.

    Its last word may go on where it is `unfinished`.
    """
    seen = set[str]()
    whole = (found.code for found in extract_codes(typed).codes)
    own = [Hit(code, title_of(code)) for code in whole]
    known = any(explain(hit.code).entry.provenance is not Provenance.UNKNOWN for hit in own)
    starred = search(f"{typed}*") if re.fullmatch(r"-?(?:0[xX])?[0-9A-Fa-f]+", typed) else ()
    by_words = search(typed, team, unfinished=unfinished)
    for hit in chain(own, starred, by_words) if known else chain(starred, by_words, own):
        name = hit.asked if isinstance(hit, Hit) else hit.family.key
        if name not in seen:
            seen.add(name)
            yield hit


def _is_number(candidate: Candidate) -> bool:
    return any(character.isdigit() for character in candidate.written)


def _suggestion(words: str) -> str | None:
    near = get_close_matches(words.lower(), (*COMMANDS, SEARCH, *_TEAM_COMMANDS), n=1, cutoff=0.7)
    return near[0] if near else None


def _read_back(passages: tuple[Passage, ...], notes: Notes) -> Iterator[Answered]:
    """The codes of messages and of their files, in their order, each code once."""
    seen = set()
    texts = [normalised(passage.text) for passage in passages]
    for passage, text in zip(passages, texts, strict=True):
        for answered in chain(
            _in_message(passage, text, notes, texts), _in_files(passage, notes, texts)
        ):
            if answered.explanation.code not in seen:
                seen.add(answered.explanation.code)
                yield answered


def _in_message(
    passage: Passage, text: str, notes: Notes, thread: Sequence[str]
) -> Iterator[Answered]:
    alone, origin = is_only_codes(text), Origin(passage.seconds, passage.utc, text)
    for found in _codes_of(passage.text):
        answered = _in_text(found, text, notes, is_only_codes=alone, thread=thread)
        yield answered._replace(origin=origin)


def _in_files(passage: Passage, notes: Notes, thread: Sequence[str]) -> Iterator[Answered]:
    """The codes of a message's files, of which the line alone says what printed each."""
    for file in passage.files:
        for one in file.codes:
            place = Origin(passage.seconds, passage.utc, one.line, file.name, one.number, one.lines)
            answered = _in_text(one.found, one.line, notes, is_only_codes=False, thread=thread)
            yield answered._replace(origin=place)


def _has_codes(passage: Passage) -> bool:
    return any(file.codes for file in passage.files) or bool(_codes_of(passage.text))


def _codes_of(text: str) -> tuple[Found, ...]:
    """What is surely a code in a message to others.

    In a short one that is any documented code, too, and the numbers of programs.
    """
    sure = extract_codes(text, Mode.STRICT).codes
    if len(text) > LONG:
        return sure
    extraction = extract_codes(text, Mode.LENIENT)
    if is_only_codes(text):
        return extraction.answerable
    documented_ones = (found for found in extraction.codes if documented(found.code))
    return (*(sure or documented_ones), *extraction.numbered)
