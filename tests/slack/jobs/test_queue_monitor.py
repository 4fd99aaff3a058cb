"""What the worker's rounds say about its health."""

import pytest

from bot.database.engine import engine
from bot.database.errors import DatabaseUnavailable
from bot.jobs.sql_store import SqlJobStore
from bot.jobs.write_batcher import WriteBatcher
from bot.operations.metrics import Metrics
from bot.slack.jobs import queue_monitor
from bot.slack.jobs.queue_monitor import QueueMonitor


@pytest.fixture
def monitor() -> QueueMonitor:
    batcher = WriteBatcher(SqlJobStore(engine("sqlite:///:memory:")), "me", 1)
    return QueueMonitor(batcher, Metrics())


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        pytest.param(None, "", id="none"),
        pytest.param(DatabaseUnavailable("locked"), "locked", id="of the database: its message"),
        pytest.param(RuntimeError("what Ana wrote"), "RuntimeError", id="any other: its type"),
    ],
)
def test_the_failure_of_a_round_is_named_without_a_quotation(
    monitor: QueueMonitor, failure: Exception | None, words: str
) -> None:
    monitor.end_round(failure)

    assert monitor.failure == words


def test_a_round_that_takes_too_long_means_that_the_worker_is_not_alive(
    monitor: QueueMonitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor.begin_round()
    before = monitor.is_alive
    monkeypatch.setattr(queue_monitor, "ALIVE_WITHIN", 0)

    assert (before, monitor.is_alive) == (True, False)
