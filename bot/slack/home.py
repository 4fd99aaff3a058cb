"""The home tab: search, what waits for me, what I proposed, the latest entries, help."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bot.conversation import suggest
from bot.database.errors import DatabaseUnavailable
from bot.guide.hits import AnyHit
from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Document, Rule
from bot.replies.home import (
    hits_document,
    news_document,
    unanswered_document,
    waiting_document,
)
from bot.replies.notices import ENTRIES_WITHHELD
from bot.replies.small_talk import help_reply
from bot.slack import forms
from bot.slack.surfaces import button
from bot.team.model import Action, Asked, Draft, Proposal, TeamEntry
from bot.team.team import WITHHELD, Team, WorkspaceNotes

SEARCH = "home_search"
PAGE_BACK, PAGE_MORE = "home_page:back", "home_page:more"
MOST_CHARACTERS = 200
CARDS = 5
LISTED = 10
UNANSWERED = 5


class Look(NamedTuple):
    """What a person looks at: what was searched for, and the page of the latest entries, from 0."""

    words: str = ""
    page: int = 0


class ToReview(NamedTuple):
    """A proposal, what the person may do with it, and what the entry says that it changes."""

    proposal: Proposal
    allowed: frozenset[Action]
    base: Draft | None = None


class Gathered(NamedTuple):
    """What one person's home tab shows."""

    words: str
    hits: tuple[AnyHit, ...]
    to_review: tuple["ToReview", ...]
    more_to_review: int
    mine: tuple[Proposal, ...]
    latest: tuple[TeamEntry, ...]
    asked: tuple[Asked, ...]
    page: int
    has_more: bool
    out_of_reach: bool
    outsider: bool = False
    unknown: tuple[Asked, ...] = ()
    takes_entries: bool = False


async def gathered_for_outsider(words: str) -> Gathered:
    """What there is to show to somebody of another company: what the guide has for the words."""
    hits = await asyncio.to_thread(_found, WITHHELD, words)
    nothing = Gathered(words, hits, (), 0, (), (), (), 0, has_more=False, out_of_reach=False)
    return nothing._replace(outsider=True)


async def gathered(team: Team, workspace: str, person: str, look: Look) -> Gathered:
    """What there is to show; what needs the database is left out while that is out of reach."""
    words, page = look
    start = page * LISTED
    notes = team.notes(workspace)
    hits = await asyncio.to_thread(_found, notes, words) if words else ()
    entries = sorted(notes.all(), key=lambda entry: entry.revision.at, reverse=True)
    waiting: Sequence[Proposal] = ()
    more = 0
    mine: Sequence[Proposal] = ()
    asked: Sequence[Asked] = ()
    unknown: Sequence[Asked] = ()
    to_review: list[ToReview] = []
    out_of_reach = team.out_of_reach
    try:
        if person in team.reviewers.ids:
            waiting = await team.open_proposals(workspace, limit=CARDS)
            more = await team.count_open(workspace) - len(waiting)
            for each in waiting:
                allowed = team.reviewers.allowed(person, each)
                to_review.append(ToReview(each, allowed, await team.base_of(each)))
        mine = await team.open_proposals(workspace, proposer=person, limit=LISTED)
        asked = await team.most_asked(workspace)
        unknown = await team.unknown(workspace)
    except DatabaseUnavailable:
        out_of_reach = True
    return Gathered(
        words,
        hits,
        tuple(to_review),
        more,
        tuple(mine),
        tuple(entries[start : start + LISTED]),
        tuple(asked[:LISTED]),
        page,
        len(entries) > start + LISTED,
        out_of_reach,
        unknown=tuple(unknown[:UNANSWERED]),
        takes_entries=notes.takes_entries,
    )


def _found(notes: WorkspaceNotes, words: str) -> tuple[AnyHit, ...]:
    """What fits the words; in a thread, as an index of the team's entries may have to be made."""
    found = suggest(words, notes.searchable, unfinished=False)
    return tuple(islice(found, LISTED)) if words else ()


def view(content: Gathered) -> dict[str, Any]:
    """The home tab; at most 100 blocks, whatever there is.

    First what waits for whoever looks, then what nobody could answer, the search, and what is new.
    """
    blocks: list[Block] = []
    if not content.outsider:
        blocks += _waiting(content)
    blocks.append(_search_field(content.words))
    if content.words:
        blocks += to_blocks(hits_document(content.words, content.hits))
    blocks += to_blocks(_news(content))
    pages = _page_buttons(content)
    if pages:
        blocks.append({"type": "actions", "block_id": "pages", "elements": pages})
    blocks += to_blocks((Rule(), *help_reply().document))
    return {"type": "home", "blocks": _with_own_ids(blocks)}


def _waiting(content: Gathered) -> Iterator[Block]:
    for proposal, allowed, base in content.to_review:
        yield from forms.card(proposal, 0, allowed, base)["blocks"]
    yield from to_blocks(waiting_document(content.mine, more_to_review=content.more_to_review))
    unknown = unanswered_document(content.unknown, takes_entries=content.takes_entries)
    yield from to_blocks(unknown)


def _news(content: Gathered) -> Document:
    if content.outsider:
        return (ENTRIES_WITHHELD,)
    return news_document(content.latest, content.asked, out_of_reach=content.out_of_reach)


def _with_own_ids(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each with an id of its own: cards are alike."""
    return [{**block, "block_id": f"home{number}"} for number, block in enumerate(blocks)]


def _search_field(words: str) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "max_length": MOST_CHARACTERS,
        "placeholder": {"type": "plain_text", "text": labels.SEARCH_HINT},
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if words:
        element["initial_value"] = words[:MOST_CHARACTERS]
    return {
        "type": "input",
        "dispatch_action": True,
        "label": {"type": "plain_text", "text": labels.SEARCH},
        "element": element,
    }


def _page_buttons(content: Gathered) -> list[Block]:
    back = [button(PAGE_BACK, labels.NEWER, {"page": content.page - 1})] if content.page else []
    more = [button(PAGE_MORE, labels.OLDER, {"page": content.page + 1})] if content.has_more else []
    return [*back, *more]
