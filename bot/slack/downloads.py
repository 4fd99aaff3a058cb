"""EDGE. Fetches shared files from Slack, and has them read.

The bot's token goes to Slack alone, and no redirect leads it elsewhere. Neither the name nor the
content of a file reaches a log.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientResponse

from bot.codes.sources import (
    FileRead,
    NotRead,
    NotText,
    Passage,
    Reading,
    Why,
    blocks_of,
    decoded,
    legible,
)
from bot.conversation import Request
from bot.slack.api import SlackApi
from bot.slack.errors import ForeignUrl, NotDelivered, Refused, SlackRateLimited, SlackUnavailable
from bot.slack.files import LARGEST, MOST_FILES, SharedFile, files_of, why_not_read
from bot.slack.refusals import retry_after

log = logging.getLogger(__name__)
T = TypeVar("T")

SCOPE = "files:read"
FETCH_SECONDS = 20.0
"""How long the files of a question may take to be fetched."""
READ_SECONDS = 15.0
"""How long they may take to be read."""
_AT_ONCE = 4
"""Questions whose files are fetched or read at a time, so that they fit into memory."""
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500
_NOT_ALLOWED, _NOT_THERE = frozenset({401, 403}), frozenset({404, 410})
_CHUNK = 64 * 1024
_PAGE_BEGINS = (b"<!doctype html", b"<html")


class NotFetched(SlackUnavailable):
    """Slack did not deliver a file just now. Nothing was posted by that."""


class CannotRead(Exception):
    """A file cannot be read, however often it is tried."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Files:
    """Reads the files of messages: fetched one after the other, and read in `threads`."""

    def __init__(self, api: SlackApi, threads: Executor) -> None:
        self._api = api
        self._threads = threads
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def of(self, request: Request, files: Sequence[SharedFile], *, patient: bool) -> Request:
        """The request with what the files of its own message say.

        With `patient` it raises `NotDelivered` where a file could be had later.
        """
        pairs = [(request.enclosed or Passage(""), files)]
        [enclosed] = await self._read(pairs, patient=patient)
        return replace(request, enclosed=enclosed)

    async def of_thread(
        self, passages: Sequence[Passage], messages: Sequence[Mapping[str, Any]], *, patient: bool
    ) -> tuple[Passage, ...]:
        """The messages of a thread with what their files say. Raises as `of`."""
        pairs = [(each, files_of(of)) for each, of in zip(passages, messages, strict=True)]
        return await self._read(pairs, patient=patient)

    async def _read(
        self, several: Sequence[tuple[Passage, Sequence[SharedFile]]], *, patient: bool
    ) -> tuple[Passage, ...]:
        """The messages with what their files say, of the first `MOST_FILES`. Raises as `of`."""
        if not any(files for _, files in several):
            return tuple(passage for passage, _ in several)
        async with self._at_once:
            batch = _Batch(self._api, self._threads, patient=patient)
            return tuple([await batch.of(passage, files) for passage, files in several])


