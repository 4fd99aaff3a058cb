"""The worker, with a real database: what it takes on, keeps, settles and gives up."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, update
from typing_extensions import override

from bot.database.columns import metadata
from bot.database.engine import engine, writing
from bot.database.errors import DatabaseUnavailable
from bot.database.schema import upgrade
from bot.jobs.model import ClaimedJob, Job, Retry, State
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.tables import job
from bot.operations.metrics import Metrics
from bot.playground.slack import Slack
from bot.slack.api import SECONDS, Place, SlackRateLimited, slack_api, written
from bot.slack.attempt import Attempt
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.worker import IN_WORK, Timing, Worker
from tests.scenarios.conftest import QUICK, settings_for
from tests.team.values import accept

ASKED = Job("T1", "C1:1.0", "question", "U1", {"text": "1722"})


class Watched(SqlJobStore):
    """The store, which tells what it was asked and has done."""

    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        self.did: asyncio.Queue[str] = asyncio.Queue()
        self.troubles: list[Exception] = []
        self._loop = asyncio.get_running_loop()

    @override
    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        kept = super().renew(owner, ids, lease)
        self._loop.call_soon_threadsafe(self.did.put_nowait, "renew" if kept else "nothing")
        return kept

    @override
    def claim(
        self, owner: str, lease: float, limit: int, busy: Collection[str]
    ) -> list[ClaimedJob]:
        if self.troubles:
            raise self.troubles.pop()
        claimed = super().claim(owner, lease, limit, busy)
        self._loop.call_soon_threadsafe(self.did.put_nowait, f"take {limit}")
        return claimed

    @override
    def mark_dead(self, claimed: ClaimedJob, owner: str, why: str) -> None:
        super().mark_dead(claimed, owner, why)
        self._loop.call_soon_threadsafe(self.did.put_nowait, "park")

    @override
    def reschedule(self, claimed: ClaimedJob, owner: str, retry: Retry) -> None:
        super().reschedule(claimed, owner, retry)
        self._loop.call_soon_threadsafe(self.did.put_nowait, f"later: {retry.reason}")

    async def has_done(self, what: str) -> None:
        """Return when it has done that, once more."""
        while await self.did.get() != what:
            pass


class Desk:
    """A worker, and what is done with its items: `job`, which a test may hold."""

    def __init__(
        self, worker: Worker, store: Watched, work: BackgroundTasks, metrics: Metrics
    ) -> None:
        self.worker = worker
        self.store = store
        self.work = work
        self.metrics = metrics
        self.begun: asyncio.Queue[Attempt] = asyncio.Queue()
        self.go = asyncio.Event()
        worker.register("question", self.job)

    async def job(self, attempt: Attempt) -> None:
        self.begun.put_nowait(attempt)
        await self.go.wait()

    def counted(self, outcome: str, times: int) -> bool:
        line = f'iissync_jobs_processed_total{{kind="question",outcome="{outcome}"}} {times}.0'
        return line in self.metrics.page().decode()


@asynccontextmanager
async def desk(slack: Slack, database: Engine, pace: Timing = QUICK) -> AsyncIterator[Desk]:
    metrics = Metrics()
    async with slack_api(settings_for(slack, "http"), metrics) as api:
        work, store, stop = BackgroundTasks(metrics), Watched(database), asyncio.Event()
        worker = Worker(store, api, work, metrics, pace)
        made = Desk(worker, store, work, metrics)
        running = asyncio.create_task(worker.run(stop))
        yield made
        made.go.set()
        stop.set()
        await running
        await work.wait()
        await worker.release()


@pytest.fixture
def database() -> Engine:
    made = engine("sqlite:///:memory:")
    upgrade(made)
    return made


def another(number: int) -> Job:
    return replace(ASKED, key=f"C1:{number}.0", user=f"U{number}")


async def test_it_lives_while_it_looks_for_work(slack: Slack, database: Engine) -> None:
    async with desk(slack, database) as made:
        assert made.worker.is_alive


async def test_a_replica_takes_on_its_share_and_the_rest_as_it_gets_done(
    slack: Slack, database: Engine
) -> None:
    async with desk(slack, database) as made:
        for number in range(IN_WORK + 3):
            await made.worker.enqueue(another(number))
        for _ in range(IN_WORK):
            await made.begun.get()
        await made.store.has_done("take 0")
        held = made.begun.qsize()
        made.go.set()
        for _ in range(3):
            await made.begun.get()

    assert held == 0
    assert made.counted("done", IN_WORK + 3)


async def test_what_was_put_off_is_not_begun_when_the_databases_clock_makes_it_due(
    slack: Slack, database: Engine
) -> None:
    begun = list[int]()

    async def too_fast(attempt: Attempt) -> None:
        begun.append(attempt.claimed.deliveries)
        raise SlackRateLimited(60)

    async with desk(slack, database) as made:
        made.worker.register("question", too_fast)
        await made.worker.enqueue(ASKED)
        await made.store.has_done("later: Slack limits the rate")
        with writing(database) as connection:
            connection.execute(update(job).values(due_at=0))
        await made.store.has_done("later: it was due too early: a clock was set")

    assert begun == [1]


async def test_who_puts_off_more_than_it_remembers_goes_by_the_databases_clock(
    slack: Slack, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.worker._REMEMBERED", 0)
    begun = asyncio.Queue[str]()

    async def too_fast(attempt: Attempt) -> None:
        begun.put_nowait(attempt.job.key)
        raise SlackRateLimited(60)

    async with desk(slack, database) as made:
        made.worker.register("question", too_fast)
        for number in (1, 2):
            await made.worker.enqueue(another(number))
            await made.store.has_done("later: Slack limits the rate")
        with writing(database) as connection:
            connection.execute(update(job).values(due_at=0))
        keys = [await begun.get() for _ in range(3)]

    assert keys == [another(1).key, another(2).key, another(1).key]


async def test_what_is_in_work_is_kept_hold_of(slack: Slack, database: Engine) -> None:
    async with desk(slack, database, replace(QUICK, lease=0.2)) as made:
        await made.worker.enqueue(ASKED)
        attempt = await made.begun.get()
        until = attempt.lease_end
        for _ in range(2):  # by the second, what the first brought is known
            await made.store.has_done("renew")

    assert attempt.lease_end > until


async def test_nothing_is_posted_where_the_lease_may_end_before_the_call(
    slack: Slack, database: Engine
) -> None:
    async def post(attempt: Attempt) -> None:
        await attempt.post(Place("C0CLUSTER1"), written({"text": "late"}))

    async with desk(slack, database, replace(QUICK, lease=SECONDS - 1)) as made:
        made.worker.register("question", post)
        await made.worker.enqueue(ASKED)
        await made.work.wait()

        assert made.counted("lease expired", 1)
        assert [each.state for each in made.store.unfinished()] == [State.RUNNING]
    assert slack.messages("#iis-cluster") == []


async def test_what_is_kept_in_time_is_not_looked_for_unless_there_is_too_much_of_it(
    slack: Slack, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.worker._REMEMBERED", 0)
    async with desk(slack, database) as made:
        with monkeypatch.context() as busy:
            busy.setattr("bot.slack.worker.IN_WORK", 0)
            for number in (1, 2):
                await made.worker.enqueue(another(number))
        begun = [await made.begun.get() for _ in "12"]

    assert [attempt.claimed.lookups for attempt in begun] == [1, 0]


async def test_who_asks_about_the_token_at_once_shares_an_answer(
    slack: Slack, database: Engine
) -> None:
    async with desk(slack, database) as made:
        await asyncio.gather(made.worker.token.ask(), made.worker.token.ask())

    assert made.worker.token.refused == ""
    assert [call.method for call in slack.calls] == ["auth.test"]


async def test_an_item_that_ends_the_bot_time_and_again_is_dead(
    slack: Slack, database: Engine
) -> None:
    accept(SqlJobStore(database), ASKED, "a replica that died", 15)
    async with desk(slack, database, replace(QUICK, lease=0.2, most_tries=1)) as made:
        await made.store.has_done("park")
        [dead] = made.store.unfinished()

    assert dead.error == "the bot ended while it was at work on it"
    assert made.begun.empty()


async def test_what_cannot_be_settled_is_left_to_whoever_takes_it_up(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(slack, database) as made:
        await made.worker.enqueue(ASKED)
        await made.begun.get()
        metadata.tables["job"].drop(database)
        made.go.set()
        await made.work.wait()

    assert made.counted("unsettled", 1)
    assert "the outcome of a job could not be recorded" in caplog.text


async def test_what_may_have_been_decided_is_left_to_whoever_takes_it_up(
    slack: Slack, database: Engine
) -> None:
    async with desk(slack, database) as made:
        with pytest.raises(DatabaseUnavailable):
            async with made.worker.enqueued(ASKED) as is_new:
                raise DatabaseUnavailable("just then")

        assert is_new
        assert made.begun.empty()
        assert [each.state for each in made.store.unfinished()] == [State.RUNNING]


async def test_a_failure_that_nobody_foresaw_does_not_end_the_work(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(slack, database) as made:
        made.store.troubles.append(RuntimeError("what is this?"))
        accept(SqlJobStore(database), ASKED, None, 0)
        await made.begun.get()

    assert made.counted("done", 1)
    assert "unexpected failure" in caplog.text
