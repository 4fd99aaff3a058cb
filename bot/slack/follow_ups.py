"""What follows from a decision: review cards, and who has to be told. Kept, so that none is lost.

Each is kept before the decision and done after it, so it begins by looking at what was decided.
Then each message is an item of its own: one that is tried again brings none of the others along.
"""

import logging
from collections.abc import Sequence

from bot.codes.status_code import StatusCode
from bot.conversation import answer_codes
from bot.jobs.model import Job
from bot.replies.block_kit import Block
from bot.replies.reviews import decided_reply, doubtful_document, published_reply
from bot.slack import forms, surfaces
from bot.slack.api import NotDelivered, Place, Refused, SlackApi, TokenEnded, written
from bot.slack.attempt import Attempt
from bot.slack.audience import is_own_channel
from bot.slack.home_tab import HomeTab
from bot.slack.worker import Worker
from bot.team.model import (
    EVERY_ACTION,
    Action,
    Card,
    Decision,
    Person,
    Proposal,
    Question,
    TeamEntry,
)
from bot.team.team import Team

log = logging.getLogger(__name__)

PROPOSED, DECIDED, DOUBTFUL = "proposed", "decided", "doubtful"
CARD, VERDICT, NEWS, DOUBT = "card", "verdict", "news", "doubt"


class FollowUps:
    """Does what follows from proposals, decisions and votes."""

    def __init__(
        self, api: SlackApi, worker: Worker, team: Team, home: HomeTab, review_channel: str | None
    ) -> None:
        self._api = api
        self._worker = worker
        self._team = team
        self._home = home
        self._review_channel = review_channel
        worker.register(PROPOSED, self.after_proposal)
        worker.register(CARD, self.show_card)
        worker.register(DECIDED, self.after_decision)
        worker.register(VERDICT, self.tell_proposer)
        worker.register(NEWS, self.tell_who_waits)
        worker.register(DOUBTFUL, self.after_votes)
        worker.register(DOUBT, self.tell_reviewer)

    async def after_proposal(self, attempt: Attempt) -> None:
        """Have the review cards of a proposal shown, one in each place."""
        proposal = await self._proposal(attempt)
        if proposal is None:
            await self._came_to_nothing(attempt)
            return
        for place in await self._review_places():
            await self._worker.enqueue(_message(attempt, CARD, Place(place)))
        await self._home.refresh(proposal.workspace)

    async def show_card(self, attempt: Attempt) -> None:
        """Post one review card, with the proposal as it is by now."""
        proposal = await self._proposal(attempt)
        assert proposal, "a proposal that was made is never taken back"
        others = await self._team.others_open(proposal)
        place = _place(attempt).channel
        reader = place if place in self._team.reviewers.ids else None
        base = await self._team.base_of(proposal)
        card = forms.card(proposal, others, self._allowed(reader, proposal), base)
        posted = await _post(attempt, card)
        if posted:
            await self._team.add_card(proposal, Card(*posted, reader))

    def _allowed(self, reader: str | None, proposal: Proposal) -> frozenset[Action]:
        """What whoever reads a card alone may do; everything, where several people read it."""
        if reader is None:
            return EVERY_ACTION
        return self._team.reviewers.allowed(reader, proposal)

    async def _came_to_nothing(self, attempt: Attempt) -> None:
        """Drop what was promised of a form that was not kept: it may be submitted again.

        If that happens just now, this sees it, or `TeamListeners` that the item is gone.
        """
        await self._worker.delete(attempt)
        if await self._proposal(attempt):
            await self._worker.enqueue(attempt.job)

    async def after_decision(self, attempt: Attempt) -> None:
        """Update the cards, and have those told who should know."""
        proposal = await self._proposal(attempt)
        by = proposal and proposal.decided_by
        if proposal is None or by is None or by.id != attempt.job.user:
            return
        await self.update_cards(proposal)
        if proposal.proposer:
            place = Place(proposal.proposer.id)
            await self._worker.enqueue(_message(attempt, VERDICT, place))
        if proposal.decision is Decision.APPROVED:
            code = proposal.draft.code
            waiting = await self._team.waiting(proposal.workspace, code)
            for place in dict.fromkeys(map(_place_of, waiting)):
                await self._worker.enqueue(_message(attempt, NEWS, place, code=code.decimal))
        await self._home.refresh(proposal.workspace)

    async def tell_proposer(self, attempt: Attempt) -> None:
        """Tell who proposed something what was decided."""
        proposal = await self._proposal(attempt)
        assert proposal, "a proposal that was made is never taken back"
        await _post(attempt, surfaces.message(decided_reply(proposal)))

    async def tell_who_waits(self, attempt: Attempt) -> None:
        """Tell in one place that there is a cause for what was asked there in vain."""
        workspace, place = attempt.job.workspace, _place(attempt)
        code = StatusCode(attempt.job.content["code"])
        waiting = await self._team.waiting(workspace, code)
        questions = [question for question in waiting if _place_of(question) == place]
        if questions and await self._is_own(place.channel):
            await self._team.refresh()
            reply = answer_codes([code], self._team.notes(workspace))
            if await _post(attempt, surfaces.message(published_reply(code, reply))):
                await self._team.told(workspace, questions)

    async def after_votes(self, attempt: Attempt) -> None:
        """Have the reviewers told of an entry that more people found no help than help."""
        for place in await self._review_places():
            await self._worker.enqueue(_message(attempt, DOUBT, Place(place)))

    async def tell_reviewer(self, attempt: Attempt) -> None:
        """Tell in one place of such an entry."""
        known, wanted = self._team.notes(attempt.job.workspace), attempt.job.content["entry"]
        for entry in [each for each in known.all() if each.id == wanted]:
            await _post(attempt, surfaces.plain_message(doubtful_document(entry)))

    async def update_cards(self, proposal: Proposal) -> None:
        """Show a proposal as it is now on every card of it."""
        others = await self._team.others_open(proposal)
        base = await self._team.base_of(proposal)
        for card in await self._team.cards(proposal):
            try:
                if await self._is_own(card.channel):
                    allowed = self._allowed(card.reader, proposal)
                    shown = forms.card(proposal, others, allowed, base)
                    await self._api.update(card.channel, card.ts, shown)
            except NotDelivered as why:
                log.warning("a review card was not updated: %s", why)

    async def entries_changed(self, workspace: str) -> None:
        """Show on every home tab what is new."""
        await self._home.refresh(workspace)

    async def after_edit(self, proposal: Proposal) -> None:
        """Show an edited proposal wherever it stands."""
        await self.update_cards(proposal)
        await self._home.refresh(proposal.workspace)

    async def _proposal(self, attempt: Attempt) -> Proposal | None:
        return await self._team.proposal(attempt.job.workspace, attempt.job.content["proposal"])

    async def _review_places(self) -> Sequence[str]:
        """The channel for reviews, if only the own company reads it; else each reviewer's DM."""
        if self._review_channel and await self._is_own(self._review_channel):
            return [self._review_channel]
        return sorted(self._team.reviewers.ids)

    async def _is_own(self, place: str) -> bool:
        """Whether only the own company reads there, as in a DM. Raises `NotDelivered`."""
        return await is_own_channel(self._api, place)


