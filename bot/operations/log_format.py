"""EDGE. Formats the bot's log: one line for each event, and no secrets.

The bot never logs what a person wrote. This format is the last line of defence: it escapes control
characters, removes secrets, and reduces an exception to its type and place, without its message,
which may quote a person.
"""

import json
import logging
import os
import re
import secrets
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO, TypedDict

_request: ContextVar[str | None] = ContextVar("request", default=None)

LEVELS = {
    "slack_bolt": logging.ERROR,  # its warnings contain what users typed
    "slack_sdk": logging.INFO,  # below, they print tokens, response URLs and messages
    "aiohttp": logging.INFO,
    "asyncio": logging.INFO,
    "alembic": logging.WARNING,  # below, it logs its look-ups
    "opentelemetry": logging.WARNING,
    "urllib3": logging.INFO,  # below, it logs each export
    "psycopg": logging.WARNING,  # below, it logs each failed connection
    "sqlalchemy": logging.WARNING,
}
"""The least level of each library's loggers."""
_QUOTING = re.compile(r"(?:alembic|asyncio|opentelemetry|psycopg|sqlalchemy|urllib3)\b")
"""Loggers whose arguments quote their input, a result or a server's message: a password, a text."""
_SECRETS = re.compile(
    r"""
      (?: xox[a-z]{1,5} (?: \.xox[a-z]{1,5} )? | xapp | xwfp ) - [\w-]+
    | https?:(?://|\\/\\/) hooks\.slack\.com [^\s"'<>]*
    | (?<= response_url ) (?: ["'\s\\] | %22 )* (?: [:=] | %3A ) ["'\s\\]* [^\s"'&,}<>]+
    | (?<= [?&]ticket= ) [^\s"'&]+
    | (?<= Bearer[ ] ) [^\s"',]+
    | (?<= :// ) [^\s"'<>]{1,2000} (?= @ )
    | (?<= password= ) (?: '(?:[^'\\]|\\.)*' | [^\s&"']+ )
    | (?<= passfile= ) (?: '(?:[^'\\]|\\.)*' | [^\s&"']+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)


class _Failure(TypedDict):
    """An exception in the log."""

    type: str
    frames: list[str]


def configure(level: str, stream: TextIO, journal: str = "") -> None:
    """Log to the stream: as text if it is a terminal, else as JSON.

    `journal` is JOURNAL_STREAM, by which systemd says which stream leads to its journal.
    """
    writer = _Writer(stream)
    lines = JournalLine() if _is_file(stream, journal) else JsonLine()
    writer.setFormatter(TextLine() if stream.isatty() else lines)
    root = logging.getLogger()
    root.handlers = [writer]
    root.setLevel(level)
    for name, least in LEVELS.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # else logging prints a record that it cannot format
    # No line shows these, so they are not found out for each:
    # https://docs.python.org/3/howto/logging.html#optimization
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def _is_file(stream: TextIO, name: str) -> bool:
    """Whether the stream is the file of that device and inode: two numbers with a colon."""
    if not name:
        return False
    try:
        status = os.fstat(stream.fileno())
    except OSError:  # it is no file
        return False
    return name == f"{status.st_dev}:{status.st_ino}"


class _Writer(logging.StreamHandler[TextIO]):
    """Writes the log, and counts the lines that nobody takes.

    Who read the log may have ended. The bot goes on without it, as its users need it more.
    """

    lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - overrides
        """Count a line that could not be written."""
        super().handleError(record)
        self.lost += 1


def lost_lines() -> int:
    """How many lines of the log could not be written."""
    return sum(each.lost for each in logging.getLogger().handlers if isinstance(each, _Writer))


def current_request() -> str:
    """The id of the current request; empty outside of any."""
    return _request.get() or ""


@contextmanager
def request(known: str = "") -> Iterator[str]:
    """Add an id to all lines that are logged within, and by tasks started there.

    It is a new one of 8 hex digits, unless it is known.
    """
    request_id = known or secrets.token_hex(4)
    token = _request.set(request_id)
    try:
        yield request_id
    finally:
        _request.reset(token)


class RateLimitedLog:
    """Lines that others can cause: of a level at most `most` in so many seconds; others count."""

    def __init__(self, log: logging.Logger, most: int = 20, seconds: float = 10) -> None:
        self._log = log
        self._most = most
        self._seconds = seconds
        self._since: dict[int, float] = {}
        self._counts: dict[int, int] = {}

    def warning(self, message: str, *arguments: object) -> None:
        """Log a warning, unless there were too many."""
        self.log(logging.WARNING, message, *arguments)

    def log(self, level: int, message: str, *arguments: object) -> None:
        """Log a line, unless there were too many; a later one has the number of the others."""
        now, count = time.monotonic(), self._counts.get(level, 0)
        if now - self._since.get(level, -self._seconds) >= self._seconds:
            if count > self._most:
                self._log.log(level, "%d more of these were not logged", count - self._most)
            self._since[level], count = now, 0
        self._counts[level] = count + 1
        if count < self._most:
            self._log.log(level, message, *arguments)


class JsonLine(logging.Formatter):
    """Formats an event as one JSON object; `request` and `exception` are there only if set."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a newline."""
        line: dict[str, object] = {
            "time": _time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message_of(record),
        }
        if request_id := _request.get():
            line["request"] = request_id
        if record.exc_info and (failures := _failures(record.exc_info[1])):
            line["exception"] = failures
        return _to_json(line)


class JournalLine(JsonLine):
    """Formats an event for the journal of systemd, which takes the priority off the line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a newline."""
        priority = next(each for least, each in _PRIORITIES if record.levelno >= least)
        return f"<{priority}>{super().format(record)}"


_PRIORITIES = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6), (logging.NOTSET, 7))
"""From each level on: https://www.freedesktop.org/software/systemd/man/latest/sd-daemon.html."""
_to_json = json.JSONEncoder(ensure_ascii=False).encode


class TextLine(logging.Formatter):
    """Formats an event as one line for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a newline."""
        parts = (_time_of(record), record.levelname, record.name, _request.get())
        line = f"{' '.join(filter(None, parts))}: {_message_of(record)}"
        failure = described(record.exc_info[1]) if record.exc_info else ""
        return " | ".join(filter(None, (line, failure)))


def described(error: BaseException | None) -> str:
    """An exception and its causes in one line: their types and places, without messages."""
    return " | ".join(f"{each['type']} at {', '.join(each['frames'])}" for each in _failures(error))


def _time_of(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message_of(record: logging.LogRecord) -> str:
    quotes = _QUOTING.match(record.name)
    message = str(record.msg) if quotes and record.args else record.getMessage()
    if record.name == "asyncio":  # its other lines quote an exception, or what a task works on
        message = message.partition("\n")[0]
    return safe(message)


def _failures(error: BaseException | None) -> list[_Failure]:
    """The exception and its causes, the last one first."""
    failures: list[_Failure] = []
    while error is not None and len(failures) < _MOST_CAUSES:
        frames = [
            safe(f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}")
            for frame, line in traceback.walk_tb(error.__traceback__)
        ]
        failures.append({"type": type(error).__qualname__, "frames": frames})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return failures


_MOST_CAUSES = 10


def safe(text: str) -> str:
    """The text as one printable line, without secrets."""
    text = _SECRETS.sub("[secret]", text)
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
