"""What an answer costs, in counts that are the same on every machine; tests/bench measures time."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event

from bot.playground.slack import Slack
from bot.slack import question_counter
from tests.faults.hostile_requests import command, knock, request, signed
from tests.faults.replicas import replicas
from tests.scenarios.conftest import slack

__all__ = ["slack"]  # a fixture of the scenarios

CODE = "2148598792"
HERE = "#iis-cluster"
MODULES = 81
"""Modules that `decode` imports on top of Python's own start."""
MOST_BYTES = 3_100
"""Bytes of a whole answer to a documented code."""


def test_decode_imports_no_more_modules_than_it_needs() -> None:
    program = (
        "import sys; before = set(sys.modules); from bot.__main__ import main; "
        f"main(['decode', '{CODE}']); print(len(set(sys.modules) - before))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert int(told.splitlines()[-1]) <= MODULES


def test_a_look_up_of_a_name_imports_nothing_else() -> None:
    program = (
        "import sys; before = set(sys.modules); from bot.codes.names import names_of; "
        f"names_of({CODE}); print(*sorted(set(sys.modules) - before))"
    )
    told = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True
    ).stdout  # -S: before it, no package has imported anything of its own

    assert told.split() == ["bot", "bot.codes", "bot.codes.names"]


@contextmanager
def changes() -> Iterator[Counter[str]]:
    """The statements that write something down, by their first words and the table."""
    told = Counter[str]()

    def hear(_: Connection, __: object, statement: str, *___: object) -> None:
        words = statement.replace("INTO ", "").split()
        if words[0] in {"INSERT", "UPDATE"}:
            told[" ".join(words[:2])] += 1

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def test_a_mention_costs_three_changes_and_one_call(slack: Slack) -> None:
    async with replicas(slack, "sqlite:///:memory:", 1) as [bot]:
        slack.deliver_to(bot.url)
        with changes() as told:
            await slack.client("Ben").says(HERE, f"@iissync {CODE}")
            await slack.settled()
            await bot.tasks.wait()
        calls = [call.method for call in slack.calls if call.method != "auth.test"]

    assert told == {"INSERT job": 1, "UPDATE job": 1, "INSERT question": 1}
    assert calls == ["chat.postMessage"]


async def test_a_thread_costs_one_call_more(slack: Slack) -> None:
    async with replicas(slack, "sqlite:///:memory:", 1) as [bot]:
        slack.deliver_to(bot.url)
        said = await slack.client("Ben").says(HERE, f"error code {CODE}")
        await slack.client("Ana").says(HERE, "@iissync", thread=said)
        await slack.settled()
        await bot.tasks.wait()
        calls = [call.method for call in slack.calls if call.method != "auth.test"]

    assert calls == ["conversations.replies", "chat.postMessage"]


async def test_a_command_costs_no_call_and_its_questions_one_change(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_counter, "BATCH_SECONDS", 0.25)
    body = command(CODE)
    async with replicas(slack, "sqlite:///:memory:", 1) as [bot]:
        with changes() as told:
            sent = request(body, signed(body))
            answers = [await knock(str(bot.url), sent) for _ in range(10)]
            await bot.tasks.wait()

    assert told == {"INSERT question": 1}
    assert {call.method for call in slack.calls} <= {"auth.test"}
    assert {len(answer.body) <= MOST_BYTES for answer in answers} == {True}
