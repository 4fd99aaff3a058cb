"""The room that a replica has beside the jobs that it runs."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.jobs.model import Job, Quota, Room
from bot.operations.metrics import Metrics
from bot.playground.slack import Slack
from bot.slack.api import slack_api
from bot.slack.attempt import Attempt, AttemptContext, PossiblePost
from bot.slack.running import MOST_RUNNING, MOST_WITHOUT_USER, RunningJobs
from bot.slack.timing import TIMING
from tests.scenarios.conftest import settings_for

BOTH = {"T1": 4, "T2": 4}
GRID = {"E1/T1": 3, "E1/T2": 1}


async def never(attempt: Attempt, post: PossiblePost) -> None:
    raise AssertionError(attempt, post)


@contextmanager
def counted(running: RunningJobs, jobs: Iterable[Job]) -> Iterator[RunningJobs]:
    with ExitStack() as stack:
        for job in jobs:
            stack.enter_context(running.reserved(job))
        yield running


def without_user(number: int, workspace: str) -> Iterator[Job]:
    yield from (Job(workspace, str(each), "workflow_step", "") for each in range(number))


@pytest.mark.parametrize(
    ("most", "running", "room", "may_start"),
    [
        (None, {}, Room(16), ["T1", "T2"]),
        (None, {"T1": 4}, Room(12), ["T2"]),
        (None, {"T1": MOST_WITHOUT_USER}, Room(8, {""}), []),
        (12, {"T1": 3}, Room(13, set(), Quota({"T1": 9}, 12), Quota({"T1": 1}, 4)), ["T1", "T2"]),
        (12, {"T1": 4}, Room(12, set(), Quota({"T1": 8}, 12), Quota({"T1": 0}, 4)), ["T2"]),
        (12, GRID, Room(12, set(), Quota({"E1": 8}, 12), Quota({"E1": 0}, 4)), ["T1", "T2"]),
        (12, BOTH, Room(8, {""}, Quota({"T1": 8, "T2": 8}, 12), Quota({"T1": 0, "T2": 0}, 4)), []),
    ],
)
async def test_jobs_without_a_user_have_half_of_a_replica_and_a_workspace_half_of_that(
    slack: Slack, most: int | None, running: dict[str, int], room: Room, may_start: list[str]
) -> None:
    async with slack_api(settings_for(slack, "http"), Metrics()) as api:
        context = AttemptContext(api, (), lambda _: None, never)
        jobs = [
            job for workspace, number in running.items() for job in without_user(number, workspace)
        ]
        with counted(RunningJobs(context, TIMING, most), jobs) as made:
            assert made.room == room._replace(busy_users=set(room.busy_users))
            can = [each for each in ("T1", "T2") if made.has_room_for(next(without_user(1, each)))]

        assert can == may_start
        assert made.room.jobs == MOST_RUNNING