def proposed(workspace: str, proposal: str, by: Person) -> Job:
    """That a proposal is about to be made."""
    key = f"{PROPOSED}:{proposal}"
    return Job(workspace, key, PROPOSED, by.id, {"proposal": proposal})


def decided(workspace: str, proposal: str, by: Person, attempt: str) -> Job:
    """That somebody is about to decide on a proposal; `attempt` is this attempt's own id."""
    key = f"{DECIDED}:{proposal}:{attempt}"
    return Job(workspace, key, DECIDED, by.id, {"proposal": proposal})


def doubtful(entry: TeamEntry, by: str) -> Job:
    """That votes have made an entry doubtful."""
    key = f"{DOUBTFUL}:{entry.id}:{entry.revision.version}"
    return Job(entry.workspace, key, DOUBTFUL, by, {"entry": entry.id})


def _message(attempt: Attempt, kind: str, place: Place, **more: object) -> Job:
    """One of the messages that follow from an item."""
    of, content = attempt.job, {**attempt.job.content, **place._asdict(), **more}
    about = content.get("proposal") or of.key  # a proposal is decided once, however often tried
    key = f"{about}:{kind}:{place.channel}:{place.thread_ts or ''}"
    return Job(of.workspace, key, kind, of.user, content)


def _place(attempt: Attempt) -> Place:
    content = attempt.job.content
    return Place(content["channel"], content["thread_ts"])


def _place_of(question: Question) -> Place:
    """Where to tell who asked: where they did, if others could see it there."""
    return Place(question.channel or question.person, question.thread_ts)


async def _post(attempt: Attempt, message: Block) -> tuple[str, str] | None:
    """Post an item's message; where Slack refuses it, nobody can be told."""
    try:
        return await attempt.post(_place(attempt), written(message))
    except TokenEnded:
        raise
    except Refused as why:
        log.warning("a message about the team's knowledge did not go out: %s", why)
        return None
