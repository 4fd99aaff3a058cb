"""EDGE. Downloads shared files from Slack, and finds the codes in them.

The bot's token is sent to Slack only, whatever a redirect says. Names and contents of files are
never logged.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientError, ClientResponse

from bot.codes.sources import (
    FileRead,
    FileReader,
    NotRead,
    NotTextError,
    Passage,
    Why,
    blocks_of,
    decoded,
    printable,
)
from bot.conversation import Request
from bot.slack.answering.files import LARGEST, MOST_FILES, SharedFile, files_of, why_not_read
from bot.slack.payloads.message import passage_of
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import (
    ForeignUrl,
    NotDelivered,
    Refused,
    SlackRateLimited,
    SlackUnavailable,
    TokenRefused,
)
from bot.slack.web_api.refusals import retry_after

log = logging.getLogger(__name__)
T = TypeVar("T")

SCOPE = "files:read"
DOWNLOAD_SECONDS = 20.0
"""How long the downloads of a question may take together."""
READ_SECONDS = 15.0
"""How long the files of a question may take to be decoded together."""
_CONCURRENT = 4
"""Questions whose files are read at the same time, so that they fit into memory.

Questions in messages and those by the shortcut are counted apart: they have other threads, too.
"""
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _TOO_MANY_REQUESTS = 200, 429
_FORBIDDEN, _GONE = frozenset({401, 403}), frozenset({404, 410})
_CHUNK = 64 * 1024
_HTML_BEGINS = (b"<!doctype html", b"<html")


class DownloadFailed(SlackUnavailable):
    """Slack did not deliver a file. A later attempt may succeed."""


class CannotRead(Exception):
    """A file cannot be read, not even by a later attempt."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Files:
    """Adds the codes in files to requests. The files are decoded in `threads`.

    With `will_retry`, a temporary failure raises `NotDelivered`. Without it, the result says which
    files could not be read.
    """

    def __init__(self, api: SlackApi, threads: Executor) -> None:
        self._api = api
        self._threads = threads
        self._semaphore = asyncio.Semaphore(_CONCURRENT)

    async def add_to(
        self, request: Request, files: Sequence[SharedFile], *, will_retry: bool
    ) -> Request:
        """The request with the files of its own message. Raises `NotDelivered`."""
        pairs = [(request.enclosed or Passage(""), files)]
        [enclosed] = await self._read(pairs, will_retry=will_retry)
        return replace(request, enclosed=enclosed)

    async def add_to_thread(
        self, messages: Iterable[Mapping[str, Any]], *, will_retry: bool
    ) -> tuple[Passage, ...]:
        """The messages of a thread with their files. Raises `NotDelivered`."""
        pairs = [(passage_of(message), files_of(message)) for message in messages]
        return await self._read(pairs, will_retry=will_retry)

    async def _read(
        self, pairs: Sequence[tuple[Passage, Sequence[SharedFile]]], *, will_retry: bool
    ) -> tuple[Passage, ...]:
        """The passages with the first `MOST_FILES` of their files."""
        if not any(files for _, files in pairs):
            return tuple(passage for passage, _ in pairs)
        async with self._semaphore:
            batch = _Batch(self._api, self._threads, will_retry=will_retry)
            return tuple([await batch.add_to(passage, files) for passage, files in pairs])


