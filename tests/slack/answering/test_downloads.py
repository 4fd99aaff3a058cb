"""Downloads: the token is sent to Slack only, and no hostile file does harm."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from bot.codes.sources import Passage, Why
from bot.conversation import Request, answer
from bot.operations.metrics import Metrics
from bot.settings import SLACK_API
from bot.slack.answering.downloads import CannotRead, DownloadFailed, Files, download
from bot.slack.answering.files import LARGEST, SharedFile
from bot.slack.web_api.api import SlackApi, slack_api
from bot.slack.web_api.errors import NotDelivered, SlackRateLimited
from bot.slack.web_api.file_urls import is_slack_url
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for, slack

__all__ = ["slack"]
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
PAGE = b"<!DOCTYPE html><title>Sign in</title>"


@asynccontextmanager
async def server(handler: Handler) -> AsyncIterator[str]:
    """The origin of a server with this handler."""
    runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server  # noqa: SLF001 - aiohttp has the port nowhere else
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined] # noqa: SLF001
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def slack_that(slack: Slack, handler: Handler) -> AsyncIterator[tuple[SlackApi, str]]:
    """Slack's API, and the address of a file that `handler` serves."""
    async with server(handler) as origin:
        settings = replace(settings_for(slack, "http"), api_url=f"{origin}/api/")
        async with slack_api(settings, Metrics()) as api:
            yield api, f"{origin}/files-pri/T-F1/a.log"


