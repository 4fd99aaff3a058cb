"""PURE. Questions in words: the hits for them, and suggestions while a person types."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.codes.context import Context
from bot.codes.extraction import extract_codes
from bot.codes.printed_by import PrintedBy
from bot.conversation.lookup import look_up
from bot.guide.entry import Provenance
from bot.guide.explain import explain, title_of
from bot.guide.family import members_of
from bot.guide.hits import AnyHit, Hit
from bot.guide.search import Searchable, once, search
from bot.replies.reply import Reply
from bot.replies.search_results import family_reply, search_reply, words_reply
from bot.team.notes import WorkspaceNotes

CLEAR, WHOLE = 0.75, 0.97
"""The least score of the best hit, if it is a code or a family; a family needs its whole name."""
NEXT = 0.9
"""The most that the second hit may score, as a part of the score of the best hit."""


def has_clear_hit(hits: Sequence[AnyHit]) -> bool:
    """Whether the first hit is clearly the best."""
    if not hits or hits[0].score < (CLEAR if isinstance(hits[0], Hit) else WHOLE):
        return False
    return len(hits) == 1 or hits[1].score <= hits[0].score * NEXT


def is_start_of_name(words: str, hit: AnyHit) -> bool:
    """Whether the name of the hit begins with the words, so that they are not a misspelled name."""
    return isinstance(hit, Hit) and (hit.name or "").upper().startswith(words.upper())


def hits_reply(words: str, hits: Sequence[AnyHit], notes: WorkspaceNotes) -> Reply:
    """The explanation of the hit that is clearly the best; without one, the list of hits."""
    first = hits[0]
    if not has_clear_hit(hits):
        return search_reply(words, hits)
    if not isinstance(first, Hit):
        return family_reply(first.family, members_of(first.family), 0)
    answered = look_up(first.code, first.asked, _context_of(first, words), notes)
    return words_reply(answered, hits[1:])


def _context_of(hit: Hit, words: str) -> Context:
    """The context of a code that was found by words."""
    if "iissync" in words.lower() or (hit.is_team and hit.printed_by is PrintedBy.IISSYNC):
        return Context(PrintedBy.IISSYNC, "you name it", certain=True)
    return Context(hit.printed_by.numbering, "", certain=True)


def suggest(
    typed: str, team: Searchable | None = None, *, unfinished: bool = True
) -> Iterator[AnyHit]:
    """The hits for what a person has typed: the code itself, then others by number and words.

    A code that is unknown comes last. The last word of an `unfinished` text may be incomplete.
    """
    codes = (found.code for found in extract_codes(typed).codes)
    own = [Hit(code, title_of(code)) for code in codes]
    known = any(explain(hit.code).entry.provenance is not Provenance.UNKNOWN for hit in own)
    by_number = search(f"{typed}*") if re.fullmatch(r"-?(?:0[xX])?[0-9A-Fa-f]+", typed) else ()
    by_words = search(typed, team, unfinished=unfinished)
    in_order = (own, by_number, by_words) if known else (by_number, by_words, own)
    yield from once(chain.from_iterable(in_order))
