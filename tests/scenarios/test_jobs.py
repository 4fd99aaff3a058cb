"""The worker with a real database: which jobs it claims, runs, settles and gives up."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, update
from typing_extensions import override

from bot.database.columns import metadata
from bot.database.engine import writing
from bot.database.errors import DatabaseUnavailable
from bot.jobs.model import ClaimedJob, Job, Retry, Room, State
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.tables import job
from bot.operations.metrics import Metrics
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.jobs.attempt import Attempt
from bot.slack.jobs.running import MOST_RUNNING
from bot.slack.jobs.timing import Timing
from bot.slack.jobs.worker import Worker
from bot.slack.web_api.api import Place, message_json, slack_api
from bot.slack.web_api.client import CALL_SECONDS
from bot.slack.web_api.errors import SlackRateLimited
from tests.database.fixtures import upgraded_in_memory
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import QUICK, settings_for
from tests.team.values import accept

JOB = Job("T1", "C1:1.0", "question", "U1", {"text": "1722"})


class ObservedStore(SqlJobStore):
    """The store, which reports its calls."""

    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        self.calls: asyncio.Queue[str] = asyncio.Queue()
        self.errors: list[Exception] = []
        self._loop = asyncio.get_running_loop()

    def _report(self, call: str) -> None:
        self._loop.call_soon_threadsafe(self.calls.put_nowait, call)

    @override
    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        renewed = super().renew(owner, ids, lease)
        self._report("renew" if renewed else "renew nothing")
        return renewed

    @override
    def claim(self, owner: str, lease: float, room: Room) -> list[ClaimedJob]:
        if self.errors:
            raise self.errors.pop()
        claimed = super().claim(owner, lease, room)
        self._report(f"claim {room.jobs}")
        return claimed

    @override
    def mark_dead(self, claimed: ClaimedJob, owner: str, reason: str) -> None:
        super().mark_dead(claimed, owner, reason)
        self._report("mark dead")

    @override
    def reschedule(self, claimed: ClaimedJob, owner: str, retry: Retry) -> None:
        super().reschedule(claimed, owner, retry)
        self._report(f"reschedule: {retry.reason}")

    async def has_done(self, call: str) -> None:
        """Return when it has done that, once more."""
        while await self.calls.get() != call:
            pass


class Desk:
    """A worker, and a handler whose jobs begin at once and end after `go`."""

    def __init__(
        self, worker: Worker, store: ObservedStore, tasks: BackgroundTasks, metrics: Metrics
    ) -> None:
        self.worker = worker
        self.store = store
        self.tasks = tasks
        self.metrics = metrics
        self.begun: asyncio.Queue[Attempt] = asyncio.Queue()
        self.go = asyncio.Event()
        worker.register("question", self.handle)

    async def handle(self, attempt: Attempt) -> None:
        self.begun.put_nowait(attempt)
        await self.go.wait()

    def counted(self, outcome: str, times: int) -> bool:
        line = f'iissync_jobs_processed_total{{kind="question",outcome="{outcome}"}} {times}.0'
        return line in self.metrics.page().decode()


@asynccontextmanager
async def working(slack: Slack, database: Engine, timing: Timing = QUICK) -> AsyncIterator[Desk]:
    metrics = Metrics()
    async with slack_api(settings_for(slack, "http"), metrics) as api:
        tasks, store, stop = BackgroundTasks(metrics), ObservedStore(database), asyncio.Event()
        worker = Worker(store, api, tasks, metrics, timing)
        desk = Desk(worker, store, tasks, metrics)
        running = asyncio.create_task(worker.run(stop))
        yield desk
        desk.go.set()
        stop.set()
        await running
        await tasks.wait()
        await worker.release()


@pytest.fixture
def database() -> Engine:
    return upgraded_in_memory()


def another(number: int) -> Job:
    return replace(JOB, key=f"C1:{number}.0", user=f"U{number}")


def make_all_due(database: Engine) -> None:
    """Set the database's clock forward."""
    with writing(database) as connection:
        connection.execute(update(job).values(due_at=0))


async def test_a_worker_that_looks_for_jobs_is_alive(slack: Slack, database: Engine) -> None:
    async with working(slack, database) as desk:
        assert desk.worker.is_alive