def answering(body: bytes = b"", status: int = 200, **headers: str) -> Handler:
    """A handler with this response to every request."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handler(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=named)

    return handler


async def failure(slack: Slack, handler: Handler) -> Exception:
    """The error of a download from this handler."""
    async with slack_that(slack, handler) as (api, url):
        with pytest.raises((CannotRead, NotDelivered)) as raised:
            await download(api, url)
    return raised.value


# --- where the token is sent


@pytest.mark.parametrize(
    ("url", "is_trusted"),
    [
        ("https://files.slack.com/files-pri/T-F/a.log", True),
        ("https://slack.com/a", True),
        ("https://files-edge.slack-edge.com/a", True),
        ("https://FILES.SLACK.COM/a", True),
        ("http://files.slack.com/a", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://evilslack.com/a", False),
        ("https://evil.example/files.slack.com", False),
        ("https://evil.example#.slack.com", False),
        ("https://evil.example\\@files.slack.com/a", False),
        ("https://files.slack.com@evil.example/a", False),
        ("https://me:x@files.slack.com/a", False),
        ("https://files.slack.com:8443/a", False),
        ("https://files.slack.com:port/a", False),
        ("ftp://files.slack.com/a", False),
        ("//files.slack.com/a", False),
        ("", False),
    ],
)
def test_only_the_hosts_of_slack_are_trusted(url: str, is_trusted: bool) -> None:  # noqa: FBT001 - a column
    assert is_slack_url(url, SLACK_API) is is_trusted


@pytest.mark.parametrize(
    ("url", "is_trusted"),
    [
        ("http://127.0.0.1:3000/files-pri/a", True),
        ("http://127.0.0.1:3001/files-pri/a", False),
        ("https://127.0.0.1:3000/files-pri/a", False),
        ("https://files.slack.com/files-pri/a", False),
    ],
)
def test_with_another_api_url_only_its_origin_is_trusted(url: str, is_trusted: bool) -> None:  # noqa: FBT001 - a column
    assert is_slack_url(url, "http://127.0.0.1:3000/api/") is is_trusted


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_is_not_followed_and_gets_no_token(
    slack: Slack, status: int
) -> None:
    requests: list[web.BaseRequest] = []

    async def elsewhere(request: web.BaseRequest) -> web.StreamResponse:
        requests.append(request)
        return web.Response(text="error 1722")

    async with server(elsewhere) as other:
        why = await failure(slack, answering(status=status, Location=f"{other}/a.log"))

    assert isinstance(why, CannotRead)
    assert why.why is Why.EXTERNAL
    assert requests == []


async def test_a_redirect_within_slack_is_followed_with_the_token(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        if request.path != "/there":
            return web.Response(status=302, headers={"Location": "/there"})
        return web.Response(text=request.headers["Authorization"])

    async with slack_that(slack, handler) as (api, url):
        assert await download(api, url) == f"Bearer {slack.bot_token}".encode()


async def test_endless_redirects_are_given_up(slack: Slack) -> None:
    why = await failure(slack, answering(status=302, Location="/a"))

    assert str(why) == "too many redirects"


# --- responses that are no file


@pytest.mark.parametrize(
    "handler",
    [
        answering(PAGE, Content_Type="text/html; charset=utf-8"),
        answering(b"\n " + PAGE, Content_Type="text/plain"),
        answering(b"<HTML>", Content_Type="application/octet-stream"),
        answering(status=302, Location="/x?redir=%2Ffiles-pri%2FT-F1"),
        answering(status=302, Location="https://acme.slack.com/"),
        answering(status=302, Location="/signin"),
        answering(status=401),
        answering(status=403),
    ],
)
async def test_a_sign_in_page_means_that_the_scope_is_missing(
    slack: Slack, handler: Handler
) -> None:
    why = await failure(slack, handler)

    assert isinstance(why, CannotRead)
    assert why.why is Why.NO_SCOPE


@pytest.mark.parametrize("status", [404, 410])
async def test_a_deleted_file_is_gone(slack: Slack, status: int) -> None:
    why = await failure(slack, answering(status=status))

    assert isinstance(why, CannotRead)
    assert why.why is Why.GONE


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (answering(status=429, Retry_After="7"), SlackRateLimited),
        (answering(status=500), DownloadFailed),
        (answering(b"x", status=206), DownloadFailed),
    ],
)
async def test_a_temporary_failure_can_be_retried(
    slack: Slack, handler: Handler, kind: type[NotDelivered]
) -> None:
    assert type(await failure(slack, handler)) is kind


async def test_a_broken_connection_can_be_retried(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()

    assert type(await failure(slack, handler)) is DownloadFailed


# --- hostile files


async def test_a_response_with_too_large_a_content_length_is_not_read(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(LARGEST + 1)})
        await response.prepare(request)
        await response.write(b"error 1722")
        await asyncio.Event().wait()  # until the connection is closed, unread
        return response

    why = await failure(slack, handler)

    assert isinstance(why, CannotRead)
    assert why.why is Why.TOO_LARGE


async def test_an_endless_body_is_read_up_to_the_limit(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"1" * 65536)

    why = await failure(slack, handler)

    assert isinstance(why, CannotRead)
    assert why.why is Why.TOO_LARGE


async def test_a_compressed_body_is_not_decompressed(slack: Slack) -> None:
    packed = gzip.compress(b"1" * 99)

    assert type(await failure(slack, answering(packed, Content_Encoding="gzip"))) is DownloadFailed


async def answer_to(slack: Slack, content: bytes, name: str = "a.log", size: int = 9) -> str:
    """The answer to a file with that content, downloaded over a real socket."""
    async with slack_that(slack, answering(content)) as (api, url):
        file = SharedFile("F1", name, url, size, "text/plain", "text", "hosted")
        with ThreadPoolExecutor(1) as threads:
            files, request = Files(api, threads), Request("", enclosed=Passage(""))
            request = await files.add_to(request, [file], will_retry=False)
    return answer(request).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"1" * LARGEST, "I found nothing in “a.log”"),
        ("error 0x80070005".encode("utf-16"), "`0x80070005`"),
        (b"\xff\xffGr\xf6\xdfe\x81 error 0x80070005", "`0x80070005`"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "It is not text."),
        (b"", "I found nothing in “a.log”"),
        (b"<@U0ANA00001> <!channel> <b>error 0x80070005</b>", "“&lt;b&gt;error"),
    ],
    ids=["10 MB of digits", "UTF-16", "invalid bytes", "binary", "empty", "marks"],
)
async def test_a_file_with_any_content_gets_an_answer(
    slack: Slack, content: bytes, words: str
) -> None:
    assert words in await answer_to(slack, content)


async def test_the_name_of_a_file_pings_nobody_and_has_no_control_characters(slack: Slack) -> None:
    text = await answer_to(slack, b"error 1722", "<!channel>\x1b[2J\n\u202e<@U1>.log")

    assert "“&lt;!channel&gt;\ufffd[2J\ufffd\ufffd&lt;@U1&gt;.log”" in text


async def test_a_wrong_size_in_the_file_object_changes_nothing(slack: Slack) -> None:
    assert "I did not read “a.log”. It is larger than 10 MB." in await answer_to(
        slack, b"1" * (LARGEST + 1), size=1
    )
    assert "`1722`" in await answer_to(slack, b"error 1722", size=LARGEST)
