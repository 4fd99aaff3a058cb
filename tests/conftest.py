"""What all tests share: Slack's limits for payloads, and the texts in a payload."""

import gc
import os
import sys
from asyncio import AbstractEventLoop
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, TypeVar

import pytest
from coverage import Coverage
from hypothesis import settings

from bot.guide.checkout import compiled_guide, search_index
from bot.operations.event_loop import loop_factory
from bot.playground.limits import faults_in_message, faults_in_options, faults_in_view
from bot.slack.answering import question_counter
from bot.team import deadline
from tests.measured import keep_from_processes

pytest_plugins = ["tests.database.fixtures"]
# What is compiled is kept, or each of many processes would compile everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Commands would wrap their lines: pytest-xdist sets it, and readline, past Python, for processes.
os.environ.pop("COLUMNS", None)
os.unsetenv("COLUMNS")
question_counter.BATCH_SECONDS = 0  # so that no test waits for a batch
deadline.DEADLINE = 10  # in seconds, so that a form waits for the database of a busy machine
settings.register_profile("whole", deadline=None)  # machines are shared, and bench/ measures
settings.register_profile("inner loop", deadline=None, max_examples=20)

HERE = Path(__file__).parent
SLOW = {
    *(HERE / room for room in ("bench", "browser", "checker", "faults")),
    *(
        HERE / "database" / name
        for name in ("test_faults.py", "test_schema.py", "test_versions.py")
    ),
    *(HERE / "playground" / name for name in ("test_clients.py", "test_command.py")),
    HERE / "operations" / "test_prometheus.py",
    HERE / "team" / "test_at_once.py",
    HERE / "cli" / "test_database.py",
    HERE / "scenarios" / "test_restore.py",
    HERE / "test_main.py",
    HERE / "test_startup_check.py",
}
"""The tests there start processes and browsers, or wait for timeouts."""
UNMEASURED = {
    *(HERE / room for room in ("bench", "checker")),
    *(
        HERE / "faults" / name
        for name in ("test_connections.py", "test_logs.py", "test_text.py", "test_verification.py")
    ),
}
"""The tests there run only what others run too; measured, they would take half as long again."""
OWN_POSTGRESQL = {HERE / room for room in ("cli", "database")}
"""The rooms with code for PostgreSQL alone; elsewhere the same tests are measured on SQLite."""
SCENARIOS = HERE / "scenarios"
LONGEST = (
    HERE / "faults" / "test_kills.py",
    HERE / "faults" / "test_outage.py",
    HERE / "checker" / "test_checker.py",
    SCENARIOS / "test_scarce_reads.py",
)
"""The tests there wait for tens of seconds, so each of these files begins a part of the list."""
MOST_CORES = 8
"""Each process collects all tests, which takes seconds: more would not help."""
Json = dict[str, Any]
Message = Mapping[str, Any]
M = TypeVar("M", bound=Mapping[str, Any])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes for each core and one, as slow tests mostly wait; else two more than cores."""
    cores = min(os.cpu_count() or 1, MOST_CORES)
    return cores + 2 if config.getoption("markexpr") == "not slow" else 2 * cores + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose the loop of its tests; processes that they start choose their own."""
    parser.addoption("--loop", choices=("asyncio", "uvloop"), default="asyncio")


class OnUvloop:
    """The plugin that gives each test a loop of uvloop's."""

    def pytest_asyncio_loop_factories(self) -> dict[str, Callable[[], AbstractEventLoop]]:
        factory = loop_factory()
        assert factory, "pip install '.[fast]'"
        return {"uvloop": factory}


