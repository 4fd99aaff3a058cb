"""The format of the bot's log: one line for each event, and no secrets."""

import asyncio
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operations import log_format
from bot.operations.metrics import Metrics

TOKENS = [
    "xoxb-1000000001-2000000001-Playground",
    "xapp-1-A0PLAY0001-3000000001-play",
    "xwfp-1000-2000-3000-abcdef",
    "xoxe.xoxb-1-Mi0yLTEw",
    "xoxe-1-My0xLTEw",
    "xoxp-1000-2000",
]
HOOK = "https://hooks.slack.com/commands/T1DC2JH3J/397700885554/96rGlfmibIGlgcZRskXaIFfN"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """A logger of the bot; what `configure` changes is restored after the test."""
    root, raised = logging.getLogger(), logging.raiseExceptions
    handlers, level = root.handlers, root.level
    yield logging.getLogger("bot.tests")
    root.handlers, root.level = handlers, level
    root.manager._clear_cache()  # type: ignore[attr-defined]  # noqa: SLF001 - as setLevel does it
    logging.raiseExceptions = raised
    logging.captureWarnings(capture=False)


def test_lines_that_nobody_takes_are_counted(log: logging.Logger) -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8", buffering=1) as stream:
        log_format.configure("INFO", stream)
        log.info("read")
        before = Metrics().page().decode()
        os.close(reader)
        log.info("lost")
        log.info("lost, too")
        after = Metrics().page().decode()
        os.dup2(os.open(os.devnull, os.O_WRONLY), writer)  # so that the stream can be closed

    assert "iissync_log_lines_lost_total 0.0\n" in before
    assert "iissync_log_lines_lost_total 2.0\n" in after


