"""The loop is uvloop's where that is installed; `--loop uvloop` runs the tests on it."""

import asyncio
import sys

import pytest

from bot.operations.event_loop import loop_factory, name_of
from tests.npm import needed


def test_without_uvloop_the_loop_is_asyncio_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        assert name_of(runner.get_loop()) == "asyncio"


def test_with_uvloop_the_loop_is_uvloop_s() -> None:
    factory = loop_factory()
    if factory is None:
        needed("the loop of uvloop, as it is not installed: pip install '.[fast]'")
    with asyncio.Runner(loop_factory=factory) as runner:
        assert name_of(runner.get_loop()) == "uvloop"


async def test_a_test_runs_on_the_loop_that_the_option_names(
    request: pytest.FixtureRequest,
) -> None:
    assert name_of(asyncio.get_running_loop()) == request.config.getoption("loop")
