"""The home tab: search, what waits for me, what I proposed, the latest entries, help."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bot.conversation import suggest
from bot.guide.search import Hit
from bot.knowledge.model import Action, Asked, Proposal, TeamEntry
from bot.knowledge.store import DatabaseUnavailable
from bot.knowledge.team import Team
from bot.replies import labels
from bot.replies.answers import help_reply
from bot.replies.document import Block, Document, Rule, to_blocks
from bot.replies.home import hits_document, home_document
from bot.replies.team import withheld
from bot.slack import forms
from bot.slack.surfaces import button

SEARCH = "home_search"
PAGE_BACK, PAGE_MORE = "home_page:back", "home_page:more"
MOST_WORDS = 200
CARDS = 5
LISTED = 10


class Look(NamedTuple):
    """What a person looks at: what was searched for, and the page of the latest entries, from 0."""

    words: str = ""
    page: int = 0


class Gathered(NamedTuple):
    """What one person's home tab shows; each proposal with what the person may do with it."""

    words: str
    hits: tuple[Hit, ...]
    own_hits: tuple[TeamEntry, ...]
    to_review: tuple[tuple[Proposal, frozenset[Action]], ...]
    more_to_review: int
    mine: tuple[Proposal, ...]
    latest: tuple[TeamEntry, ...]
    asked: tuple[Asked, ...]
    page: int
    has_more: bool
    out_of_reach: bool
    outsider: bool = False


async def gathered_for_outsider(words: str) -> Gathered:
    """What there is to show to somebody of another company: what the guide has for the words."""
    _, hits, _ = await asyncio.to_thread(_found, (), words)
    nothing = Gathered(words, hits, (), (), 0, (), (), (), 0, has_more=False, out_of_reach=False)
    return nothing._replace(outsider=True)


async def gathered(team: Team, workspace: str, person: str, look: Look) -> Gathered:
    """What there is to show; what needs the database is left out while that is out of reach."""
    words, page = look
    start = page * LISTED
    entries, hits, own_hits = await asyncio.to_thread(_found, team.notes(workspace).all(), words)
    waiting: Sequence[Proposal] = ()
    more = 0
    mine: Sequence[Proposal] = ()
    asked: Sequence[Asked] = ()
    out_of_reach = team.out_of_reach
    try:
        if person in team.reviewers.ids:
            waiting = await team.open_proposals(workspace, limit=CARDS)
            more = await team.count_open(workspace) - len(waiting)
        mine = await team.open_proposals(workspace, proposer=person, limit=LISTED)
        asked = await team.most_asked(workspace)
    except DatabaseUnavailable:
        out_of_reach = True
    return Gathered(
        words,
        hits,
        own_hits,
        tuple((each, team.reviewers.allowed(person, each)) for each in waiting),
        more,
        tuple(mine),
        tuple(entries[start : start + LISTED]),
        tuple(asked),
        page,
        len(entries) > start + LISTED,
        out_of_reach,
    )


def _found(
    entries: Sequence[TeamEntry], words: str
) -> tuple[Sequence[TeamEntry], tuple[Hit, ...], tuple[TeamEntry, ...]]:
    """The entries, latest first; the codes that fit the words, and the entries that do."""
    latest = sorted(entries, key=lambda entry: entry.revision.at, reverse=True)
    hits = tuple(islice(suggest(words), LISTED)) if words else ()
    return latest, hits, tuple(islice(_own_hits(latest, words, hits), LISTED))


def _own_hits(entries: Sequence[TeamEntry], words: str, hits: Sequence[Hit]) -> Iterator[TeamEntry]:
    """The team's entries for the codes found, or whose cause holds the words."""
    codes = {hit.code for hit in hits}
    for entry in entries:
        said = words and words.casefold() in entry.revision.draft.cause.casefold()
        if entry.code in codes or said:
            yield entry


def view(content: Gathered) -> dict[str, Any]:
    """The home tab; at most 100 blocks, whatever there is."""
    blocks: list[Block] = [_search_field(content.words)]
    if content.words:
        blocks += to_blocks(hits_document(content.words, content.hits, content.own_hits))
    for proposal, allowed in content.to_review:
        blocks += forms.card(proposal, 0, allowed)["blocks"]
    blocks += to_blocks(_document(content))
    pages = _page_buttons(content)
    if pages:
        blocks.append({"type": "actions", "block_id": "pages", "elements": pages})
    blocks += to_blocks((Rule(), *help_reply().document))
    return {"type": "home", "blocks": _with_own_ids(blocks)}


def _document(content: Gathered) -> Document:
    if content.outsider:
        return (withheld(),)
    return home_document(
        content.mine,
        content.latest,
        content.asked,
        more_to_review=content.more_to_review,
        out_of_reach=content.out_of_reach,
    )


def _with_own_ids(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each with an id of its own: cards are alike."""
    return [{**block, "block_id": f"home{number}"} for number, block in enumerate(blocks)]


def _search_field(words: str) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "max_length": MOST_WORDS,
        "placeholder": {"type": "plain_text", "text": labels.SEARCH_HINT},
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if words:
        element["initial_value"] = words[:MOST_WORDS]
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