def line_of(stream: StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    event = json.loads(line)
    assert isinstance(event, dict)
    return event


def test_an_event_is_one_object_with_its_time(log: logging.Logger) -> None:
    log_format.configure("INFO", stream := StringIO())
    log.info("listening on %s", "http://127.0.0.1:3000")
    event = line_of(stream)

    assert event.pop("time").endswith("+00:00")
    assert event == {
        "level": "INFO",
        "logger": "bot.tests",
        "message": "listening on http://127.0.0.1:3000",
    }


def test_on_a_terminal_an_event_is_a_line_of_text(log: logging.Logger) -> None:
    log_format.configure("INFO", stream := Terminal())
    with log_format.request() as identity:
        log.warning("listening")
    log.info("again")
    first, second = stream.getvalue().splitlines()

    assert first.endswith(f" WARNING bot.tests {identity}: listening")
    assert second.endswith(" INFO bot.tests: again")


def test_in_the_journal_a_line_begins_with_its_priority(
    log: logging.Logger, tmp_path: Path
) -> None:
    with (tmp_path / "journal").open("w+", encoding="utf-8") as stream:
        status = os.fstat(stream.fileno())
        log_format.configure("DEBUG", stream, f"{status.st_dev}:{status.st_ino}")
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            log.log(level, "listening")
        stream.seek(0)
        lines = stream.read().splitlines()

    assert [line.partition("{")[0] for line in lines] == ["<7>", "<6>", "<4>", "<3>"]
    assert json.loads(lines[0].removeprefix("<7>"))["message"] == "listening"


def test_what_does_not_lead_to_the_journal_has_no_priorities(
    log: logging.Logger, tmp_path: Path
) -> None:
    with (tmp_path / "file").open("w+", encoding="utf-8") as file:
        for stream in (file, text := StringIO()):
            log_format.configure("INFO", stream, "8:1")
            log.info("listening")
        file.seek(0)

        assert file.read().startswith("{")
        assert text.getvalue().startswith("{")


def test_a_rate_limited_warning_is_logged_only_so_often(
    caplog: pytest.LogCaptureFixture,
) -> None:
    limited = log_format.RateLimitedLog(logging.getLogger("bot.tests"), most=2, seconds=1000)
    for number in range(5):
        limited.warning("refused %d", number)

    assert caplog.messages == ["refused 0", "refused 1"]


def test_lines_of_another_level_do_not_take_the_place_of_warnings(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    limited = log_format.RateLimitedLog(logging.getLogger("bot.tests"), most=1, seconds=1000)
    for level in (logging.INFO, logging.INFO, logging.WARNING):
        limited.log(level, "refused")

    assert [each.levelname for each in caplog.records] == ["INFO", "WARNING"]


def test_a_later_line_counts_the_warnings_that_were_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    limited = log_format.RateLimitedLog(logging.getLogger("bot.tests"), most=0, seconds=0)
    limited.warning("refused")
    limited.warning("refused")

    assert caplog.messages == ["1 more of these were not logged"]


@pytest.mark.parametrize("stream", [StringIO(), Terminal()], ids=["JSON", "text"])
@pytest.mark.parametrize(
    ("odd", "shown"),
    [
        pytest.param(
            "a\nERROR root: all is lost", "a\\nERROR root: all is lost", id="fault 53: \\n"
        ),
        pytest.param("a\r\x1b[31mb", "a\\r\\x1b[31mb", id="fault 53: ANSI"),
        pytest.param("a\u2028b\x85c\x9b31m", "a\\u2028b\\x85c\\x9b31m", id="fault 53: other ends"),
        pytest.param("a\u202eb\u200bc", "a\\u202eb\\u200bc", id="fault 53: invisible"),
        pytest.param("a\ud800b", "a\\ud800b", id="fault 53: half a letter"),
        pytest.param("größer 😀", "größer 😀", id="readable letters"),
    ],
)
def test_no_text_starts_a_line_of_its_own(
    log: logging.Logger, stream: StringIO, odd: str, shown: str
) -> None:
    log_format.configure("INFO", stream)
    stream.seek(stream.truncate(0))
    log.info("they said %s", odd)
    (line,) = stream.getvalue().split("\n")[:-1]

    assert f"they said {shown}" in (line if stream.isatty() else json.loads(line)["message"])
    assert line.isprintable()


@given(st.text())
def test_any_text_becomes_one_printable_line(text: str) -> None:
    assert log_format.safe(text).isprintable()


@pytest.mark.parametrize("token", TOKENS)
def test_fault_52_no_token_is_shown(token: str) -> None:
    for text in (token, f"'{token}'", f"Bearer {token}", f"token%3D{token}&x=1", f"t={token};"):
        assert token not in log_format.safe(text)
        assert token[-8:] not in log_format.safe(text)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"posting to {HOOK}, once", "96rGlfmibIGlgcZRskXaIFfN"),
        (HOOK.replace("/", "\\/"), "96rGlfmibIGlgcZRskXaIFfN"),
        ("{'response_url': 'http://127.0.0.1:9/r/hush', 'a': 1}", "hush"),
        ('{"response_url":"http://127.0.0.1:9/r/hush"}', "hush"),
        ('"{\\"response_url\\": \\"http://127.0.0.1:9/r/hush\\"}"', "hush"),
        ("text=1&response_url=http%3A%2F%2F127.0.0.1%2Fhush&x=1", "hush"),
        ("payload=%7B%22response_url%22%3A%22http%3A%2F%2F127.0.0.1%2Fhush%22", "hush"),
        ("wss://wss-primary.slack.com/link/?ticket=hush&app_id=1", "hush"),
        ("Authorization: Bearer hush", "hush"),
        ("postgresql+psycopg://me:hush@db/team", "hush"),
        pytest.param("postgresql+psycopg://me:hu/sh@hush@db/team", "hush", id="fault 56: / and @"),
        pytest.param("postgresql://db/team?user=me&password=hush", "hush", id="fault 56: query"),
        pytest.param("host=db sslpassword='it\\'s hush' dbname=a", "hush", id="fault 56: DSN"),
        pytest.param("?passfile=/hush&sslmode=require", "hush", id="fault 56: file"),
    ],
)
def test_fault_52_no_secret_is_shown(text: str, hidden: str) -> None:
    assert hidden not in log_format.safe(text)
    assert "[secret]" in log_format.safe(text)


