"""The cost of an answer in counts that are the same on every machine; tests/bench measures time.

The bounds are wide, since the counts differ between versions of Python; what makes an answer cost
half as much again is noticed.
"""

import gc
import json
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy import Connection, Engine, event

from bot import decode
from bot.codes.extraction import Mode, extract_codes
from bot.conversation import Request, answer
from bot.decoding import decode_to_json
from bot.slack.answering import question_counter
from bot.slack.payloads import surfaces
from bot.team.notes import NO_NOTES, WorkspaceNotes
from tests.bench.decoder import BASE, text_of
from tests.bench.sizes import notes_of
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import answer_to, command, request, signed
from tests.faults.replicas import replicas
from tests.npm import needed
from tests.scenarios.conftest import slack

__all__ = ["slack"]  # a fixture of the scenarios

CODE = "2148598792"
HERE = "#iis-cluster"
MODULES = 107
"""The most modules that `decode` imports after Python has started."""
MOST_BYTES = 3_100
"""The largest number of bytes in the answer to a documented code."""


CALLS = {
    "an answer in Slack": 2_100,
    "an answer in Slack to three codes": 4_700,
    "decode": 1_700,
    "decode of three codes": 4_500,
}
"""The most functions that are called. Measured on Python 3.11: two thirds of these."""
PEAK = {
    "an answer in Slack": 31_000,
    "an answer in Slack to three codes": 71_000,
    "decode": 31_000,
    "decode of three codes": 102_000,
}
"""The most bytes that are allocated at the same time; measured: half of these.

Under coverage, up to four fifths.
"""
INSTRUCTIONS = 2.5
"""The most instructions of the processor for a decode, start of Python included, as a part of those
for a Python that imports what any command line needs; measured: 2.0 times."""
THREE_CODES = "error 1722 in the log, then 0x8007045B and E_FAIL"
SHORT = 100_000
DOUBLED = 2.2
"""What twice the text may cost, in times."""


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


def answered(text: str, notes: WorkspaceNotes = NO_NOTES) -> str:
    return json.dumps(surfaces.ephemeral(answer(Request(text), notes)))


WORK: dict[str, Callable[[], object]] = {
    "an answer in Slack": partial(answered, CODE),
    "an answer in Slack to three codes": partial(answered, THREE_CODES),
    "decode": partial(decode, CODE),
    "decode of three codes": partial(decode, THREE_CODES),
}


def calls_of(work: Callable[[], object]) -> int:
    """How many functions it calls, once everything is loaded."""
    calls = Counter[str]()

    def count(_: FrameType, event: str, __: object) -> None:
        calls[event] += 1

    work()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls["call"] + calls["c_call"]


def peak_of(work: Callable[[], object]) -> int:
    """How many bytes it has allocated at the same time, at most, once everything is loaded."""
    work()
    tracemalloc.start()
    try:
        return min(map(_one_peak, [work] * 3))
    finally:
        tracemalloc.stop()


def _one_peak(work: Callable[[], object]) -> int:
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    work()
    return tracemalloc.get_traced_memory()[1] - before


@pytest.mark.unmeasured
@pytest.mark.parametrize("what", CALLS)
def test_an_answer_calls_no_more_functions_than_it_did(what: str) -> None:
    assert CALLS[what] / 3 < calls_of(WORK[what]) <= CALLS[what]


@pytest.mark.unmeasured
@pytest.mark.parametrize("what", PEAK)
def test_an_answer_allocates_no_more_memory_than_it_did(what: str) -> None:
    assert PEAK[what] / 3 < peak_of(WORK[what]) <= PEAK[what]


@pytest.mark.unmeasured
@pytest.mark.parametrize("cost_of", [calls_of, peak_of])
def test_twice_the_log_costs_twice_as_much(
    cost_of: Callable[[Callable[[], object]], int],
) -> None:
    text = text_of(2 * SHORT)
    short, long = (partial(extract_codes, each, Mode.STRICT) for each in (text[:SHORT], text))

    assert cost_of(long) <= DOUBLED * cost_of(short)


@pytest.mark.unmeasured
def test_an_answer_costs_the_same_however_many_entries_the_team_has() -> None:
    few, many = (
        calls_of(partial(answered, code, notes)) for notes, code in map(notes_of, (10, 10_000))
    )

    assert few == many


def instructions_of(*arguments: str) -> int:
    """How many instructions of the processor Python executes with these arguments."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        needed("the instructions of a decode, as there is no valgrind: apt-get install valgrind")
    counting = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
    ended = subprocess.run(
        [str(valgrind), *counting, sys.executable, "-S", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "0"},
    )
    found = re.search(r"I +refs: +([0-9,]+)", ended.stderr)
    assert found, ended.stderr
    return int(found[1].replace(",", ""))


@pytest.mark.slow
def test_a_decode_takes_no_more_instructions_than_it_did() -> None:
    of_base = instructions_of("-c", BASE)

    assert of_base < instructions_of("-m", "bot", "decode", CODE) <= INSTRUCTIONS * of_base


def test_a_text_is_searched_for_its_program_once_however_many_codes_it_has() -> None:
    searches = list[str]()

    def record(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and Path(frame.f_code.co_filename).name == "context.py":
            searches.append(getattr(called, "__name__", ""))

    text = " ".join(f"error {number}" for number in range(1, 100))
    sys.setprofile(record)
    try:
        answered = decode_to_json(text)
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
