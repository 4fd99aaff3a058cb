"""The home tab: open proposals, unknown codes, a search, the latest entries, and help."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from bot.codes.status_code import StatusCode
from bot.conversation import HISTORY, suggest, team_command
from bot.database.errors import DatabaseUnavailable
from bot.guide.hits import AnyHit
from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.document import Button, Document, Rule
from bot.replies.history import history_reply
from bot.replies.home import (
    hits_document,
    news_document,
    unanswered_document,
    waiting_document,
)
from bot.replies.paging import further_pages
from bot.replies.settings import settings_document
from bot.replies.small_talk import help_reply
from bot.replies.team_entries import ENTRIES_WITHHELD
from bot.slack.payloads import inputs, review_cards, settings_form
from bot.team.model import Draft, Proposal, QuestionCount, TeamEntry
from bot.team.notes import WITHHELD, WorkspaceNotes
from bot.team.reviewers import Action
from bot.team.settings import NOT_SET, WorkspaceSettings
from bot.team.team import Team
from bot.workspaces.model import read_by

SEARCH = "home_search"
PAGE_BACK, PAGE_MORE = "home_page:back", "home_page:more"
LONGEST_WORDS = 200
"""Characters of a search."""
CARDS = 5
"""Review cards, at most."""
LISTED = 10
"""Latest entries on a page; also the user's own proposals, the codes asked most, and hits."""
UNKNOWN = 5
"""Codes without a known cause."""


class HomeState(NamedTuple):
    """The words that a user has searched for, and the page of the latest entries, from 0."""

    words: str = ""
    page: int = 0


class ToReview(NamedTuple):
    """A proposal, what the user may do with it, and the draft of the entry that it changes."""

    proposal: Proposal
    allowed: frozenset[Action]
    base: Draft | None = None


class HomeContent(NamedTuple):
    """What the home tab of one user shows.

    `history` is all that the team wrote about the code that the words are, if they are one. `mine`
    are the user's own open proposals, `asked` the codes that were asked for most, `unknown`
    those without a known cause. Administrators see the `settings` that hold, of which they cannot
    change what the `operator` has set.
    """

    words: str = ""
    hits: tuple[AnyHit, ...] = ()
    to_review: tuple[ToReview, ...] = ()
    more_to_review: int = 0
    mine: tuple[Proposal, ...] = ()
    latest: tuple[TeamEntry, ...] = ()
    history: Document = ()
    asked: tuple[QuestionCount, ...] = ()
    unknown: tuple[QuestionCount, ...] = ()
    page: int = 0
    has_more: bool = False
    is_incomplete: bool = False
    is_for_outsider: bool = False
    takes_entries: bool = False
    settings: WorkspaceSettings | None = None
    operator: WorkspaceSettings = NOT_SET


async def content_for_outsider(words: str) -> HomeContent:
    """The content for a user of another company: only what the guide has for the words."""
    return HomeContent(words, await _find(WITHHELD, words), is_for_outsider=True)


async def content_for(team: Team, workspace: str, user: str, state: HomeState) -> HomeContent:
    """The content for a user. Without the database it is incomplete."""
    notes, start = team.notes(workspace), state.page * LISTED
    entries = sorted(notes.all(), key=lambda entry: entry.revision.at, reverse=True)
    content = HomeContent(
        state.words,
        await _find(notes, state.words),
        latest=tuple(entries[start : start + LISTED]),
        page=state.page,
        has_more=len(entries) > start + LISTED,
        is_incomplete=team.is_unavailable,
        takes_entries=notes.takes_entries,
    )
    try:
        return await _with_stored(content, team, workspace, user)
    except DatabaseUnavailable:
        return content._replace(is_incomplete=True)


def with_settings(content: HomeContent, team: Team, workspace: str) -> HomeContent:
    """The content for an administrator of the workspace, or of the organization."""
    return content._replace(settings=team.settings.of(workspace), operator=team.settings.operator)


