"""The home tab: search, what waits for me, what I proposed, the latest entries, help."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bot.answer import suggest
from bot.decoder.diagnosis import decode
from bot.decoder.search import Hit
from bot.document import (
    Block,
    Items,
    Line,
    Paragraph,
    Part,
    Rule,
    bold,
    code,
    line,
    said,
    to_blocks,
)
from bot.knowledge.model import Asked, Proposal, TeamEntry
from bot.knowledge.store import DatabaseUnavailable
from bot.knowledge.team import Team
from bot.reply import help_reply, title
from bot.slack import forms
from bot.slack.surfaces import button
from bot.team_reply import moment, stats_reply

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
    """What one person's home tab shows."""

    words: str
    hits: tuple[Hit, ...]
    own_hits: tuple[TeamEntry, ...]
    to_review: tuple[Proposal, ...]
    more_to_review: int
    mine: tuple[Proposal, ...]
    latest: tuple[TeamEntry, ...]
    asked: tuple[Asked, ...]
    page: int
    has_more: bool
    out_of_reach: bool


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
        tuple(waiting),
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
        blocks += to_blocks(_hits(content))
    for proposal in content.to_review:
        blocks += forms.card(proposal, 0)["blocks"]
    blocks += to_blocks(_rest(content))
    pages = _page_buttons(content)
    if pages:
        blocks.append({"type": "actions", "block_id": "pages", "elements": pages})
    blocks += to_blocks((Rule(), *help_reply().document))
    return {"type": "home", "blocks": _with_own_ids(blocks)}


def _with_own_ids(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each with an id of its own: cards are alike."""
    return [{**block, "block_id": f"home{number}"} for number, block in enumerate(blocks)]


def _search_field(words: str) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "max_length": MOST_WORDS,
        "placeholder": {"type": "plain_text", "text": "A code, a name, a meaning, then Enter"},
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if words:
        element["initial_value"] = words[:MOST_WORDS]
    return {
        "type": "input",
        "dispatch_action": True,
        "label": {"type": "plain_text", "text": "Search"},
        "element": element,
    }


def _hits(content: Gathered) -> tuple[Part, ...]:
    found = [
        *(_entry(entry) for entry in content.own_hits),
        *(line(code(hit.code), f" {hit.name or hit.meaning}") for hit in content.hits),
    ]
    if not found:
        return (Paragraph(line("Nothing holds “", said(content.words), "”.")),)
    return (Items(tuple(found)),)


def _rest(content: Gathered) -> list[Part]:
    parts: list[Part] = []
    if content.out_of_reach:
        parts.append(
            Paragraph(line("The team's database is out of reach; this may be incomplete."))
        )
    if content.more_to_review > 0:  # those shown may have been decided before all were counted
        more = content.more_to_review
        parts.append(Paragraph(line(f"{more} more proposals wait for your review.")))
    if content.mine:
        parts.append(Paragraph(line(bold("What you proposed"))))
        parts.append(Items(tuple(_proposal(proposal) for proposal in content.mine)))
    parts.append(Paragraph(line(bold("Latest entries of your team"))))
    if content.latest:
        parts.append(Items(tuple(_entry(entry) for entry in content.latest)))
    else:
        parts.append(Paragraph(line("None yet. Write down what you find: `/iissync add CODE`")))
    if content.asked:
        parts += stats_reply(content.asked).document
    return parts


def _proposal(proposal: Proposal) -> Line:
    return line(
        code(proposal.draft.code), " ", said(proposal.draft.cause[:100]), ", waits for review"
    )


def _entry(entry: TeamEntry) -> Line:
    cause = entry.revision.draft.cause
    short = cause if len(cause) <= 100 else f"{cause[:99]}…"  # noqa: PLR2004 - a line's worth
    at = moment(entry.revision.at)
    return line(code(entry.code), f" {title(decode(entry.code))} ", said(short), " (", at, ")")


def _page_buttons(content: Gathered) -> list[Block]:
    back = [button(PAGE_BACK, "Newer", {"page": content.page - 1})] if content.page else []
    more = [button(PAGE_MORE, "Older", {"page": content.page + 1})] if content.has_more else []
    return [*back, *more]
