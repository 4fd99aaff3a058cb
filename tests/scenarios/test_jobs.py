"""The inbox at work, with a real database: what it takes on, keeps, settles and gives up."""

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
from bot.jobs.model import Item, Retry, State, Taken
from bot.jobs.sql_queue import SqlInbox
from bot.jobs.tables import inbox
from bot.operations.metrics import Metrics
from bot.playground.slack import Slack
from bot.slack.api import SECONDS, Place, TooFast, slack_api, written
from bot.slack.attempt import Attempt
from bot.slack.background_tasks import Work
from bot.slack.worker import IN_WORK, Inbox, Pace
from tests.scenarios.conftest import QUICK, settings_for
from tests.team.values import accept

ASKED = Item("T1", "C1:1.0", "question", "U1", {"text": "1722"})


class Watched(SqlInbox):
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
    def take(self, owner: str, lease: float, limit: int, busy: Collection[str]) -> list[Taken]:
        if self.troubles:
            raise self.troubles.pop()
        taken = super().take(owner, lease, limit, busy)
        self._loop.call_soon_threadsafe(self.did.put_nowait, f"take {limit}")
        return taken

    @override
    def park(self, taken: Taken, owner: str, why: str) -> None:
        super().park(taken, owner, why)
        self._loop.call_soon_threadsafe(self.did.put_nowait, "park")

    @override
    def later(self, taken: Taken, owner: str, retry: Retry) -> None:
        super().later(taken, owner, retry)
        self._loop.call_soon_threadsafe(self.did.put_nowait, f"later: {retry.why}")

    async def has_done(self, what: str) -> None:
        """Return when it has done that, once more."""
        while await self.did.get() != what:
            pass


class Desk:
    """An inbox at work, and what is done with its items: `job`, which a test may hold."""

    def __init__(self, inbox: Inbox, store: Watched, work: Work, metrics: Metrics) -> None:
        self.inbox = inbox
        self.store = store
        self.work = work
        self.metrics = metrics
        self.begun: asyncio.Queue[Attempt] = asyncio.Queue()
        self.go = asyncio.Event()
        inbox.on("question", self.job)

    async def job(self, attempt: Attempt) -> None:
        self.begun.put_nowait(attempt)
        await self.go.wait()

    def counted(self, outcome: str, times: int) -> bool:
        line = f'iissync_inbox_worked_total{{kind="question",outcome="{outcome}"}} {times}.0'
        return line in self.metrics.page().decode()


@asynccontextmanager
async def desk(slack: Slack, database: Engine, pace: Pace = QUICK) -> AsyncIterator[Desk]:
    metrics = Metrics()
    async with slack_api(settings_for(slack, "http"), metrics) as api:
        work, store, stop = Work(metrics), Watched(database), asyncio.Event()
        inbox = Inbox(store, api, work, metrics, pace)
        made = Desk(inbox, store, work, metrics)
        running = asyncio.create_task(inbox.run(stop))
        yield made
        made.go.set()
        stop.set()
        await running
        await work.finished()
        await inbox.release()


@pytest.fixture
def database() -> Engine:
    made = engine("sqlite:///:memory:")
    upgrade(made)
    return made


def another(number: int) -> Item:
    return replace(ASKED, key=f"C1:{number}.0", person=f"U{number}")


async def test_it_lives_while_it_looks_for_work(slack: Slack, database: Engine) -> None:
    async with desk(slack, database) as made:
        assert made.inbox.alive


async def test_a_replica_takes_on_its_share_and_the_rest_as_it_gets_done(
    slack: Slack, database: Engine
) -> None:
    async with desk(slack, database) as made:
        for number in range(IN_WORK + 3):
            await made.inbox.accept(another(number))
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
        begun.append(attempt.taken.handed)
        raise TooFast(60)

    async with desk(slack, database) as made:
        made.inbox.on("question", too_fast)
        await made.inbox.accept(ASKED)
        await made.store.has_done("later: Slack limits the rate")
        with writing(database) as connection:
            connection.execute(update(inbox).values(due=0))
        await made.store.has_done("later: it was due too early: a clock was set")

    assert begun == [1]