async def test_how_many_old_jobs_were_deleted_is_logged_once_without_their_people(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with working(slack, database) as desk:
        desk.store.reserve_key(JOB)
        await desk.worker.expire(60, 60)
        make_all_due(database)
        await desk.worker.expire(60, 60)

    assert [text for text in caplog.messages if "delete" in text] == [
        "old jobs were deleted: 1 done, 0 dead"
    ]


async def test_a_replica_runs_as_many_jobs_as_it_may_and_others_as_those_end(
    slack: Slack, database: Engine
) -> None:
    async with working(slack, database) as desk:
        for number in range(MOST_RUNNING + 3):
            await desk.worker.enqueue(another(number))
        for _ in range(MOST_RUNNING):
            await desk.begun.get()
        await desk.store.has_done("claim 0")
        more = desk.begun.qsize()
        desk.go.set()
        for _ in range(3):
            await desk.begun.get()

    assert more == 0
    assert desk.counted("done", MOST_RUNNING + 3)


async def test_a_job_claimed_just_before_slack_refuses_the_token_does_not_run(
    slack: Slack, database: Engine
) -> None:
    refused = CannedResponse(body={"ok": False, "error": "invalid_auth"})
    slack.next_response("auth.test", refused, refused)
    async with working(slack, database) as desk:
        async with desk.worker.enqueued(JOB):
            await desk.worker.token.check()
        await desk.store.has_done("reschedule: Slack refuses the bot's token: invalid_auth")

    assert desk.begun.empty()


async def test_a_job_that_waits_is_enqueued_once(slack: Slack, database: Engine) -> None:
    refused = CannedResponse(body={"ok": False, "error": "invalid_auth"})
    slack.next_response("auth.test", refused)
    async with working(slack, database) as desk:
        await desk.worker.token.check()
        await desk.worker.enqueue(JOB)
        await desk.worker.enqueue(JOB)
        waiting = desk.store.count_waiting(JOB.workspace, JOB.user)

    assert waiting == 1


async def test_fault_61_a_rescheduled_job_does_not_run_early_if_the_clock_is_set_forward(
    slack: Slack, database: Engine
) -> None:
    deliveries = list[int]()

    async def is_rate_limited(attempt: Attempt) -> None:
        deliveries.append(attempt.claimed.deliveries)
        raise SlackRateLimited(60)

    async with working(slack, database) as desk:
        desk.worker.register("question", is_rate_limited)
        await desk.worker.enqueue(JOB)
        await desk.store.has_done("reschedule: Slack limits the rate")
        make_all_due(database)
        async with asyncio.timeout(20):
            await desk.store.has_done("reschedule: it was due too early: a clock was set")

    assert deliveries == [1]


async def test_a_rescheduled_job_beyond_those_remembered_is_due_by_the_databases_clock(
    slack: Slack, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.jobs.settlement.JOBS_REMEMBERED", 1)
    begun = asyncio.Queue[str]()

    async def is_rate_limited(attempt: Attempt) -> None:
        begun.put_nowait(attempt.job.key)
        raise SlackRateLimited(60)

    async with working(slack, database) as desk:
        desk.worker.register("question", is_rate_limited)
        for number in (1, 2):
            await desk.worker.enqueue(another(number))
            await desk.store.has_done("reschedule: Slack limits the rate")
        make_all_due(database)
        keys = [await begun.get() for _ in range(3)]

    assert keys == [another(1).key, another(2).key, another(1).key]


async def test_the_lease_of_a_running_job_is_renewed(slack: Slack, database: Engine) -> None:
    async with working(slack, database, replace(QUICK, lease=0.2)) as desk:
        await desk.worker.enqueue(JOB)
        attempt = await desk.begun.get()
        lease_end = attempt.lease_end
        for _ in range(2):  # by the second, the result of the first is known
            await desk.store.has_done("renew")

    assert attempt.lease_end > lease_end


async def test_nothing_is_posted_if_the_lease_may_expire_during_the_call(
    slack: Slack, database: Engine
) -> None:
    async def post(attempt: Attempt) -> None:
        await attempt.post(Place("C0CLUSTER1"), message_json({"text": "late"}))

    async with working(slack, database, replace(QUICK, lease=CALL_SECONDS - 1)) as desk:
        desk.worker.register("question", post)
        await desk.worker.enqueue(JOB)
        await desk.tasks.wait()

        assert desk.counted("lease_expired", 1)
        assert [each.state for each in desk.store.unfinished()] == [State.RUNNING]
    assert slack.messages("#iis-cluster") == []


async def test_a_job_that_was_enqueued_in_time_needs_no_lookup_if_it_is_remembered(
    slack: Slack, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.jobs.worker.JOBS_REMEMBERED", 1)
    async with working(slack, database) as desk:
        with monkeypatch.context() as busy:
            busy.setattr("bot.slack.jobs.running.MOST_RUNNING", 0)
            for number in (1, 2):
                await desk.worker.enqueue(another(number))
        begun = [await desk.begun.get() for _ in "12"]

    assert [attempt.claimed.lookups for attempt in begun] == [1, 0]


async def test_two_checks_of_the_token_at_once_share_a_call(slack: Slack, database: Engine) -> None:
    async with working(slack, database) as desk:
        await asyncio.gather(desk.worker.token.check(), desk.worker.token.check())

    assert desk.worker.token.refusal == ""
    assert [call.method for call in slack.calls] == ["auth.test"]


async def test_a_job_during_which_the_bot_dies_again_and_again_is_dead(
    slack: Slack, database: Engine
) -> None:
    accept(SqlJobStore(database), JOB, "a replica that died", 15)
    async with working(slack, database, replace(QUICK, lease=0.2, most_tries=1)) as desk:
        await desk.store.has_done("mark dead")
        [dead] = desk.store.unfinished()

    assert dead.error == "the bot ended while it was at work on it"
    assert desk.begun.empty()


async def test_a_job_that_cannot_be_settled_is_left_for_another_claim(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    async with working(slack, database) as desk:
        await desk.worker.enqueue(JOB)
        await desk.begun.get()
        metadata.tables["job"].drop(database)
        desk.go.set()
        await desk.tasks.wait()

    assert desk.counted("unsettled", 1)
    assert "the outcome of a job could not be recorded" in caplog.text


async def test_a_job_whose_decision_may_be_stored_is_left_for_another_claim(
    slack: Slack, database: Engine
) -> None:
    async with working(slack, database) as desk:
        with pytest.raises(DatabaseUnavailable):
            async with desk.worker.enqueued(JOB) as is_new:
                raise DatabaseUnavailable("just then")

        assert is_new
        assert desk.begun.empty()
        assert [each.state for each in desk.store.unfinished()] == [State.RUNNING]


async def test_an_unexpected_failure_does_not_stop_the_worker(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    async with working(slack, database) as desk:
        desk.store.errors.append(RuntimeError("what is this?"))
        accept(SqlJobStore(database), JOB, None, 0)
        await desk.begun.get()

    assert desk.counted("done", 1)
    assert "unexpected failure" in caplog.text