def pytest_configure(config: pytest.Config) -> None:
    """Make what a checkout needs once, before the processes start that would each make it."""
    if config.getoption("loop") == "uvloop":
        config.pluginmanager.register(OnUvloop())
    config.pluginmanager.register(InOrder())
    is_inner_loop = config.getoption("markexpr") == "not slow"
    settings.load_profile("inner loop" if is_inner_loop else "whole")
    if config.getoption("numprocesses") and not hasattr(config, "workerinput"):
        compiled_guide()
        search_index()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave slow tests unread where they are not wanted: to read them takes seconds."""
    unwanted = config.getoption("markexpr") == "not slow" and collection_path in SLOW
    return True if unwanted else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among the tests, which all stay: it takes a third of their collection.

    After that, look for it less often than usual: that takes a twelfth of most tests' time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL, or is in a slow place, before `-m` selects."""
    for item in items:
        places = {item.path, *item.path.parents}
        if needs_postgresql(item):
            item.add_marker(pytest.mark.slow)
            if not places & OWN_POSTGRESQL:
                item.add_marker(pytest.mark.unmeasured)
        if item.get_closest_marker("exhaustive") or places & SLOW:
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("exhaustive") or places & UNMEASURED:
            item.add_marker(pytest.mark.unmeasured)


class InOrder:
    """The plugin that orders the tests once `-m` and `-k` have selected them."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        processes = getattr(config, "workerinput", {}).get("workercount", 1)
        items[:] = spread(items, processes)


def spread(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The tests, with slow ones and scenarios, which mostly wait, evenly among the others.

    Each process gets an equal part of the list, so that at any time some compute while others
    wait, and idle ones take from its end. So the longest tests are at the start of these parts.
    """
    longest: dict[Path, list[pytest.Item]] = {path: [] for path in LONGEST}
    waiting: dict[Path, list[pytest.Item]] = {}
    others: list[pytest.Item] = []
    for item in items:
        waits = item.get_closest_marker("slow") is not None or SCENARIOS in item.path.parents
        kind = longest if item.path in longest else waiting
        (kind.setdefault(item.path, []) if waits else others).append(item)
    rest = iter(alternated(waiting.values(), others))
    firsts = filter(None, longest.values())
    made: list[pytest.Item] = []
    for process in range(processes):
        share = (len(items) - len(made)) // (processes - process)  # as xdist divides them
        first = next(firsts, [])
        made += [*first, *islice(rest, max(0, share - len(first)))]
    return [*made, *chain(*firsts), *rest]


def alternated(
    parts: Collection[list[pytest.Item]], others: list[pytest.Item]
) -> list[pytest.Item]:
    """The parts, and as large a share of the others after each."""
    share = len(others) // max(1, len(parts)) + 1
    shares = [others[start : start + share] for start in range(0, len(others), share)]
    return [*chain(*chain(*zip_longest(parts, shares, fillvalue=[])))]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage for a test that runs only what others run too, nor for its fixtures."""
    stopped: list[Coverage] = []
    if item.get_closest_marker("unmeasured"):
        while coverage := Coverage.current():  # below pytest-cov's is that of every subprocess
            coverage.stop()
            stopped.append(coverage)
    try:
        return (yield)
    finally:
        for coverage in reversed(stopped):
            coverage.start()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Measure no other process for coverage, unless a test wants it."""
    keep_from_processes()


def needs_postgresql(item: pytest.Item) -> bool:
    """Whether a test asks for the server, or is the case of a table that does."""
    case = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return any(isinstance(value, str) and value == "postgresql" for value in case) or (
        isinstance(item, pytest.Function) and "postgresql" in item.fixturenames
    )


def accepted_message(payload: M, *, posted: bool = True) -> M:
    """The payload, if Slack would accept it as a message; otherwise the test fails."""
    assert faults_in_message(payload, posted=posted) == []
    return payload


def accepted_view(view: M) -> M:
    """The view, if Slack would open it; otherwise the test fails."""
    assert faults_in_view(view) == []
    return view


def accepted_options(answer: M) -> M:
    """The suggestions, if Slack would show them; otherwise the test fails."""
    assert faults_in_options(answer) == []
    return answer


def texts_in(part: object, kind: str) -> Iterator[str]:
    """The text of each text object of that kind, anywhere in a payload."""
    if isinstance(part, Mapping):
        if part.get("type") == kind and isinstance(part.get("text"), str):
            yield part["text"]
        for child in part.values():
            yield from texts_in(child, kind)
    elif isinstance(part, list):
        for child in part:
            yield from texts_in(child, kind)