class _Batch:
    """The files of one question, which share the limits of number and time."""

    def __init__(self, api: SlackApi, threads: Executor, *, will_retry: bool) -> None:
        self._api = api
        self._threads = threads
        self._will_retry = will_retry
        self._downloads_left = MOST_FILES
        self._look_ups_left = MOST_FILES
        self._download_seconds = DOWNLOAD_SECONDS
        self._read_seconds = READ_SECONDS

    async def add_to(self, passage: Passage, files: Sequence[SharedFile]) -> Passage:
        """The passage of a message with its files."""
        read: list[FileRead] = []
        not_read: list[NotRead] = []
        left_out = 0
        for file in files:
            if not self._downloads_left or not (file.known or self._look_ups_left):
                left_out += 1
                continue
            content, failure = await self._read_file(file)
            read += [content] if content else []
            not_read += [failure] if failure else []
        return replace(passage, files=tuple(read), not_read=tuple(not_read), left_out=left_out)

    async def _read_file(self, file: SharedFile) -> tuple[FileRead | None, NotRead | None]:
        """The codes in a file, or why it was not read; both if only its excerpt was read."""
        try:
            file = file if file.known else await self._look_up(file)
            content = await self._download(file)
            return await self._decode(printable(file.name or file.id), content), None
        except CannotRead as error:
            why = error.why
        if why is Why.NO_SCOPE:
            log.error("Slack does not let the bot read a file: it lacks %s, or is no member", SCOPE)
        name = printable(file.name or file.id)
        excerpt = await self._read_text(name, file.excerpt) if file.excerpt else None
        return excerpt, NotRead(name, why)

    async def _look_up(self, file: SharedFile) -> SharedFile:
        """The file as `files.info` describes it. Raises `CannotRead`."""
        self._look_ups_left -= 1
        try:
            found = SharedFile.of(await self._api.file_info(file.id))
        except NotDelivered as error:
            raise self._failed(error) from error
        if found is None or not found.known:
            raise CannotRead(Why.GONE)
        return found

    async def _download(self, file: SharedFile) -> bytes:
        why = why_not_read(file)
        if why:
            raise CannotRead(why)
        self._downloads_left -= 1
        end = time.monotonic() + self._download_seconds
        try:
            async with asyncio.timeout(self._download_seconds):
                return await download(self._api, file.url)
        except TimeoutError:
            raise self._failed(DownloadFailed("it took too long")) from None
        except NotDelivered as error:
            raise self._failed(error) from error
        finally:
            self._download_seconds = max(0.0, end - time.monotonic())

    def _failed(self, error: NotDelivered) -> CannotRead:
        """The error for a file that was refused. Raises `DownloadFailed` to retry the job."""
        log.warning("a shared file was not downloaded: %s", error)
        if isinstance(error, Refused | TokenRefused):
            return CannotRead(_reason(str(error)))
        if self._will_retry:  # a rate limit counts as a failure as well, so no user waits for ever
            raise DownloadFailed(str(error))
        return CannotRead(Why.FAILED)

    async def _decode(self, name: str, content: bytes) -> FileRead:
        try:
            text = await self._in_thread(decoded, content)
        except NotTextError:
            raise CannotRead(Why.BINARY) from None
        return await self._read_text(name, text)

    async def _read_text(self, name: str, text: str) -> FileRead:
        """The codes in a text. It is decoded in blocks, so that other questions get their turn."""
        reader, end = FileReader(name), time.monotonic() + self._read_seconds
        whole = True
        for block in blocks_of(text):
            whole = not reader.is_full and time.monotonic() < end
            if not whole:
                break
            await self._in_thread(reader.read, block)
        self._read_seconds = max(0.0, end - time.monotonic())
        return reader.result(whole=whole)

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _reason(word: str) -> Why:
    """The reason for which Slack refuses `files.info` with that word."""
    if word == "missing_scope":
        return Why.NO_SCOPE
    gone = word in {"file_not_found", "file_deleted", "file_is_deleted"}
    return Why.GONE if gone else Why.FAILED


async def download(api: SlackApi, url: str) -> bytes:
    """The content of a file. Raises `CannotRead` and `NotDelivered`."""
    for _ in range(_MOST_REDIRECTS):
        try:
            async with api.fetch(url) as response:
                if response.status not in _REDIRECTS:
                    return await _body(response)
                url = _redirect_target(url, response.headers.get("Location", ""))
        except ForeignUrl:
            raise CannotRead(Why.EXTERNAL) from None
        except ClientError as error:
            raise DownloadFailed(type(error).__name__) from error
    raise DownloadFailed("too many redirects")


def _redirect_target(url: str, location: str) -> str:
    """The address of a redirect. Raises `CannotRead` for the sign-in page."""
    target = urljoin(url, location)
    address = urlsplit(target)
    if "redir=" in address.query or address.path.rstrip("/") in {"", "/signin", "/login"}:
        raise CannotRead(Why.NO_SCOPE)
    return target


async def _body(response: ClientResponse) -> bytes:
    """The body of a file. A web page means that the token lacks the scope. Raises `CannotRead`."""
    _check_status(response)
    if response.content_type == "text/html":
        raise CannotRead(Why.NO_SCOPE)
    if "Content-Encoding" in response.headers:
        raise DownloadFailed("the response is compressed")
    if (response.content_length or 0) > LARGEST:
        raise CannotRead(Why.TOO_LARGE)
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise CannotRead(Why.TOO_LARGE)
    if body[:64].lstrip().lower().startswith(_HTML_BEGINS):
        raise CannotRead(Why.NO_SCOPE)
    return bytes(body)


def _check_status(response: ClientResponse) -> None:
    status = response.status
    if status == _TOO_MANY_REQUESTS:
        raise SlackRateLimited(retry_after(response.headers))
    if status in _FORBIDDEN:
        raise CannotRead(Why.NO_SCOPE)
    if status in _GONE:
        raise CannotRead(Why.GONE)
    if status != _OK:
        raise DownloadFailed(f"HTTP {status}")