async def test_who_puts_off_more_than_it_remembers_goes_by_the_databases_clock(
    slack: Slack, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.worker._REMEMBERED", 0)
    begun = asyncio.Queue[str]()

    async def too_fast(attempt: Attempt) -> None:
        begun.put_nowait(attempt.item.key)
        raise TooFast(60)

    async with desk(slack, database) as made:
        made.inbox.on("question", too_fast)
        for number in (1, 2):
            await made.inbox.accept(another(number))
            await made.store.has_done("later: Slack limits the rate")
        with writing(database) as connection:
            connection.execute(update(inbox).values(due=0))
        keys = [await begun.get() for _ in range(3)]

    assert keys == [another(1).key, another(2).key, another(1).key]


async def test_what_is_in_work_is_kept_hold_of(slack: Slack, database: Engine) -> None:
    async with desk(slack, database, replace(QUICK, lease=0.2)) as made:
        await made.inbox.accept(ASKED)
        attempt = await made.begun.get()
        until = attempt.until
        for _ in range(2):  # by the second, what the first brought is known
            await made.store.has_done("renew")

    assert attempt.until > until


async def test_nothing_is_posted_where_the_lease_may_end_before_the_call(
    slack: Slack, database: Engine
) -> None:
    async def post(attempt: Attempt) -> None:
        await attempt.post(Place("C0CLUSTER1"), written({"text": "late"}))

    async with desk(slack, database, replace(QUICK, lease=SECONDS - 1)) as made:
        made.inbox.on("question", post)
        await made.inbox.accept(ASKED)
        await made.work.finished()

        assert made.counted("lost", 1)
        assert [each.state for each in made.store.listed()] == [State.WORKING]
    assert slack.messages("#iis-cluster") == []


async def test_what_is_kept_in_time_is_not_looked_for_unless_there_is_too_much_of_it(
    slack: Slack, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.worker._REMEMBERED", 0)
    async with desk(slack, database) as made:
        with monkeypatch.context() as busy:
            busy.setattr("bot.slack.worker.IN_WORK", 0)
            for number in (1, 2):
                await made.inbox.accept(another(number))
        begun = [await made.begun.get() for _ in "12"]

    assert [attempt.taken.looks for attempt in begun] == [1, 0]


async def test_who_asks_about_the_token_at_once_shares_an_answer(
    slack: Slack, database: Engine
) -> None:
    async with desk(slack, database) as made:
        await asyncio.gather(made.inbox.token.ask(), made.inbox.token.ask())

    assert made.inbox.token.refused == ""
    assert [call.method for call in slack.calls] == ["auth.test"]


async def test_an_item_that_ends_the_bot_time_and_again_is_parked(
    slack: Slack, database: Engine
) -> None:
    accept(SqlInbox(database), ASKED, "a replica that died", 15)
    async with desk(slack, database, replace(QUICK, lease=0.2, most_tries=1)) as made:
        await made.store.has_done("park")
        [parked] = made.store.listed()

    assert parked.why == "the bot ended while it was at work on it"
    assert made.begun.empty()


async def test_what_cannot_be_settled_is_left_to_whoever_takes_it_up(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(slack, database) as made:
        await made.inbox.accept(ASKED)
        await made.begun.get()
        metadata.tables["inbox"].drop(database)
        made.go.set()
        await made.work.finished()

    assert made.counted("unsettled", 1)
    assert "what came of an item could not be kept" in caplog.text


async def test_what_may_have_been_decided_is_left_to_whoever_takes_it_up(
    slack: Slack, database: Engine
) -> None:
    async with desk(slack, database) as made:
        with pytest.raises(DatabaseUnavailable):
            async with made.inbox.promised(ASKED) as is_new:
                raise DatabaseUnavailable("just then")

        assert is_new
        assert made.begun.empty()
        assert [each.state for each in made.store.listed()] == [State.WORKING]


async def test_a_failure_that_nobody_foresaw_does_not_end_the_work(
    slack: Slack, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(slack, database) as made:
        made.store.troubles.append(RuntimeError("what is this?"))
        accept(SqlInbox(database), ASKED, None, 0)
        await made.begun.get()

    assert made.counted("done", 1)
    assert "unexpected failure" in caplog.text
