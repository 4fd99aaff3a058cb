"""Background tasks: tracked, logged if they fail, and finished at shutdown."""

import asyncio
import logging
import re

import pytest

from bot.operations.metrics import Metrics
from bot.slack.background_tasks import BackgroundTasks


async def fail(words: str) -> None:
    raise RuntimeError(words)


async def test_a_task_is_finished_at_shutdown() -> None:
    tasks, done = BackgroundTasks(Metrics()), asyncio.Event()

    async def task() -> None:
        await asyncio.sleep(0)
        done.set()

    tasks.start(task())
    await tasks.wait()

    assert done.is_set()


async def test_a_task_that_another_task_started_is_finished_too() -> None:
    tasks, done = BackgroundTasks(Metrics()), asyncio.Event()

    async def last() -> None:
        done.set()

    async def first() -> None:
        await asyncio.sleep(0)
        tasks.start(last())

    tasks.start(first())
    await tasks.wait()

    assert done.is_set()


async def test_without_tasks_there_is_no_wait() -> None:
    await BackgroundTasks(Metrics()).wait(within=0)


async def test_a_task_that_takes_too_long_is_cancelled_and_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, cancelled = BackgroundTasks(Metrics()), asyncio.Event()

    async def never_ends() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    tasks.start(never_ends())
    await tasks.wait(within=0.01)

    assert cancelled.is_set()
    assert caplog.records == []


async def test_a_failure_is_logged_and_stops_no_other_task(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, done = BackgroundTasks(Metrics()), asyncio.Event()

    async def task() -> None:
        done.set()

    tasks.start(fail("the disk is full"))
    tasks.start(task())
    await tasks.wait()

    assert done.is_set()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "the disk is full" in caplog.text


def test_an_unexpected_failure_is_logged_under_its_reference(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reference = BackgroundTasks(Metrics()).log_unexpected(RuntimeError("the disk is full"))

    assert re.fullmatch("[0-9a-f]{8}", reference)
    assert f"reference {reference}" in caplog.text
    assert "RuntimeError: the disk is full" in caplog.text


def test_two_failures_have_different_references() -> None:
    assert BackgroundTasks(Metrics()).log_unexpected(RuntimeError()) != BackgroundTasks(
        Metrics()
    ).log_unexpected(RuntimeError())


async def test_only_a_failure_is_reported_by_its_reference(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, reported = BackgroundTasks(Metrics()), list[str]()

    async def report(reference: str) -> None:
        reported.append(reference)

    tasks.start(fail("the disk is full"), report)
    tasks.start(asyncio.sleep(0), report)
    await tasks.wait()

    assert len(reported) == 1
    assert f"reference {reported[0]}" in caplog.text


async def test_a_failure_of_the_report_is_logged_and_not_reported(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks = BackgroundTasks(Metrics())
    tasks.start(fail("the disk is full"), lambda _: fail("the line is dead"))
    await tasks.wait()

    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    assert "the line is dead" in caplog.text
