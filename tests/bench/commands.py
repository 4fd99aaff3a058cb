"""A signed command to the whole answer in its acknowledgement, by HTTP."""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.client import ask, commands
from tests.bench.fake_slack import FakeSlack
from tests.bench.load import percentile
from tests.bench.process_under_test import (
    BOT,
    ProcessUnderTest,
    peer,
    run_program,
    settings,
)
from tests.bench.table import Row, Table, ratio

PEERS = {"bare": "bare AsyncApp", "stock": "stock Bolt", "limit": "signature only"}
AT_ONCE = 16


class Measured:
    """One subject's figures, round by round: all in seconds for each request."""

    def __init__(self, of: ProcessUnderTest, one: int, many: int) -> None:
        self._of = of
        self._one = one
        self._many = many
        self.p50: list[float] = []
        self.p99: list[float] = []
        self.took: list[float] = []
        self.cpu: list[float] = []

    def round(self) -> None:
        """Measure once more."""
        seconds = ask(self._of.url, commands(1), self._one)
        self.p50.append(median(seconds))
        self.p99.append(percentile(seconds, 0.99))
        cpu, begun = self._of.cpu, perf_counter()
        ask(self._of.url, commands(AT_ONCE), self._many)
        self.took.append((perf_counter() - begun) / self._many)
        self.cpu.append((self._of.cpu - cpu) / self._many)


def figures(table: Table, all_: dict[str, Measured]) -> None:
    """The rows."""
    ours = all_["bot"]
    what = f"command to answer, one connection ({median(ours.p50) * 1e6:.0f} µs)"
    for part in ("p50", "p99"):
        for name, limit in (("bare", 1.25), ("stock", 25), ("limit", 2.5)):
            faster = name == "stock"
            of = ratio(getattr(all_[name] if faster else ours, part),
                       getattr(ours if faster else all_[name], part))  # fmt: skip
            unit = "times faster" if faster else "times"
            table.add(Row(f"{what}, {part}", PEERS[name], of, limit, faster, unit))
    what = f"requests a second, {AT_ONCE} connections ({1 / median(ours.took):.0f})"
    for name, limit in (("bare", 0.8), ("stock", 3), ("limit", 0.4)):
        table.add(Row(what, PEERS[name], ratio(all_[name].took, ours.took), limit, at_least=True))
    what = f"CPU for each request there ({median(ours.cpu) * 1e6:.0f} µs)"
    for name, limit in (("bare", 1.25), ("stock", 0.7), ("limit", 2.75)):
        table.add(Row(what, PEERS[name], ratio(ours.cpu, all_[name].cpu), limit))


async def measure(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """The bot and its peers, taking turns."""
    slack.delay = 0
    programs = {"bot": BOT, **{name: peer(name) for name in PEERS}}
    with ExitStack() as stack:
        all_ = {}
        for name, arguments in programs.items():
            made = stack.enter_context(run_program(arguments, settings(slack.api_url, folder)))
            slow = name == "stock"
            all_[name] = Measured(made, 100 if slow else 1000, 800 if slow else 4000)
            await asyncio.to_thread(ask, made.url, commands(AT_ONCE), 200)
        for _ in range(rounds):
            for each in all_.values():
                await asyncio.to_thread(each.round)
    figures(table, all_)
