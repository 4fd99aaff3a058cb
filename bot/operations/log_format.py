"""EDGE. The bot's own log: one line an event, whatever stands in it, and no secret.

Nothing that a person wrote is logged on purpose. What is done here to each line is the last line
of defence: control characters show as escapes, secrets are taken out, and of an exception there is
its type and where it happened, but never its message, which may quote a person.
"""

import json
import logging
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

_LEAST = {
    "slack_sdk": logging.INFO,  # below, they print tokens, response URLs and messages
    "aiohttp": logging.INFO,
    "asyncio": logging.INFO,
    "alembic": logging.WARNING,  # it tells what it looked at
    "psycopg": logging.WARNING,  # it tells how each attempt to connect failed
    "sqlalchemy": logging.WARNING,
}
_QUOTING = re.compile(r"(?:alembic|psycopg|sqlalchemy)\b")
"""Those whose words quote what they were given, or what a server said: a password, a text."""
_SECRETS = re.compile(
    r"""
      (?: xox[a-z]{1,5} (?: \.xox[a-z]{1,5} )? | xapp ) - [\w-]+
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


class _Told(TypedDict):
    type: str
    frames: list[str]


def begin(level: str, stream: TextIO) -> None:
    """Log to the stream from now on: text where it is a terminal, JSON otherwise."""
    writer = logging.StreamHandler(stream)
    writer.setFormatter(TextLine() if stream.isatty() else JsonLine())
    root = logging.getLogger()
    root.handlers = [writer]
    root.setLevel(level)
    for name, least in _LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # else a line that cannot be written shows what it is about


@contextmanager
def request() -> Iterator[str]:
    """All that is logged within, and by tasks that start there, bears one id of 8 hex digits."""
    identity = secrets.token_hex(4)
    token = _request.set(identity)
    try:
        yield identity
    finally:
        _request.reset(token)


class RateLimitedLog:
    """Warnings that others can cause: at most `most` in so many seconds; the others are counted."""

    def __init__(self, log: logging.Logger, most: int = 20, seconds: float = 10) -> None:
        self._log = log
        self._most = most
        self._seconds = seconds
        self._since = -seconds
        self._count = 0

    def warning(self, message: str, *arguments: object) -> None:
        """Log it, unless there were so many of late; how many that was stands in a later line."""
        now = time.monotonic()
        if now - self._since >= self._seconds:
            if self._count > self._most:
                self._log.warning("%d more of these were not logged", self._count - self._most)
            self._since, self._count = now, 0
        self._count += 1
        if self._count <= self._most:
            self._log.warning(message, *arguments)


class JsonLine(logging.Formatter):
    """An event as one JSON object; `request` and `exception` only where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, object] = {
            "time": _time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message_of(record),
        }
        if identity := _request.get():
            line["request"] = identity
        if record.exc_info and (failed := _told(record.exc_info[1])):
            line["exception"] = failed
        return json.dumps(line, ensure_ascii=False)


class TextLine(logging.Formatter):
    """An event as one line for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        identity = _request.get()
        head = [_time_of(record), record.levelname, record.name, *([identity] if identity else [])]
        failed = described(record.exc_info[1]) if record.exc_info else ""
        return " | ".join(filter(None, (f"{' '.join(head)}: {_message_of(record)}", failed)))


def described(error: BaseException | None) -> str:
    """An exception and those that it came from in one line: their types and places, no words."""
    return " | ".join(f"{each['type']} at {', '.join(each['frames'])}" for each in _told(error))


def _time_of(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message_of(record: logging.LogRecord) -> str:
    quoting = _QUOTING.match(record.name)
    message = str(record.msg) if quoting and record.args else record.getMessage()
    if record.name == "asyncio" and record.exc_info:  # its further lines quote the exception
        message = message.partition("\n")[0]
    return safe(message)


def _told(error: BaseException | None) -> list[_Told]:
    """The exception and those that it came from, the last first."""
    told: list[_Told] = []
    while error is not None and len(told) < _MOST_CAUSES:
        frames = [
            safe(f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}")
            for frame, line in traceback.walk_tb(error.__traceback__)
        ]
        told.append({"type": type(error).__qualname__, "frames": frames})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told


_MOST_CAUSES = 10


def safe(text: str) -> str:
    """The text in one line that does nothing to a terminal, without secrets."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in _SECRETS.sub("[secret]", text)
    )
