"""The room that a replica has beside the jobs that it runs."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.jobs.model import MOST_PER_USER, ClaimedJob, Job, Quota, Room
from bot.operations.metrics import Metrics
from bot.slack.jobs.attempt import Attempt, AttemptContext, PossiblePost
from bot.slack.jobs.running import MOST_ATTEMPTS, MOST_RUNNING, MOST_WITHOUT_USER, RunningJobs
from bot.slack.jobs.timing import TIMING
from bot.slack.web_api.api import slack_api
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for

BOTH = {"T1": 4, "T2": 4}
GRID = {"E1/T1": 3, "E1/T2": 1}


async def never(attempt: Attempt, post: PossiblePost) -> None:
    raise AssertionError(attempt, post)


NONE_LEFT = Quota(most=0)


@pytest.fixture
async def make(slack: Slack) -> AsyncIterator[Callable[[int | None], RunningJobs]]:
    """Makes the jobs of a replica, of which one installation of many may have so many."""
    async with slack_api(settings_for(slack, "http"), Metrics()) as api:
        context = AttemptContext(api, TIMING, lambda _: None, never)
        yield lambda most: RunningJobs(context, most)


Make = Callable[[int | None], RunningJobs]


@contextmanager
def counted(running: RunningJobs, jobs: Iterable[Job]) -> Iterator[RunningJobs]:
    with ExitStack() as stack:
        for job in jobs:
            stack.enter_context(running.reserved(job))
        yield running


def without_user(number: int, workspace: str) -> Iterator[Job]:
    yield from (Job(workspace, str(each), "workflow_step", "") for each in range(number))


def question(workspace: str, number: int = 0) -> Job:
    return Job(workspace, str(number), "question", f"U{number}")


@pytest.mark.parametrize(
    ("most", "running", "room", "may_start"),
    [
        (None, {}, Room(16), ["T1", "T2"]),
        (None, {"T1": 4}, Room(12), ["T1", "T2"]),
        (None, {"T1": MOST_WITHOUT_USER}, Room(8, without_user=NONE_LEFT), []),
        (12, {}, Room(16, (), Quota({}, 12), Quota({}, 4)), ["T1", "T2"]),
        (12, {"T1": 3}, Room(13, (), Quota({"T1": 9}, 9), Quota({"T1": 1}, 2)), ["T1", "T2"]),
        (12, {"T1": 4}, Room(12, (), Quota({"T1": 8}, 9), Quota({"T1": 0}, 2)), ["T2"]),
        (12, GRID, Room(12, (), Quota({"E1": 8}, 9), Quota({"E1": 0}, 2)), ["T1", "T2"]),
        (12, BOTH, Room(8, (), Quota({"T1": 5, "T2": 5}, 6), Quota({"T1": -2, "T2": -2}, 0)), []),
    ],
)
async def test_jobs_without_a_user_have_half_of_a_replica_and_a_workspace_half_of_that(
    make: Make, most: int | None, running: dict[str, int], room: Room, may_start: list[str]
) -> None:
    jobs = [job for workspace, number in running.items() for job in without_user(number, workspace)]
    with counted(make(most), jobs) as made:
        assert made.room == room._replace(busy_users=set())
        can = [each for each in ("T1", "T2") if made.has_room_for(next(without_user(1, each)))]

    assert can == may_start
    assert made.room.jobs == MOST_RUNNING


@pytest.mark.parametrize(
    ("floods", "running"), [(1, [12]), (2, [7, 6]), (3, [5, 5, 4]), (5, [3] * 5)]
)
async def test_however_many_ask_without_end_there_is_a_place_for_another(
    make: Make, floods: int, running: list[int]
) -> None:
    made, counts = make(12), Counter[str]()
    with ExitStack() as stack:
        for number in range(100):
            job = question(f"T{number % floods}", number)
            if made.has_room_for(job):
                stack.enter_context(made.reserved(job))
                counts[job.workspace] += 1

        assert list(counts.values()) == running
        assert made.has_room_for(question("T9"))
        assert made.room.installations.of("T9") >= 1


async def test_a_person_is_busy_in_one_workspace_alone(make: Make) -> None:
    with counted(make(12), [question("T1")] * MOST_PER_USER) as made:
        assert made.room.busy_users == {("T1", "U0")}
        can = [made.has_room_for(question(*each)) for each in (("T1", 0), ("T1", 1), ("T2", 0))]

    assert can == [False, True, True]


async def test_a_workspace_whose_posts_are_accepted_late_takes_no_place_of_others(
    make: Make,
) -> None:
    made, begun = make(12), time.monotonic()
    for number in range(MOST_ATTEMPTS):
        job = question("T1", number)
        if made.has_room_for(job):
            attempt = made.attempt(ClaimedJob(number, job, 0, 1, 0), begun)
            made.add(attempt)
            made.remove(attempt)

    assert made.room.installations == Quota({"T1": 0}, 12)
    assert (made.free, made.has_room_for(question("T2"))) == (MOST_RUNNING, True)
