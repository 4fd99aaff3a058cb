"""The checker can fail: each way to break a promise is seen in a history made up for it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.codes.status_code import StatusCode
from bot.team.model import (
    Decision,
    Draft,
    History,
    Origin,
    Person,
    Proposal,
    Revision,
    TeamEntry,
    Vote,
)
from tests.checker.judge import judge, repeated
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

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ANA, BEN = Person("UANA", "ana"), Person("UBEN", "ben")
DRAFT = Draft(StatusCode(5), "cause 1")
OPEN = Proposal("p2", "T1", replace(DRAFT, cause="cause 2"), BEN, NOW)
DECIDED = Proposal("p1", "T1", DRAFT, BEN, NOW, None, None, Decision.APPROVED, ANA, NOW)
FIRST = Revision(1, DRAFT, BEN, ANA, NOW, Origin.PUBLISHED)
AGAIN = replace(FIRST, version=2, origin=Origin.RESTORED, why="version 1")
ENTRY = TeamEntry("e1", "T1", AGAIN, helped=1)
HISTORY = History(ENTRY, (AGAIN, FIRST), (Vote("UBEN", helped=True, at=NOW),))
QUESTION, CARD, CARD2, NOTICE = (
    ("C1", "C1:1.0"),
    ("DANA", "p1:card:UANA:"),
    ("DANA", "p2:card:UANA:"),
    ("DBEN", "p1:verdict:UBEN:"),
)
FOUND = FinalState(
    {"p1": DECIDED, "p2": OPEN},
    [HISTORY],
    [QUESTION, CARD, CARD2, NOTICE],
    notices=frozenset({"DANA", "DBEN"}),
    reviewers=frozenset({"UANA"}),
)
ACTS: list[Act] = [
    Proposed("p1", "cause 1", "UBEN", UNKNOWN),
    Proposed("p1", "cause 1", "UBEN", DONE),
    Proposed("p2", "cause 2", "UBEN", UNKNOWN),
    Approved("p1", "UANA", DONE),
    Approved("p1", "UBEN", REFUSED),
    Restored("e1", 1, 1, "UANA", DONE),
    Voted("e1", "UBEN", helped=False, outcome=DONE),
    Voted("e1", "UBEN", helped=True, outcome=DONE),
]
ACTIVITY = Activity(ACTS, ["C1:1.0"])


def without(*which: type[Act]) -> Activity:
    return Activity([act for act in ACTS if not isinstance(act, which)], ACTIVITY.questions)


def also(*acts: Act) -> Activity:
    return Activity([*ACTS, *acts], ACTIVITY.questions)


def test_a_history_that_keeps_every_promise_is_accepted() -> None:
    assert judge(ACTIVITY, FOUND) == []


def revised(*revisions: Revision) -> FinalState:
    entry = replace(ENTRY, revision=revisions[0])
    return replace(FOUND, histories=[History(entry, revisions, HISTORY.votes)])


@pytest.mark.parametrize(
    ("activity", "found", "broken"),
    [
        (ACTIVITY, replace(FOUND, posts=[*FOUND.posts, QUESTION]), "2 replies to C1:1.0"),
        (ACTIVITY, replace(FOUND, posts=FOUND.posts[1:]), "0 replies to C1:1.0"),
        (
            ACTIVITY,
            replace(FOUND, posts=[*FOUND.posts, ("C1", "k"), ("C1", "k")]),
            "2 times in C1: k",
        ),
        (ACTIVITY, replace(FOUND, posts=[*FOUND.posts[:2], NOTICE]), "UANA has no card of p2"),
        (
            ACTIVITY,
            replace(FOUND, posts=FOUND.posts[:3]),
            "p1 is approved, and of notices there are 0",
        ),
        (
            ACTIVITY,
            replace(FOUND, posts=[*FOUND.posts, ("DBEN", "p1:verdict:ANOTHER:")]),
            "its proposer was told 2 times of the decision on p1",
        ),
        (ACTIVITY, replace(FOUND, dead=["question: why"]), "dead: question: why"),
        (
            also(Proposed("p3", "cause 3", "UBEN", DONE)),
            FOUND,
            "lost: proposal p3, of which UBEN was told that it is kept",
        ),
        (
            also(Proposed("p3", "cause 3", "UBEN", REFUSED)),
            replace(FOUND, proposals={**FOUND.proposals, "p3": replace(OPEN, id="p3")}),
            "kept though refused: proposal p3",
        ),
        (without(Proposed), FOUND, "from nowhere: proposal p1"),
        (
            also(Approved("p2", "UANA", DONE)),
            FOUND,
            "lost: UANA was told of approving p2, which nobody did",
        ),
        (
            Activity(
                [*without(Approved).acts, Approved("p1", "UANA", REFUSED)], ACTIVITY.questions
            ),
            FOUND,
            "done though refused: UANA approved p1",
        ),
        (without(Approved), FOUND, "from nowhere: UANA approved p1"),
        (ACTIVITY, revised(replace(AGAIN, version=3), FIRST), "entry e1 has the versions [1, 3]"),
        (
            ACTIVITY,
            revised(replace(FIRST, version=3), AGAIN, FIRST),
            "published 2 times, approved 1 times: ('cause 1', 'UANA')",
        ),
        (ACTIVITY, revised(FIRST), "lost: the restoration ('e1', 1, 1, 'UANA')"),
        (
            Activity(
                [*without(Restored).acts, Restored("e1", 1, 1, "UANA", REFUSED)], ACTIVITY.questions
            ),
            FOUND,
            "done though refused: the restoration ('e1', 1, 1, 'UANA')",
        ),
        (without(Restored), FOUND, "from nowhere: the restoration ('e1', 1, 1, 'UANA')"),
        (
            ACTIVITY,
            revised(replace(AGAIN, draft=OPEN.draft), FIRST),
            "lost: the restoration ('e1', 1, 1, 'UANA')",
        ),
        (
            also(Voted("e1", "UBEN", helped=False, outcome=DONE)),
            FOUND,
            "vote ('e1', 'UBEN'): True is there, False was told",
        ),
        (
            also(Voted("e1", "UANA", helped=True, outcome=DONE)),
            FOUND,
            "vote ('e1', 'UANA'): None is there, True was told",
        ),
        (without(Voted), FOUND, "vote ('e1', 'UBEN'): True is there, None was told"),
        (
            ACTIVITY,
            replace(FOUND, histories=[replace(HISTORY, entry=replace(ENTRY, helped=2))]),
            "the votes of entry e1 are miscounted",
        ),
    ],
)
def test_each_broken_promise_is_reported(
    activity: Activity, found: FinalState, broken: str
) -> None:
    assert broken in judge(activity, found)


def test_an_action_with_an_unknown_outcome_may_have_happened_or_not() -> None:
    activity = also(
        Voted("e1", "UANA", helped=True, outcome=UNKNOWN),
        Proposed("p9", "cause 9", "UBEN", UNKNOWN),
    )

    assert judge(activity, FOUND) == []


def test_a_notice_to_a_user_may_appear_twice_and_is_counted() -> None:
    found = replace(FOUND, posts=[*FOUND.posts, CARD, NOTICE])

    assert judge(ACTIVITY, found) == []
    assert repeated(found) == 2
