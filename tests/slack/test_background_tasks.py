import asyncio
import logging
import re

import pytest

from bot.operations.metrics import Metrics
from bot.slack.background_tasks import BackgroundTasks


async def fail(words: str) -> None:
    raise RuntimeError(words)


def test_a_key_is_new_once() -> None:
    work = BackgroundTasks(Metrics())

    assert [work.is_new("C0ABC", "1.0"), work.is_new("C0ABC", "1.0")] == [True, False]


def test_keys_that_differ_in_one_part_are_two() -> None:
    work = BackgroundTasks(Metrics())

    assert all([work.is_new("C0ABC", "1.0"), work.is_new("C0ABC", "2.0"), work.is_new("C0", "1.0")])


def test_the_oldest_key_is_forgotten_first() -> None:
    work = BackgroundTasks(Metrics(), remembered=2)
    for key in "abc":
        work.is_new(key)

    assert [work.is_new(key) for key in "cba"] == [False, False, True]


def test_what_was_not_done_is_new_again() -> None:
    work = BackgroundTasks(Metrics())
    work.is_new("C0ABC", "1.0")
    work.forget("C0ABC", "1.0")
    work.forget("C0ABC", "2.0")  # never taken up

    assert work.is_new("C0ABC", "1.0")


async def test_what_is_started_is_finished_before_the_end() -> None:
    work, done = BackgroundTasks(Metrics()), asyncio.Event()

    async def job() -> None:
        await asyncio.sleep(0)
        done.set()

    work.start(job())
    await work.wait()

    assert done.is_set()


async def test_what_is_started_by_work_under_way_is_finished_too() -> None:
    work, done = BackgroundTasks(Metrics()), asyncio.Event()

    async def last() -> None:
        done.set()

    async def first() -> None:
        await asyncio.sleep(0)
        work.start(last())

    work.start(first())
    await work.wait()

    assert done.is_set()


async def test_where_nothing_is_under_way_all_is_finished() -> None:
    await BackgroundTasks(Metrics()).wait(within=0)


async def test_what_takes_too_long_is_cancelled_and_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, cancelled = BackgroundTasks(Metrics()), asyncio.Event()

    async def never_ends() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    work.start(never_ends())
    await work.wait(within=0.01)

    assert cancelled.is_set()
    assert caplog.records == []


async def test_a_failure_goes_into_the_log_and_stops_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, done = BackgroundTasks(Metrics()), asyncio.Event()

    async def job() -> None:
        done.set()

    work.start(fail("the disk is full"))
    work.start(job())
    await work.wait()

    assert done.is_set()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "the disk is full" in caplog.text


def test_what_nobody_foresaw_stands_in_the_log_under_its_reference(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reference = BackgroundTasks(Metrics()).log_unexpected(RuntimeError("the disk is full"))

    assert re.fullmatch("[0-9a-f]{8}", reference)
    assert f"reference {reference}" in caplog.text
    assert "RuntimeError: the disk is full" in caplog.text


def test_no_two_failures_have_one_reference() -> None:
    assert BackgroundTasks(Metrics()).log_unexpected(RuntimeError()) != BackgroundTasks(
        Metrics()
    ).log_unexpected(RuntimeError())


async def test_a_failure_is_told_by_its_reference_and_only_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, told = BackgroundTasks(Metrics()), list[str]()

    async def tell(reference: str) -> None:
        told.append(reference)

    work.start(fail("the disk is full"), tell)
    work.start(asyncio.sleep(0), tell)
    await work.wait()

    assert len(told) == 1
    assert f"reference {told[0]}" in caplog.text


async def test_a_failure_to_tell_of_one_is_logged_and_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = BackgroundTasks(Metrics())
    work.start(fail("the disk is full"), lambda _: fail("the line is dead"))
    await work.wait()

    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    assert "the line is dead" in caplog.text
