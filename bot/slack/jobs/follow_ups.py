"""What follows from a proposal, a decision or a vote: review cards and notifications.

A job is enqueued before the decision and runs after it, so it first reads what was decided. It then
enqueues one job for each message, so that a retry of one message does not repeat the others.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.codes.status_code import StatusCode
from bot.conversation import answer_codes
from bot.jobs.model import Job
from bot.replies.block_kit import Block
from bot.replies.reviews import decided_reply, doubtful_document, published_reply
from bot.slack.answering.audience import DMS, is_own_channel, readable_in
from bot.slack.answering.home_updates import HomeUpdates
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.worker import Worker
from bot.slack.payloads import review_cards, surfaces
from bot.slack.web_api.api import Place, SlackApi, message_json
from bot.slack.web_api.errors import NotDelivered, Refused
from bot.team.model import Card, Decision, Person, Proposal, Question, TeamEntry
from bot.team.reviewers import EVERY_ACTION, Action
from bot.team.team import Team

log = logging.getLogger(__name__)

PROPOSED, DECIDED, DOUBTFUL = "proposed", "decided", "doubtful"
CARD, VERDICT, NEWS, DOUBT = "card", "verdict", "news", "doubt"


class FollowUps:
    """Runs the jobs that follow from proposals, decisions and votes."""

    def __init__(self, api: SlackApi, worker: Worker, team: Team, home: HomeUpdates) -> None:
        self._api = api
        self._worker = worker
        self._team = team
        self._home = home
        worker.register(PROPOSED, self.after_proposal)
        worker.register(CARD, self.post_card)
        worker.register(DECIDED, self.after_decision)
        worker.register(VERDICT, self.notify_proposer)
        worker.register(NEWS, self.notify_of_cause)
        worker.register(DOUBTFUL, self.after_votes)
        worker.register(DOUBT, self.notify_of_doubt)

    # Proposals

    async def after_proposal(self, attempt: Attempt) -> None:
        """Enqueue the review cards of a proposal, one for each place."""
        proposal = await self._proposal(attempt)
        if proposal is None:
            await self._delete_unneeded(attempt)
            return
        for place in await self._review_places(proposal.workspace):
            await self._worker.enqueue(_proposal_message(proposal, attempt, CARD, Place(place)))
        await self._home.refresh(proposal.workspace)

    async def _delete_unneeded(self, attempt: Attempt) -> None:
        """Delete the job of a form that was not stored, since it may be submitted again.

        If that happens at the same time, either this or `ProposalListeners` enqueues it again.
        """
        await self._worker.delete(attempt)
        if await self._proposal(attempt):
            await self._worker.enqueue(attempt.job)

    async def post_card(self, attempt: Attempt) -> None:
        """Post a review card with the current text of its proposal."""
        proposal = await self._proposal(attempt)
        assert proposal, "proposals are never deleted"
        others = await self._team.count_others(proposal)
        channel = _place(attempt).channel
        reader = channel if channel[:1] in DMS else None
        base = await self._team.base_of(proposal)
        card = review_cards.card(proposal, others, self._allowed(reader, proposal), base)
        posted = await _post(attempt, card)
        if posted:
            await self._team.add_card(proposal, Card(*posted, reader))
        else:
            await self._post_to_reviewers(attempt)

    def _allowed(self, reader: str | None, proposal: Proposal) -> frozenset[Action]:
        """What the only reader of a card may do; everything on a card that several read."""
        if reader is None:
            return EVERY_ACTION
        return self._team.reviewers(proposal.workspace).allowed(reader, proposal)

    async def after_edit(self, proposal: Proposal) -> None:
        """Show an edited proposal on its cards and on home tabs."""
        await self._update_cards(proposal)
        await self._home.refresh(proposal.workspace)

    async def _update_cards(self, proposal: Proposal) -> None:
        others = await self._team.count_others(proposal)
        base = await self._team.base_of(proposal)
        for card in await self._team.cards(proposal):
            try:
                if await is_own_channel(self._api, card.channel, proposal.workspace):
                    allowed = self._allowed(card.reader, proposal)
                    payload = review_cards.card(proposal, others, allowed, base)
                    await self._api.update(card.channel, card.ts, payload)
            except NotDelivered as error:
                log.warning("a review card was not updated: %s", error)

    # Decisions

    async def after_decision(self, attempt: Attempt) -> None:
        """Update the cards, and enqueue the notifications of a decision."""
        proposal = await self._proposal(attempt)
        by = proposal and proposal.decided_by
        if proposal is None or by is None or by.id != attempt.job.user:
            return
        await self._update_cards(proposal)
        if proposal.proposer:
            place = Place(proposal.proposer.id)
            await self._worker.enqueue(_proposal_message(proposal, attempt, VERDICT, place))
        if proposal.decision is Decision.APPROVED:
            code = proposal.draft.code
            waiting = await self._team.questions.unanswered(proposal.workspace, code)
            for place in dict.fromkeys(map(_place_of, waiting)):
                news = _proposal_message(proposal, attempt, NEWS, place, code=code.decimal)
                await self._worker.enqueue(news)
        await self._home.refresh(proposal.workspace)

    async def notify_proposer(self, attempt: Attempt) -> None:
        """Notify the proposer of a decision."""
        proposal = await self._proposal(attempt)
        assert proposal, "proposals are never deleted"
        await _post(attempt, surfaces.message(decided_reply(proposal)))

    async def notify_of_cause(self, attempt: Attempt) -> None:
        """Notify those who asked for a code in one place that its cause is known now.

        Where other workspaces of the organization read along, each of them in their own DM.
        """
        workspace, place = attempt.job.workspace, _place(attempt)
        code = StatusCode(attempt.job.content["code"])
        waiting = await self._team.questions.unanswered(workspace, code)
        questions = [each for each in waiting if place in (_place_of(each), Place(each.person))]
        readable = await readable_in(self._api, place.channel, workspace) if questions else None
        if readable == workspace:
            await self._team.refresh()
            reply = answer_codes([code], self._team.notes(workspace))
            if await _post(attempt, surfaces.message(published_reply(code, reply))):
                await self._team.questions.mark_notified(workspace, questions)
        elif readable is not None:
            for person in dict.fromkeys(each.person for each in questions):
                await self._worker.enqueue(_message_job(attempt, NEWS, Place(person)))

    # Votes

    async def after_votes(self, attempt: Attempt) -> None:
        """Enqueue the notifications of an entry that did not help most voters."""
        for place in await self._review_places(attempt.job.workspace):
            await self._worker.enqueue(_message_job(attempt, DOUBT, Place(place)))

    async def notify_of_doubt(self, attempt: Attempt) -> None:
        """Notify the reviewers in one place of such an entry, unless it is gone."""
        entry = self._team.entry(attempt.job.workspace, attempt.job.content["entry"])
        if entry and not await _post(attempt, surfaces.plain_message(doubtful_document(entry))):
            await self._post_to_reviewers(attempt)

    async def _proposal(self, attempt: Attempt) -> Proposal | None:
        return await self._team.proposal(attempt.job.workspace, attempt.job.content["proposal"])

    async def _review_places(self, workspace: str) -> Sequence[str]:
        """The review channel, if only the own company reads it; else the reviewers' DMs."""
        settings = self._team.settings.of(workspace)
        channel = settings.review_channel
        if channel and await is_own_channel(self._api, channel, workspace):
            return [channel]
        return sorted(settings.reviewers.ids)

    async def _post_to_reviewers(self, attempt: Attempt) -> None:
        """Enqueue a message that Slack refused in the review channel for each reviewer's DM.

        The channel may be archived or read-only, or the bot may have been removed from it.
        """
        if _place(attempt).channel[:1] in DMS:
            return
        log.warning("what the review channel refuses goes to each reviewer's direct message")
        for reviewer in sorted(self._team.reviewers(attempt.job.workspace).ids):
            await self._worker.enqueue(_message_job(attempt, attempt.job.kind, Place(reviewer)))


