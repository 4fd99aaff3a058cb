"""Requests signed as Slack does, and invalid ones, over plain sockets."""

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

SECRET = "0123456789abcdef0123456789abcdef"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def command(text: str, **more: object) -> bytes:
    """The body of a command, as a person types it."""
    person = {"team_id": "T0PLAY0001", "user_id": "U0ANA00001", "channel_id": "C0PLAY0001"}
    return urlencode({"command": "/iissync", "text": text, **person, **more}).encode()


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    """What Slack puts into X-Slack-Signature."""
    message = b"v0:" + timestamp.encode("utf-8", "surrogateescape") + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def signed(
    body: bytes,
    *,
    age: float = 0,
    timestamp: str | None = None,
    secret: str = SECRET,
    kind: Mapping[str, str] = FORM,
) -> dict[str, str]:
    """The headers of a request that Slack signed so many seconds ago."""
    at = str(int(time.time() - age)) if timestamp is None else timestamp
    return {
        **kind,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(body, at, secret),
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The words for the person, where the answer is JSON."""
        return str(json.loads(self.body or b"{}").get("text"))


class Connection:
    """A connection to the bot, on which any bytes can be sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Send the bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> Answer:
        """The next answer on the line. Raises `ConnectionError` where it was closed instead."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        return Answer(int(head.split()[1]), body)

    async def closed(self) -> bytes:
        """What still came until the bot closed the line."""
        received = b""
        with suppress(ConnectionError):
            while piece := await self._reader.read(64 * 1024):
                received += piece
        return received

    async def send_slowly(self, pieces: Iterable[bytes], every: float = 0.01) -> bytes:
        """Send a piece every so many seconds until the bot closes the line; what it answered."""
        closing = asyncio.create_task(self.closed())
        for piece in pieces:
            with suppress(ConnectionError):
                await self.send(piece)
            await asyncio.wait([closing], timeout=every)
            if closing.done():
                break
        return await closing


@asynccontextmanager
async def connect(url: str, source: str | None = None) -> AsyncIterator[Connection]:
    """A line to the address; `source` is the address of this machine that it comes from."""
    address, local = urlsplit(url), (source, 0) if source else None
    reader, writer = await asyncio.open_connection(address.hostname, address.port, local_addr=local)
    try:
        yield Connection(reader, writer)
    finally:
        writer.transport.abort()


def request(
    body: bytes,
    headers: Mapping[str, str],
    *,
    first: str = "POST /slack/events",
    length: int | None = None,
) -> bytes:
    """The bytes of a request; `length` is what it says of its body, if not the truth."""
    stated_length = len(body) if length is None else length
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = [f"{first} HTTP/1.1", "Host: bot", *lines, f"Content-Length: {stated_length}", "", ""]
    return "\r\n".join(head).encode("utf-8", "surrogateescape") + body


async def answer_to(url: str, data: bytes) -> Answer:
    """The answer to these bytes, on a line of their own."""
    async with connect(url) as line:
        await line.send(data)
        return await line.answer()
