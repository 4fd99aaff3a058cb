"""Mentions by the thousand, as Slack sends them, and two replicas that answer them."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from bot.database.engine import engine
from bot.jobs.sql_store import SqlJobStore
from bot.playground import payloads
from bot.playground.model import Message
from bot.playground.workspace import Change
from bot.slack.manifest import manifest
from tests.database.cluster import Cluster, cluster
from tests.database.fixtures import numbers, upgraded
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import JSON, signed
from tests.replicas import Replica, at_work, settings_of

PEOPLE = 500
OK = 200


@dataclass(frozen=True, slots=True)
class Bench:
    """Two replicas at work, and how often each key was posted."""

    slack: Slack
    url: str
    replicas: Sequence[Replica]
    posts: Counter[str] = field(default_factory=Counter)

    def count(self, change: Change) -> None:
        """Count what the bot posts, by its key."""
        message = change.subject
        if isinstance(message, Message) and message.metadata:
            self.posts[message.metadata["event_payload"]["key"]] += 1

    def mentions(self, count: int, duplicates: float, seed: int = 1) -> list[bytes]:
        """So many events, of which that part tells of a message for the second time, soon after."""
        chance = random.Random(seed)
        own = [self._mention(number) for number in range(count - int(count * duplicates))]
        again = chance.sample(own, count - len(own))
        places = {body: float(place) for place, body in enumerate(own)}
        order = [*places.items()]
        order += [(body, places[body] + chance.uniform(0, 100)) for body in again]
        return [body for body, _ in sorted(order, key=lambda each: each[1])]

    def _mention(self, number: int) -> bytes:
        where, person = self.slack.workspace.channel("#iis-cluster"), self.slack.client("Ben").user
        question = self.slack.workspace.post(where, person, f"<@{self.slack.bot_user.id}> {number}")
        event = payloads.mention_event(self.slack.workspace, question, where)
        event["user"] = f"U0LOAD{number % PEOPLE:04d}"
        return json.dumps(payloads.event(self.slack.workspace, event, time.time())).encode()

    async def answered(self, count: int) -> None:
        """Return when so many were answered, and nothing is left to do."""
        await self.slack.wait_for(lambda: len(self.posts) >= count, 600)
        while await asyncio.to_thread(self._waits):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.1)

    def _waits(self) -> bool:
        made = engine(self.url)
        try:
            return bool(SqlJobStore(made).unfinished())
        finally:
            made.dispose()


@asynccontextmanager
async def bench(folder: Path, database: Cluster | None = None) -> AsyncIterator[Bench]:
    """Two replicas on a new database, of that cluster if there is one; `folder` is for logs."""
    async with AsyncExitStack() as stack:
        made = database or stack.enter_context(cluster())
        url = made.create(f"bench{next(numbers)}")
        await asyncio.to_thread(upgraded, url)
        slack = await stack.enter_async_context(Slack(manifest=manifest(), retries=()))
        replicas = [
            Replica(settings_of(slack, url), folder / f"replica{number}.log") for number in range(2)
        ]
        await stack.enter_async_context(at_work(*replicas))
        ready = Bench(slack, url, replicas)
        slack.workspace.subscribe(ready.count)
        yield ready


class Sender:
    """Slack's connections to the replicas; each event goes to one, and after an error to another.

    `seconds` is how long each took to be acknowledged, and `late` is how much of that the sender
    itself was behind, which on a busy machine is much.
    """

    def __init__(self, session: ClientSession, replicas: Sequence[Replica]) -> None:
        self._session = session
        self._urls = cycle([replica.url for replica in replicas])
        self.seconds: list[float] = []
        self.late: list[float] = []

    async def send(self, body: bytes, due: float | None = None) -> None:
        """Send an event until it is acknowledged; the time counts from when it was `due`."""
        now = time.perf_counter()
        begun = now if due is None else due
        self.late.append(now - begun)
        for attempt in range(10):
            again = {"X-Slack-Retry-Num": str(attempt)} if attempt else {}
            headers = {**signed(body, kind=JSON), **again}
            async with self._session.post(next(self._urls), data=body, headers=headers) as answer:
                if answer.status == OK:
                    break
        self.seconds.append(time.perf_counter() - begun)

    async def flood(self, bodies: Iterator[bytes], connections: int) -> None:
        """Send them all, so many at a time."""

        async def one() -> None:
            for body in bodies:
                await self.send(body)

        await asyncio.gather(*(one() for _ in range(connections)))

    async def steadily(self, bodies: Sequence[bytes], a_second: float) -> None:
        """Send so many a second, whether or not those before were acknowledged."""
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, body in enumerate(bodies):
                due = begun + number / a_second
                await asyncio.sleep(max(0, due - time.perf_counter()))
                group.create_task(self.send(body, due))


@asynccontextmanager
async def sender(made: Bench, connections: int) -> AsyncIterator[Sender]:
    """A sender with at most so many connections."""
    async with ClientSession(connector=TCPConnector(limit=connections)) as session:
        yield Sender(session, made.replicas)