def proposal_job(workspace: str, proposal: str, by: Person) -> Job:
    """The job to enqueue before a proposal, given by its id, is stored."""
    key = f"{PROPOSED}:{proposal}"
    return Job(workspace, key, PROPOSED, by.id, {"proposal": proposal})


def decision_job(workspace: str, proposal: str, by: Person, attempt: str) -> Job:
    """The job to enqueue before a decision; `attempt` is the id of this attempt to decide."""
    key = f"{DECIDED}:{proposal}:{attempt}"
    return Job(workspace, key, DECIDED, by.id, {"proposal": proposal})


def doubt_job(entry: TeamEntry, by: str) -> Job:
    """The job to enqueue after the vote by which an entry has become doubtful."""
    key = f"{DOUBTFUL}:{entry.id}:{entry.revision.version}"
    return Job(entry.workspace, key, DOUBTFUL, by, {"entry": entry.id})


def _proposal_message(
    proposal: Proposal, attempt: Attempt, kind: str, place: Place, **more: object
) -> Job:
    """The job of a message about a proposal, in its own workspace: who acted may be elsewhere."""
    return replace(_message_job(attempt, kind, place, **more), workspace=proposal.workspace)


def _message_job(attempt: Attempt, kind: str, place: Place, **more: object) -> Job:
    """The job of a message that follows from another job."""
    cause, content = attempt.job, {**attempt.job.content, **place._asdict(), **more}
    about = content.get("proposal") or cause.key  # several attempts lead to one decision
    key = f"{about}:{kind}:{place.channel}:{place.thread_ts or ''}"
    return Job(cause.workspace, key, kind, cause.user, content)


def _place(attempt: Attempt) -> Place:
    content = attempt.job.content
    return Place(content["channel"], content["thread_ts"])


def _place_of(question: Question) -> Place:
    """Where to notify the author of a question: there, if it was public, else in their DM."""
    return Place(question.channel or question.person, question.thread_ts)


async def _post(attempt: Attempt, message: Block) -> tuple[str, str] | None:
    """Post the message of a job; its channel and ts, or None if Slack refuses it."""
    try:
        return await attempt.post(_place(attempt), message_json(message))
    except Refused as error:
        log.warning("a message about the team's entries was not posted: %s", error)
        return None
