"""A small fault run, and that one can fail; `python -m tests.bench.faults` makes a large one."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.bench.faults.judge import Posted, Question, judge
from tests.bench.faults.plan import MOST_FAULTS, POST, POSTS, WELL, Kind, Plan
from tests.bench.faults.run import Shape, run
from tests.checker.pair import TIMING

PROGRAM = ("tests.replicas", json.dumps(asdict(TIMING)))
LATE = 0.1
"""The part of calls that are done or answered late, by 2 seconds at most."""
SMALL = Shape(
    Plan(
        16, LATE, longest=2, unacknowledged=0.1, doubled=0.2, posts={k: 2 * POSTS[k] for k in POSTS}
    ),
    mentions=60,
    program=PROGRAM,
    a_second=15,
    pauses=(0, 0.1, 0.3),
    rests=3,
    comes_to_rest=60,
)
GOOD, SAME = Posted("1.1", "k", "code 5", at=3), Posted("1.2", "k", "code 5", at=4)
GONE = replace(SAME, deleted=6.5)
OTHER = replace(SAME, text="I could not answer")


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_each_mention_has_one_reply_whatever_fails(database: str, tmp_path: Path) -> None:
    outcome = await run(replace(SMALL, database=database), tmp_path)

    assert outcome.is_right, f"{outcome}\n{outcome.broken} {outcome.verdict}"
    assert outcome.fault_counts.keys() >= {f"posts {kind}" for kind in POSTS}
    assert outcome.harm


@pytest.mark.parametrize(
    ("posts", "missing", "double", "wrong"),
    [
        ([GOOD], [], [], []),
        ([GOOD, GONE], [], [], []),
        ([], [7], [], []),
        ([GONE], [7], [], []),
        ([GOOD, SAME], [], [7], []),
        ([GOOD, OTHER], [], [], [7]),
        ([OTHER], [7], [], [7]),
    ],
)
def test_the_judge_sees_a_reply_that_is_missing_doubled_or_wrong(
    posts: list[Posted], missing: list[int], double: list[int], wrong: list[int]
) -> None:
    verdict = judge([Question(7, "5", at=1, posts=posts)], end=9)

    assert (verdict.missing, verdict.double, verdict.wrong) == (missing, double, wrong)
    assert verdict.is_right is not bool(missing or double or wrong)


def test_the_judge_reports_the_delay_of_a_reply_and_the_time_with_two() -> None:
    verdict = judge([Question(7, "5", at=1, posts=[GOOD, GONE])], end=9)

    assert verdict.soonest == [2]
    assert verdict.twice == [2.5]


def test_the_fault_of_a_call_depends_only_on_the_seed_and_the_call() -> None:
    calls = [(POST, mention, number) for mention in range(200) for number in range(MOST_FAULTS)]
    one, same, other = Plan(seed=1), Plan(seed=1), Plan(seed=2)
    faults = [one.call(*call) for call in calls]

    assert [same.call(*call) for call in reversed(calls)] == faults[::-1]
    assert [other.call(*call) for call in calls] != faults
    assert {fault.kind for fault in faults} == {*Kind}


def test_faults_of_a_mention_end() -> None:
    plan = Plan(seed=1, posts={Kind.REFUSED: 0.9})

    assert {plan.call(POST, mention, MOST_FAULTS) for mention in range(50)} == {WELL}