class _Batch:
    """The files of one question, which share a bound on their number and on time."""

    def __init__(self, api: SlackApi, threads: Executor, *, patient: bool) -> None:
        self._api = api
        self._threads = threads
        self._patient = patient
        self._left = MOST_FILES
        self._look_ups = MOST_FILES
        self._fetching = FETCH_SECONDS
        self._reading = READ_SECONDS

    async def of(self, passage: Passage, files: Sequence[SharedFile]) -> Passage:
        """A message with what its files say."""
        read: list[FileRead] = []
        not_read: list[NotRead] = []
        left_out = 0
        for file in files:
            if not self._left or not (file.known or self._look_ups):
                left_out += 1
                continue
            done, missing = await self._one(file)
            read += [done] if done else []
            not_read += [missing] if missing else []
        return replace(passage, files=tuple(read), not_read=tuple(not_read), left_out=left_out)

    async def _one(self, file: SharedFile) -> tuple[FileRead | None, NotRead | None]:
        """What a file says, or why it does not; of one that Slack shows in part, both."""
        try:
            file = file if file.known else await self._looked_up(file)
            content = await self._content(file)
            return await self._read(legible(file.name or file.id), content), None
        except CannotRead as error:
            why = error.why
        _log(why)
        name = legible(file.name or file.id)
        excerpt = await self._read_text(name, file.excerpt) if file.excerpt else None
        return excerpt, NotRead(name, why)

    async def _looked_up(self, file: SharedFile) -> SharedFile:
        """The file as `files.info` tells of it. Raises `CannotRead`."""
        self._look_ups -= 1
        try:
            told = SharedFile.of(await self._api.file_info(file.id))
        except NotDelivered as why:
            raise self._failed(why) from why
        if told is None or not told.known:
            raise CannotRead(Why.GONE)
        return told

    async def _content(self, file: SharedFile) -> bytes:
        why = why_not_read(file)
        if why:
            raise CannotRead(why)
        self._left -= 1
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self._fetching):
                return await fetched(self._api, file.url)
        except TimeoutError:
            raise self._failed(NotFetched("it took too long")) from None
        except NotDelivered as failure:
            raise self._failed(failure) from failure
        finally:
            self._fetching = max(0.0, self._fetching - (time.monotonic() - begun))

    def _failed(self, why: NotDelivered) -> CannotRead:
        """Why a file is not read; raises `why` itself where it is to be tried again."""
        log.warning("a shared file was not fetched: %s", why)
        if isinstance(why, Refused):
            return CannotRead(_meaning(str(why)))
        if self._patient:  # a rate limit counts as a failure, too: nobody waits for ever
            raise NotFetched(str(why))
        return CannotRead(Why.FAILED)

    async def _read(self, name: str, content: bytes) -> FileRead:
        try:
            text = await self._in_thread(decoded, content)
        except NotText:
            raise CannotRead(Why.BINARY) from None
        return await self._read_text(name, text)

    async def _read_text(self, name: str, text: str) -> FileRead:
        """The text, block by block, so that whoever else asks has a turn between two of them."""
        reading, until = Reading(name), time.monotonic() + self._reading
        whole = True
        for block in blocks_of(text):
            whole = not reading.full and time.monotonic() < until
            if not whole:
                break
            await self._in_thread(reading.take, block)
        self._reading = max(0.0, until - time.monotonic())
        return reading.result(whole=whole)

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _log(why: Why) -> None:
    if why is Why.NO_SCOPE:
        log.error("Slack does not let the bot read a file: it lacks %s, or is no member", SCOPE)


def _meaning(word: str) -> Why:
    """What it means that Slack refuses to tell of a file."""
    if word == "missing_scope":
        return Why.NO_SCOPE
    gone = word in {"file_not_found", "file_deleted", "file_is_deleted"}
    return Why.GONE if gone else Why.FAILED


async def fetched(api: SlackApi, url: str) -> bytes:
    """The content of a file at an address of Slack's. Raises `CannotRead` and `NotDelivered`."""
    for _ in range(_MOST_REDIRECTS):
        try:
            async with api.fetch(url) as response:
                if response.status not in _REDIRECTS:
                    return await _content_of(response)
                url = _redirected(url, response.headers.get("Location", ""))
        except ForeignUrl:
            raise CannotRead(Why.EXTERNAL) from None
        except ClientError as error:
            raise NotFetched(type(error).__name__) from error
    raise NotFetched("Slack redirects without an end")


def _redirected(url: str, location: str) -> str:
    """Where a redirect leads. Raises `CannotRead` for the page on which people sign in."""
    target = urljoin(url, location)
    address = urlsplit(target)
    if "redir=" in address.query or address.path.rstrip("/") in {"", "/signin", "/login"}:
        raise CannotRead(Why.NO_SCOPE)
    return target


async def _content_of(response: ClientResponse) -> bytes:
    """The body, if it is a file's. Slack answers a token without the scope with a web page."""
    _check_status(response)
    if response.content_type == "text/html":
        raise CannotRead(Why.NO_SCOPE)
    if "Content-Encoding" in response.headers:
        raise NotFetched("it came packed, which was not asked for")
    if (response.content_length or 0) > LARGEST:
        raise CannotRead(Why.TOO_LARGE)
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise CannotRead(Why.TOO_LARGE)
    if body[:64].lstrip().lower().startswith(_PAGE_BEGINS):
        raise CannotRead(Why.NO_SCOPE)
    return bytes(body)


def _check_status(response: ClientResponse) -> None:
    status = response.status
    if status == _TOO_MANY:
        raise SlackRateLimited(retry_after(response.headers))
    if status in _NOT_ALLOWED:
        raise CannotRead(Why.NO_SCOPE)
    if status in _NOT_THERE:
        raise CannotRead(Why.GONE)
    if status != _OK:
        raise NotFetched(f"HTTP {status}")
