"""What follows from a decision: review cards, and who has to be told. Kept, so that none is lost.

Each is kept before the decision and done after it, so it begins by looking at what was decided.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.answer import answer_codes
from bot.decoder import StatusCode
from bot.knowledge.inbox import Item
from bot.knowledge.model import Card, Decision, Person, Proposal, Question, TeamEntry
from bot.knowledge.team import Team
from bot.slack import forms, surfaces
from bot.slack.api import NotDelivered, Place, Refused, SlackApi, TokenEnded
from bot.slack.home_tab import HomeTab
from bot.slack.inbox import Attempt, Inbox
from bot.team_reply import decided_reply, doubtful_document, published_reply

log = logging.getLogger(__name__)

PROPOSED, DECIDED, DOUBTFUL = "proposed", "decided", "doubtful"


class FollowUps:
    """Does what follows from proposals, decisions and votes."""

    def __init__(
        self, api: SlackApi, inbox: Inbox, team: Team, home: HomeTab, review_channel: str | None
    ) -> None:
        self._api = api
        self._inbox = inbox
        self._team = team
        self._home = home
        self._review_channel = review_channel
        inbox.on(PROPOSED, self.show_cards)
        inbox.on(DECIDED, self.tell_decision)
        inbox.on(DOUBTFUL, self.tell_doubt)

    async def show_cards(self, attempt: Attempt) -> None:
        """Post the review cards of a proposal, each once."""
        proposal = await self._proposal(attempt)
        if proposal is None:
            await self._came_to_nothing(attempt)
            return
        others = await self._team.others_open(proposal)
        shown = {card.channel for card in await self._team.cards(proposal)}
        for place in self._review_places():
            if place not in shown:
                posted = await _post(attempt, Place(place), forms.card(proposal, others), place)
                if posted:
                    await self._team.add_card(proposal, Card(*posted))
        await self._home.refresh(proposal.workspace)

    async def _came_to_nothing(self, attempt: Attempt) -> None:
        """Drop what was promised of a form that was not kept: it may be submitted again.

        If that happens just now, this sees it, or `KnowledgeListeners` that the item is gone.
        """
        await self._inbox.drop(attempt)
        if await self._proposal(attempt):
            await self._inbox.accept(attempt.item)

    async def tell_decision(self, attempt: Attempt) -> None:
        """Update the cards, and tell the proposer and, of a publication, everyone who waits."""
        proposal = await self._proposal(attempt)
        by = proposal and proposal.decided_by
        if proposal is None or by is None or by.id != attempt.item.person:
            return
        await self.update_cards(proposal)
        if proposal.proposer:
            message = surfaces.message(decided_reply(proposal))
            await _post(attempt, Place(proposal.proposer.id), message, "proposer")
        if proposal.decision is Decision.APPROVED:
            await self._tell_who_waits(attempt, proposal.workspace, proposal.draft.code)
        await self._home.refresh(proposal.workspace)

    async def _tell_who_waits(self, attempt: Attempt, workspace: str, code: StatusCode) -> None:
        """Tell everyone who asked in vain, each place once."""
        await self._team.refresh()
        reply = answer_codes([code], self._team.notes(workspace))
        message = surfaces.message(published_reply(code, reply))
        places: dict[Place, list[Question]] = {}
        for question in await self._team.waiting(workspace, code):
            place = Place(question.channel or question.person, question.thread_ts)
            places.setdefault(place, []).append(question)
        for place, questions in places.items():
            name = f"{place.channel} {place.thread_ts}"
            if await _post(attempt, place, message, name):
                await self._team.told(workspace, questions)

    async def tell_doubt(self, attempt: Attempt) -> None:
        """Tell the reviewers of an entry that more people found no help than help."""
        known = self._team.notes(attempt.item.workspace).all()
        for entry in known:
            if entry.id == attempt.item.content["entry"]:
                message = surfaces.plain_message(doubtful_document(entry))
                for place in self._review_places():
                    await _post(attempt, Place(place), message, place)

    async def update_cards(self, proposal: Proposal) -> None:
        """Show a proposal as it is now on every card of it."""
        others = await self._team.others_open(proposal)
        for card in await self._team.cards(proposal):
            try:
                await self._api.update(card.channel, card.ts, forms.card(proposal, others))
            except NotDelivered as why:
                log.warning("a review card was not updated: %s", why)

    async def after_edit(self, proposal: Proposal) -> None:
        """Show an edited proposal wherever it stands."""
        await self.update_cards(proposal)
        await self._home.refresh(proposal.workspace)

    async def _proposal(self, attempt: Attempt) -> Proposal | None:
        return await self._team.proposal(attempt.item.workspace, attempt.item.content["proposal"])

    def _review_places(self) -> Sequence[str]:
        if self._review_channel:
            return [self._review_channel]
        return sorted(self._team.reviewers.ids)


def proposed(workspace: str, proposal: str, by: Person) -> Item:
    """That a proposal is about to be made."""
    key = f"{PROPOSED}:{proposal}"
    return Item(workspace, key, PROPOSED, by.id, {"proposal": proposal})


def decided(workspace: str, proposal: str, by: Person, attempt: str) -> Item:
    """That somebody is about to decide on a proposal; `attempt` is this attempt's own id."""
    key = f"{DECIDED}:{proposal}:{attempt}"
    return Item(workspace, key, DECIDED, by.id, {"proposal": proposal})


def doubtful(entry: TeamEntry, by: str) -> Item:
    """That votes have made an entry doubtful."""
    key = f"{DOUBTFUL}:{entry.id}:{entry.helped}:{entry.did_not_help}"
    return Item(entry.workspace, key, DOUBTFUL, by, {"entry": entry.id})


async def _post(
    attempt: Attempt, place: Place, message: Mapping[str, Any], part: str
) -> tuple[str, str] | None:
    """Post one of several messages: where Slack refuses it, the others go out all the same."""
    try:
        return await attempt.post(place, dict(message), f" {part}")
    except TokenEnded:
        raise
    except Refused as why:
        log.warning("a message about the team's knowledge did not go out: %s", why)
        return None
