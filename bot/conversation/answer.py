"""PURE. The route from a request to the reply."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from bot.codes.extraction import Extraction
from bot.codes.sources import Passage
from bot.codes.status_code import StatusCode
from bot.conversation.commands import (
    HELP,
    LIST,
    SEARCH,
    command_of,
    nearest_command,
)
from bot.conversation.lookup import look_up, look_up_all, look_up_passages, look_up_shown
from bot.conversation.request import Request
from bot.conversation.word_search import has_clear_hit, hits_reply, is_start_of_name
from bot.guide.explain import NUMBER_ALONE
from bot.guide.family import families, family_named, members_of
from bot.guide.hits import AnyHit
from bot.guide.search import closest, hits_on_page
from bot.replies.answers import answer_reply, with_doubtful
from bot.replies.files import THREAD_TRUNCATED, file_notices, no_codes_in_files
from bot.replies.reply import Reply, ShownCode
from bot.replies.search_results import (
    NEAR,
    families_reply,
    family_reply,
    search_reply,
    usage_reply,
    with_thread_error,
)
from bot.replies.small_talk import help_reply, small_talk
from bot.replies.step_outputs import Outputs, step_outputs
from bot.replies.team_entries import ENTRIES_OUTDATED, ENTRIES_WITHHELD, list_reply
from bot.team.notes import NO_NOTES, WorkspaceNotes

_REFERENCE = r"\b(?:this|that|it|these|those|above|here|they)\b"
"""Words that refer to the thread."""


def answer(request: Request, notes: WorkspaceNotes = NO_NOTES, *, whole: bool = False) -> Reply:
    """The reply to `request`, with the team's entries; a `whole` reply leaves out nothing."""
    reply = _answer(request, notes, whole=whole)
    enclosed = [request.enclosed] if request.enclosed else []
    thread = () if reply.codes else request.thread
    notices = [*file_notices([*enclosed, *thread])]
    if notes.out_of_reach and reply.codes:
        notices.append(ENTRIES_OUTDATED)
    if not request.thread_is_whole:
        notices.append(THREAD_TRUNCATED)
    return _for_readers(reply._replace(document=(*reply.document, *notices)), notes)


def answer_codes(codes: Iterable[StatusCode], notes: WorkspaceNotes = NO_NOTES) -> Reply:
    """The reply to a question for exactly these codes."""
    answered = [look_up(code, str(code), NUMBER_ALONE, notes) for code in codes]
    return _for_readers(answer_reply(answered, in_order=True), notes)


def answer_shown(
    several: Iterable[ShownCode], notes: WorkspaceNotes = NO_NOTES, *, whole: bool = False
) -> Reply:
    """The reply that shows or shares these codes, each in its context."""
    answered = [look_up_shown(shown, notes) for shown in several]
    return _for_readers(answer_reply(answered, whole=whole, in_order=True), notes)


def answer_step(text: str, notes: WorkspaceNotes = NO_NOTES) -> Outputs | None:
    """The outputs of a workflow's step that decodes a text; None if the text has no code.

    The text is read like a message of a thread: a workflow may send any message, which was written
    for other people.
    """
    answered = tuple(look_up_passages((Passage(text),), notes))
    return step_outputs(answered) if answered else None


def _for_readers(reply: Reply, notes: WorkspaceNotes) -> Reply:
    """The reply with what its readers may do, and a notice if entries may be left out."""
    left_out = notes.withheld and (reply.codes or reply.paged == LIST)
    document = (*reply.document, ENTRIES_WITHHELD) if left_out else reply.document
    return reply._replace(document=document, takes_entries=notes.takes_entries)


def _answer(request: Request, notes: WorkspaceNotes, *, whole: bool) -> Reply:
    reply = _command_reply(request, notes) if request.may_be_command else None
    if reply:
        return reply
    extraction = request.extraction
    if not extraction.answerable and request.enclosed:
        answered = tuple(look_up_passages((request.enclosed,), notes))
        if answered:
            return answer_reply(answered, whole=whole, in_order=True)
    if extraction.answerable or extraction.foreign or _has_numbers(extraction):
        return answer_reply(look_up_all(extraction, notes), extraction, whole=whole)
    words, page = request.words, request.page
    hits = () if request.addressed_to_others else hits_on_page(words, page, notes.searchable)
    answered = tuple(look_up_passages(request.thread, notes))
    if answered and _is_about_thread(words, hits):
        return answer_reply(answered, in_order=True, whole=whole)
    return with_doubtful(_words_reply(request, extraction, hits, notes), extraction.doubtful)


def _is_about_thread(words: str, hits: Sequence[AnyHit]) -> bool:
    """Whether words ask for what is in the thread rather than for the best of their hits."""
    return not has_clear_hit(hits) or re.search(_REFERENCE, words.lower()) is not None


def _command_reply(request: Request, notes: WorkspaceNotes) -> Reply | None:
    """The reply to a command, a search or small talk; None for a text that may have codes."""
    words, page = request.words, request.page
    command = command_of(words)
    if command is None:
        return small_talk(words)
    if command.what == HELP:
        return help_reply()
    if command.what == LIST:
        return list_reply(notes.all(), page)
    if command.what == SEARCH:
        return search_reply(command.words, hits_on_page(command.words, page, notes.searchable))
    family = family_named(command.words)
    if family:
        return family_reply(family, members_of(family), page)
    return families_reply(families(), page)


def _has_numbers(extraction: Extraction) -> bool:
    """Whether a candidate is a number, and not a misspelled name."""
    return any(any(map(str.isdigit, candidate.written)) for candidate in extraction.candidates)


def _words_reply(
    request: Request, extraction: Extraction, hits: Sequence[AnyHit], notes: WorkspaceNotes
) -> Reply:
    """The reply to a text without a number: its hits, or what to ask instead."""
    words, enclosed, candidates = request.words, request.enclosed, extraction.candidates
    if enclosed and (enclosed.files or enclosed.not_read) and not has_clear_hit(hits):
        return no_codes_in_files(enclosed.files)
    command = nearest_command(words)
    if command and not candidates:
        return usage_reply(words, command, request.thread_error)
    if hits and (not candidates or is_start_of_name(words, hits[0])):
        error = request.thread_error if _is_about_thread(words, hits) else None
        return with_thread_error(hits_reply(words, hits, notes), error)
    if candidates:
        return answer_reply(look_up_all(extraction, notes), extraction)
    near = () if request.addressed_to_others else closest(words, notes.searchable)
    return usage_reply(words, None, request.thread_error, tuple(islice(near, NEAR)))
