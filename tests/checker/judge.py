"""Compares the final state with what users were shown. PURE.

Two replies to one question are never excused. A notice to a person whose DM is known only by the
person's id may appear twice, as the bot documents: `repeated` counts those.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

from bot.team.model import Decision, History, Origin, Proposal, Revision
from tests.checker.record import (
    Act,
    Activity,
    Approved,
    FinalState,
    Outcome,
    Proposed,
    Restored,
    Voted,
)

A = TypeVar("A", bound=Act)


def judge(activity: Activity, found: FinalState) -> list[str]:
    """Describe each broken promise; empty if there is none."""
    return [
        *_proposals(activity, found),
        *_decisions(activity, found),
        *_versions(found),
        *_published(found),
        *_restored(activity, found),
        *_votes(activity, found),
        *_replies(activity, found),
        *_notices(found),
        *(f"dead: {item}" for item in found.dead),
    ]


def repeated(found: FinalState) -> int:
    """The number of excused duplicate notices."""
    return sum(count - 1 for post, count in Counter(found.posts).items() if _excused(post, found))


def _actions(activity: Activity, kind: type[A]) -> Iterator[A]:
    return (act for act in activity.acts if isinstance(act, kind))


def _proposals(activity: Activity, found: FinalState) -> Iterator[str]:
    tried: dict[str, list[Proposed]] = {}
    for act in _actions(activity, Proposed):
        tried.setdefault(act.id, []).append(act)
    for name, acts in tried.items():
        stored = found.proposals.get(name)
        outcomes = {act.outcome for act in acts}
        if Outcome.DONE in outcomes and (stored is None or stored.draft.cause != acts[0].cause):
            yield f"lost: proposal {name}, of which {acts[0].person} was told that it is kept"
        if outcomes == {Outcome.REFUSED} and stored:
            yield f"kept though refused: proposal {name}"
    for name in found.proposals.keys() - tried.keys():
        yield f"from nowhere: proposal {name}"


def _decisions(activity: Activity, found: FinalState) -> Iterator[str]:
    tried: dict[tuple[str, str], set[Outcome]] = {}
    for act in _actions(activity, Approved):
        tried.setdefault((act.proposal, act.person), set()).add(act.outcome)
    for (name, person), outcomes in tried.items():
        by = _approver(found.proposals.get(name))
        if Outcome.DONE in outcomes and by != person:
            yield f"lost: {person} was told of approving {name}, which {by or 'nobody'} did"
        if outcomes == {Outcome.REFUSED} and by == person:
            yield f"done though refused: {person} approved {name}"
    for name, proposal in found.proposals.items():
        by = _approver(proposal)
        if by and (name, by) not in tried:
            yield f"from nowhere: {by} approved {name}"


def _approver(proposal: Proposal | None) -> str:
    """Who approved it; empty for nobody."""
    if proposal is None or proposal.decision is not Decision.APPROVED or not proposal.decided_by:
        return ""
    return proposal.decided_by.id


def _versions(found: FinalState) -> Iterator[str]:
    for history in found.histories:
        versions = sorted(revision.version for revision in history.revisions)
        if versions != list(range(1, history.entry.revision.version + 1)):
            yield f"entry {history.entry.id} has the versions {versions}"


def _published(found: FinalState) -> Iterator[str]:
    """Each approved proposal is published once, and no other."""
    times = Counter(
        (revision.draft.cause, revision.approver.id if revision.approver else "")
        for history in found.histories
        for revision in history.revisions
        if revision.origin is Origin.PUBLISHED
    )
    wanted = Counter(
        (proposal.draft.cause, _approver(proposal))
        for proposal in found.proposals.values()
        if _approver(proposal)
    )
    for what in times.keys() | wanted.keys():
        if times[what] != wanted[what]:
            yield f"published {times[what]} times, approved {wanted[what]} times: {what}"


def _restored(activity: Activity, found: FinalState) -> Iterator[str]:
    tried: dict[tuple[str, int, int, str], set[Outcome]] = {}
    for act in _actions(activity, Restored):
        key = act.entry, act.version, act.expected, act.person
        tried.setdefault(key, set()).add(act.outcome)
    there = {key for history in found.histories for key in _restorations(history)}
    for key, outcomes in tried.items():
        if Outcome.DONE in outcomes and key not in there:
            yield f"lost: the restoration {key}"
        if outcomes == {Outcome.REFUSED} and key in there:
            yield f"done though refused: the restoration {key}"
    yield from (f"from nowhere: the restoration {key}" for key in there - tried.keys())


def _restorations(history: History) -> Iterator[tuple[str, int, int, str]]:
    of: Mapping[int, Revision] = {revision.version: revision for revision in history.revisions}
    for revision in history.revisions:
        if revision.origin is Origin.RESTORED and revision.approver:
            old = int(revision.why.removeprefix("version "))
            same = old in of and of[old].draft == revision.draft
            person = revision.approver.id if same else "what was restored is something else"
            yield history.entry.id, old, revision.version - 1, person


def _votes(activity: Activity, found: FinalState) -> Iterator[str]:
    """The last vote of which a person was told counts, or one whose end nobody knows."""
    may: dict[tuple[str, str], set[bool | None]] = {}
    last: dict[tuple[str, str], bool | None] = {}
    for act in _actions(activity, Voted):
        key = act.entry, act.person
        if act.outcome is Outcome.UNKNOWN:
            may.setdefault(key, set()).add(act.helped)
        last[key] = act.helped if act.outcome is Outcome.DONE else last.get(key)
    stored = {(h.entry.id, vote.person): vote.helped for h in found.histories for vote in h.votes}
    for key in last.keys() | stored.keys():
        if stored.get(key) not in {last.get(key), *may.get(key, ())}:
            yield f"vote {key}: {stored.get(key)} is there, {last.get(key)} was told"
    for history in found.histories:
        helped = sum(vote.helped for vote in history.votes)
        if (history.entry.helped, history.entry.did_not_help) != (
            helped,
            len(history.votes) - helped,
        ):
            yield f"the votes of entry {history.entry.id} are miscounted"


def _replies(activity: Activity, found: FinalState) -> Iterator[str]:
    """Each question has exactly one reply, and no message stands twice."""
    replies = Counter(key for _, key in found.posts)
    for key in activity.questions:
        if replies[key] != 1:
            yield f"{replies[key]} replies to {key}"
    for (channel, key), times in Counter(found.posts).items():
        if times > 1 and key not in activity.questions and not _excused((channel, key), found):
            yield f"{times} times in {channel}: {key}"


_NOTICE = re.compile(":(?:card|verdict|news|doubt):")


def _excused(post: tuple[str, str], found: FinalState) -> bool:
    """Whether it went to a person by the person's id: the bot cannot look for it there."""
    channel, key = post
    return channel in found.notices and _NOTICE.search(key) is not None


def _notices(found: FinalState) -> Iterator[str]:
    """Each reviewer has the card of each proposal, and each proposer hears of the decision."""
    keys = {key for _, key in found.posts}
    for name, proposal in found.proposals.items():
        for reviewer in found.reviewers:
            if f"{name}:card:{reviewer}:" not in keys:
                yield f"{reviewer} has no card of {name}"
        notices = {key for key in keys if key.startswith(f"{name}:verdict:")}
        if bool(notices) != bool(_approver(proposal)):
            yield f"{name} is {proposal.decision.value}, and of notices there are {len(notices)}"
        if len(notices) > 1:
            yield f"its proposer was told {len(notices)} times of the decision on {name}"