def fail(message: str) -> None:
    try:
        dict[str, str]()[message]
    except KeyError as error:
        raise ValueError(message) from error


@pytest.mark.parametrize("stream", [StringIO(), Terminal()], ids=["JSON", "text"])
def test_an_exception_is_logged_as_its_type_and_place_without_its_message(
    log: logging.Logger, stream: StringIO
) -> None:
    log_format.configure("INFO", stream)
    stream.seek(stream.truncate(0))
    try:
        fail("hunter2")
    except ValueError:
        log.exception("unexpected failure")
    line = stream.getvalue()

    assert "hunter2" not in line
    assert line.count("\n") == 1
    assert "ValueError" in line
    assert "KeyError" in line
    assert "test_log_format.py:" in line


def test_an_exception_is_logged_with_its_causes(log: logging.Logger) -> None:
    log_format.configure("INFO", stream := StringIO())
    first = ValueError("first")
    first.__context__, first.__suppress_context__ = KeyError("hidden"), True
    last = TypeError("last")
    last.__context__ = first
    log.error("failed", exc_info=last)

    assert [each["type"] for each in line_of(stream)["exception"]] == ["TypeError", "ValueError"]


def test_all_lines_of_one_request_have_its_id(log: logging.Logger) -> None:
    log_format.configure("INFO", stream := StringIO())

    async def later() -> None:
        log.info("in a task")

    async def one() -> str:
        with log_format.request() as identity:
            task = asyncio.create_task(later())
        await task
        return identity

    identity = asyncio.run(one())
    assert len(identity) == 8
    assert line_of(stream)["request"] == identity


def test_an_exception_that_no_task_retrieved_is_logged_without_its_message(
    log: logging.Logger,
) -> None:
    log_format.configure("INFO", stream := StringIO())
    error = ValueError("hunter2")
    log.manager.getLogger("asyncio").error("never retrieved\nfuture: %r", error, exc_info=error)

    assert line_of(stream)["message"] == "never retrieved"


def test_warnings_are_logged(log: logging.Logger) -> None:
    log_format.configure("INFO", stream := StringIO())
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log.debug("not this")
        warnings.showwarning("it is\nold", UserWarning, "a.py", 1)

    assert line_of(stream)["logger"] == "py.warnings"


@pytest.mark.parametrize("name", ["slack_sdk.web", "aiohttp.access", "asyncio"])
def test_libraries_do_not_log_details(log: logging.Logger, name: str) -> None:
    log_format.configure("DEBUG", stream := StringIO())
    logging.getLogger(name).debug("POST with %s", "hunter2")
    logging.getLogger("alembic.runtime").info("Context impl SQLiteImpl.")
    log.debug("this alone")

    assert line_of(stream)["message"] == "this alone"


@pytest.mark.parametrize("name", ["psycopg", "psycopg.pool", "sqlalchemy.pool.impl.QueuePool"])
def test_fault_56_arguments_of_database_libraries_are_not_logged(
    log: logging.Logger, name: str
) -> None:
    log_format.configure("DEBUG", stream := StringIO())
    library = logging.getLogger(name)
    library.info("connection failed: %s", "hunter2")
    library.warning("error ignored in rollback on %s: %s", "hunter2", "hunter2")
    log.manager.getLogger("psycopglike").info("%s", "this is another logger's")
    first, second = stream.getvalue().splitlines()

    assert json.loads(first)["message"] == "error ignored in rollback on %s: %s"
    assert json.loads(second)["message"] == "this is another logger's"


def test_a_record_that_cannot_be_formatted_is_not_printed(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    log_format.configure("INFO", sys.stderr)
    log.info("%d", "hunter2")  # noqa: PLE1205, PLE1307, RUF100 - the fault that is tested

    assert capsys.readouterr() == ("", "")
