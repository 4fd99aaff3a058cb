"""The cost of an answer in counts that are the same on every machine; tests/bench measures time."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy import Connection, Engine, event

from bot.cli.decode import decoded
from bot.playground.slack import Slack
from bot.slack import question_counter
from tests.faults.hostile_requests import answer_to, command, request, signed
from tests.faults.replicas import replicas
from tests.scenarios.conftest import slack

__all__ = ["slack"]  # a fixture of the scenarios

CODE = "2148598792"
HERE = "#iis-cluster"
MODULES = 107
"""The most modules that `decode` imports after Python has started."""
MOST_BYTES = 3_100
"""The largest number of bytes in the answer to a documented code."""


def imported_by(program: str) -> list[str]:
    """The modules that the program imports; with -S, no installed package has imported any."""
    program = f"import sys; before = {{*sys.modules}}; {program}"
    program += "; print(); print(*{*sys.modules} - before)"
    ended = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True
    )
    return ended.stdout.splitlines()[-1].split()


def test_decode_imports_only_the_modules_that_it_needs() -> None:
    program = f"from bot.__main__ import main; main(['decode', '{CODE}'])"

    assert len(imported_by(program)) <= MODULES


def test_the_names_of_a_code_need_no_other_module() -> None:
    program = f"from bot.codes.names import names_of; names_of({CODE})"

    assert sorted(imported_by(program)) == ["bot", "bot.codes", "bot.codes.names"]


def test_a_text_is_searched_for_its_program_once_however_many_codes_it_has() -> None:
    searches = list[str]()

    def record(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and Path(frame.f_code.co_filename).name == "context.py":
            searches.append(getattr(called, "__name__", ""))

    text = " ".join(f"error {number}" for number in range(1, 100))
    sys.setprofile(record)
    try:
        answered = decoded(text)
    finally:
        sys.setprofile(None)

    assert len(answered["codes"]) > 50
    assert searches.count("search") == 2  # for IISSYNC, and for another program


@contextmanager
def changes() -> Iterator[Counter[str]]:
    """The statements that insert or update rows, by their first word and the table."""
    statements = Counter[str]()

    def count(_: Connection, __: object, statement: str, *___: object) -> None:
        words = statement.replace("INTO ", "").split()
        if words[0] in {"INSERT", "UPDATE"}:
            statements[" ".join(words[:2])] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", count)


async def test_a_mention_costs_three_statements_and_one_call(slack: Slack) -> None:
    async with replicas(slack, "sqlite:///:memory:", 1) as [bot]:
        slack.deliver_to(bot.url)
        with changes() as statements:
            await slack.client("Ben").says(HERE, f"@iissync {CODE}")
            await slack.settled()
            await bot.tasks.wait()
        calls = [call.method for call in slack.calls if call.method != "auth.test"]

    assert statements == {"INSERT job": 1, "UPDATE job": 1, "INSERT question": 1}
    assert calls == ["chat.postMessage"]


async def test_a_thread_costs_one_more_call(slack: Slack) -> None:
    async with replicas(slack, "sqlite:///:memory:", 1) as [bot]:
        slack.deliver_to(bot.url)
        said = await slack.client("Ben").says(HERE, f"error code {CODE}")
        await slack.client("Ana").says(HERE, "@iissync", thread=said)
        await slack.settled()
        await bot.tasks.wait()
        calls = [call.method for call in slack.calls if call.method != "auth.test"]

    assert calls == ["conversations.replies", "chat.postMessage"]


async def test_ten_commands_cost_no_call_and_their_questions_one_statement(
    slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_counter, "BATCH_SECONDS", 0.25)
    body = command(CODE)
    async with replicas(slack, "sqlite:///:memory:", 1) as [bot]:
        with changes() as statements:
            sent = request(body, signed(body))
            answers = [await answer_to(str(bot.url), sent) for _ in range(10)]
            await bot.tasks.wait()

    assert statements == {"INSERT question": 1}
    assert {call.method for call in slack.calls} <= {"auth.test"}
    assert {len(answer.body) <= MOST_BYTES for answer in answers} == {True}
