"""The HTTP API for scripts: how fast it is beside commands, and what commands notice of it.

One address may send 20 requests a second. So that many are measured, and no limit is off, they come
from many addresses of the loopback network.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.http_api.rate_limiter import BURST, RATE, cost_of
from tests.bench.client import Connection, ask, commands
from tests.bench.fake_slack import FakeSlack
from tests.bench.load import percentile
from tests.bench.process_under_test import BOT, run_program, settings
from tests.bench.table import Row, Table, ratio
from tests.faults.hostile_requests import request
from tests.free_port import free_port

AT_ONCE = 4
"""Connections: half as many as the texts that the API takes at a time."""
TOKEN = "0123456789abcdef0123456789abcdef"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/plain"}
ONE_CODE = request(b"", HEADERS, first="GET /codes/2148598792")
LONG = " ".join(f"error {number}" for number in range(1, 3_730))
"""A text of nearly the most characters, most of it codes: the slowest to decode."""


def sources() -> Iterator[str]:
    """Addresses of this machine that have sent nothing yet."""
    for number in count(1):
        yield f"127.1.{number // 250}.{number % 250 + 1}"


@contextmanager
def long_texts(url: str, source: str) -> Iterator[None]:
    """Meanwhile one script sends long texts, as many as an address may."""
    stop, pause = threading.Event(), 1.05 * cost_of(LONG) / RATE

    def send() -> None:
        text = request(LONG.encode(), HEADERS, first="POST /decode")
        connection = Connection(url, text, source)
        while not stop.is_set():
            connection.send()
            while (seconds := connection.response_time()) is None:
                pass
            stop.wait(max(0.0, pause - seconds))
        connection.socket.close()

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class Measured:
    """The figures, round by round, in seconds."""

    def __init__(self, slack_url: str, api_url: str) -> None:
        self._slack_url, self._api_url = slack_url, api_url
        self._sources = sources()
        self.api: list[float] = []
        self.slack: list[float] = []
        self.alone: list[list[float]] = []
        self.beside: list[list[float]] = []

    def round(self) -> None:
        """Measure once more."""
        each = BURST // 2
        begun = perf_counter()
        for _ in range(4):
            ask(self._api_url, [ONE_CODE] * AT_ONCE, AT_ONCE * each // 2, self._sources)
        self.api.append((perf_counter() - begun) / (4 * AT_ONCE * each // 2))
        begun = perf_counter()
        ask(self._slack_url, commands(AT_ONCE), 1_000)
        self.slack.append((perf_counter() - begun) / 1_000)
        self.alone.append(ask(self._slack_url, commands(1), 1_000))
        with long_texts(self._api_url, next(self._sources)):
            self.beside.append(ask(self._slack_url, commands(1), 3_000))


def figures(table: Table, measured: Measured) -> None:
    """The rows."""
    what = f"codes a second by the HTTP API ({1 / median(measured.api):.0f})"
    against = "commands a second"
    table.add(Row(what, against, ratio(measured.slack, measured.api), unit="times"))
    what = "command beside a script that sends long texts"
    alone, beside = map(median, measured.alone), map(median, measured.beside)
    table.add(Row(f"{what}, p50", "alone", ratio([*beside], [*alone]), 1.5))
    slowest = median(percentile(seconds, 0.99) for seconds in measured.beside)
    table.add(Row(f"{what}, p99", "itself", slowest * 1e3, 50, unit="ms"))


async def measure(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """The API and commands, taking turns."""
    slack.delay = 0
    port = free_port()
    api = {"API_TOKEN": TOKEN, "API_PORT": str(port)}
    with run_program(BOT, settings(slack.api_url, folder, **api)) as bot:
        measured = Measured(bot.url, f"http://127.0.0.1:{port}")
        await asyncio.to_thread(ask, bot.url, commands(AT_ONCE), 200)
        for _ in range(rounds):
            await asyncio.to_thread(measured.round)
    figures(table, measured)