async def _with_stored(content: HomeContent, team: Team, workspace: str, user: str) -> HomeContent:
    """The content with what needs a query. Raises `DatabaseUnavailable`."""
    mine: list[Proposal] = []
    for each in read_by(workspace):
        if user in team.reviewers(each).ids:
            content = await _with_proposals(content, team, each, user)
        mine += await team.open_proposals(each, proposer=user, limit=LISTED - len(mine))
    named = team_command(f"{HISTORY} {content.words}")
    if named and named.code:
        content = content._replace(history=await _history(team, workspace, named.code))
    asked = await team.questions.most_asked(workspace)
    unknown = await team.questions.unknown_codes(workspace)
    return content._replace(
        mine=tuple(mine), asked=tuple(asked[:LISTED]), unknown=tuple(unknown[:UNKNOWN])
    )


async def _with_proposals(
    content: HomeContent, team: Team, workspace: str, user: str
) -> HomeContent:
    """The content with a workspace's open proposals, which the user decides on."""
    reviewers = team.reviewers(workspace)
    waiting = await team.open_proposals(workspace, limit=CARDS - len(content.to_review))
    more = await team.count_open(workspace) - len(waiting)
    to_review = [
        ToReview(each, reviewers.allowed(user, each), await team.base_of(each)) for each in waiting
    ]
    return content._replace(
        to_review=(*content.to_review, *to_review), more_to_review=content.more_to_review + more
    )


async def _history(team: Team, workspace: str, code: StatusCode) -> Document:
    """What the team wrote about a code, every version; nothing if that is nothing."""
    histories = await team.history(workspace, code)
    if not histories:
        return ()
    reply = history_reply(code, histories)
    return (*reply.document, *further_pages(reply))


async def _find(notes: WorkspaceNotes, words: str) -> tuple[AnyHit, ...]:
    """The best hits, found in a thread, since the entries may have to be indexed first."""
    if not words:
        return ()

    def find() -> tuple[AnyHit, ...]:
        return tuple(islice(suggest(words, notes.searchable, unfinished=False), LISTED))

    return await asyncio.to_thread(find)


def view(content: HomeContent) -> dict[str, Any]:
    """The home tab, with 100 blocks at most, which is Slack's limit."""
    blocks: list[Block] = []
    if not content.is_for_outsider:
        blocks += _waiting(content)
    blocks.append(_search_field(content.words))
    if content.words:
        hits = content.hits[:1] if content.history else content.hits
        blocks += to_blocks((*hits_document(content.words, hits), *content.history))
    blocks += to_blocks(_news(content))
    pages = _page_buttons(content)
    if pages:
        blocks.append({"type": "actions", "block_id": "pages", "elements": pages})
    blocks += _settings(content)
    blocks += to_blocks((Rule(), *help_reply().document))
    return {"type": "home", "blocks": _with_unique_ids(blocks)}


def _waiting(content: HomeContent) -> Iterator[Block]:
    for proposal, allowed, base in content.to_review:
        yield from review_cards.card(proposal, 0, allowed, base)["blocks"]
    yield from to_blocks(waiting_document(content.mine, more_to_review=content.more_to_review))
    unknown = unanswered_document(content.unknown, takes_entries=content.takes_entries)
    yield from to_blocks(unknown)


def _settings(content: HomeContent) -> Iterator[Block]:
    if content.settings:
        yield from to_blocks((Rule(), *settings_document(content.settings, content.operator)))
        yield {"type": "actions", "elements": [settings_form.change_button()]}


def _news(content: HomeContent) -> Document:
    if content.is_for_outsider:
        return (ENTRIES_WITHHELD,)
    return news_document(content.latest, content.asked, out_of_reach=content.is_incomplete)


def _with_unique_ids(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with ids of their own, since all cards have the same ids."""
    return [{**block, "block_id": f"home{number}"} for number, block in enumerate(blocks)]


def _search_field(words: str) -> Block:
    element = {
        **inputs.text_input(LONGEST_WORDS, words[:LONGEST_WORDS], placeholder=labels.SEARCH_HINT),
        "action_id": SEARCH,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    return {**inputs.field(SEARCH, labels.SEARCH, element), "dispatch_action": True}


def _page_buttons(content: HomeContent) -> list[Block]:
    newer = Button(PAGE_BACK, labels.NEWER, {"page": content.page - 1})
    older = Button(PAGE_MORE, labels.OLDER, {"page": content.page + 1})
    shown = [*([newer] if content.page else []), *([older] if content.has_more else [])]
    return [each.element() for each in shown]
