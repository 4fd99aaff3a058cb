"""How files are fetched: the token goes to Slack alone, and no hostile file does harm."""

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
from bot.playground.slack import Slack
from bot.settings import SLACK_API
from bot.slack.api import SlackApi, slack_api
from bot.slack.downloads import CannotRead, Files, NotFetched, fetched
from bot.slack.errors import NotDelivered, SlackRateLimited
from bot.slack.file_urls import is_slack_url
from bot.slack.files import LARGEST, SharedFile
from tests.scenarios.conftest import settings_for, slack

__all__ = ["slack"]
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
PAGE = b"<!DOCTYPE html><title>Sign in</title>"


@asynccontextmanager
async def server(handler: Handler) -> AsyncIterator[str]:
    """A server that answers everything so, at its origin."""
    runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server  # noqa: SLF001 - aiohttp tells the port nowhere else
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined] # noqa: SLF001
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def slack_that(slack: Slack, handler: Handler) -> AsyncIterator[tuple[SlackApi, str]]:
    """Slack's API, where files are served by `handler`, and the address of one."""
    async with server(handler) as origin:
        settings = replace(settings_for(slack, "http"), api_url=f"{origin}/api/")
        async with slack_api(settings, Metrics()) as api:
            yield api, f"{origin}/files-pri/T-F1/a.log"


def answering(body: bytes = b"", status: int = 200, **headers: str) -> Handler:
    """Answers every request so."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handler(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=named)

    return handler


async def failure(slack: Slack, handler: Handler) -> Exception:
    """Why a file that is served so is not read."""
    async with slack_that(slack, handler) as (api, url):
        with pytest.raises((CannotRead, NotDelivered)) as raised:
            await fetched(api, url)
    return raised.value


# --- whom the token is sent to


@pytest.mark.parametrize(
    ("url", "is_its"),
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
def test_which_addresses_are_slacks(url: str, is_its: bool) -> None:  # noqa: FBT001 - a column
    assert is_slack_url(url, SLACK_API) is is_its


@pytest.mark.parametrize(
    ("url", "is_there"),
    [
        ("http://127.0.0.1:3000/files-pri/a", True),
        ("http://127.0.0.1:3001/files-pri/a", False),
        ("https://127.0.0.1:3000/files-pri/a", False),
        ("https://files.slack.com/files-pri/a", False),
    ],
)
def test_where_the_api_is_elsewhere_files_are_there(url: str, is_there: bool) -> None:  # noqa: FBT001 - a column
    assert is_slack_url(url, "http://127.0.0.1:3000/api/") is is_there


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_is_not_followed_and_gets_no_token(
    slack: Slack, status: int
) -> None:
    asked: list[web.BaseRequest] = []

    async def elsewhere(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(request)
        return web.Response(text="error 1722")

    async with server(elsewhere) as other:
        why = await failure(slack, answering(status=status, Location=f"{other}/a.log"))

    assert isinstance(why, CannotRead)
    assert why.why is Why.EXTERNAL
    assert asked == []


async def test_a_redirect_within_slack_is_followed_with_the_token(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        if request.path != "/there":
            return web.Response(status=302, headers={"Location": "/there"})
        return web.Response(text=request.headers["Authorization"])

    async with slack_that(slack, handler) as (api, url):
        assert await fetched(api, url) == f"Bearer {slack.bot_token}".encode()


async def test_a_redirect_without_an_end_is_given_up(slack: Slack) -> None:
    why = await failure(slack, answering(status=302, Location="/a"))

    assert str(why) == "Slack redirects without an end"


# --- what comes instead of a file


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
async def test_a_page_to_sign_in_means_that_the_scope_is_missing(
    slack: Slack, handler: Handler
) -> None:
    why = await failure(slack, handler)

    assert isinstance(why, CannotRead)
    assert why.why is Why.NO_SCOPE


@pytest.mark.parametrize("status", [404, 410])
async def test_a_file_that_is_gone_is_gone(slack: Slack, status: int) -> None:
    why = await failure(slack, answering(status=status))

    assert isinstance(why, CannotRead)
    assert why.why is Why.GONE


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (answering(status=429, Retry_After="7"), SlackRateLimited),
        (answering(status=500), NotFetched),
        (answering(b"x", status=206), NotFetched),
    ],
)
async def test_what_passes_may_be_tried_again(
    slack: Slack, handler: Handler, kind: type[NotDelivered]
) -> None:
    assert type(await failure(slack, handler)) is kind


async def test_a_connection_that_breaks_may_be_tried_again(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()

    assert type(await failure(slack, handler)) is NotFetched


# --- hostile files


async def test_a_length_that_is_told_to_be_too_much_is_not_read(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(LARGEST + 1)})
        await response.prepare(request)
        await response.write(b"error 1722")
        await asyncio.Event().wait()  # until the connection is closed, unread
        return response

    why = await failure(slack, handler)

    assert isinstance(why, CannotRead)
    assert why.why is Why.TOO_LARGE


async def test_a_body_without_an_end_is_read_to_the_bound(slack: Slack) -> None:
    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"1" * 65536)

    why = await failure(slack, handler)

    assert isinstance(why, CannotRead)
    assert why.why is Why.TOO_LARGE


async def test_a_packed_body_is_not_unpacked_into_memory(slack: Slack) -> None:
    packed = gzip.compress(b"1" * 99)

    assert type(await failure(slack, answering(packed, Content_Encoding="gzip"))) is NotFetched


async def answer_to(slack: Slack, content: bytes, name: str = "a.log", size: int = 9) -> str:
    """What is answered to a file with that content, read by way of a real socket."""
    async with slack_that(slack, answering(content)) as (api, url):
        file = SharedFile("F1", name, url, size, "text/plain", "text", "hosted")
        with ThreadPoolExecutor(1) as threads:
            request = await Files(api, threads).of(
                Request("", enclosed=Passage("")), [file], patient=False
            )
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
async def test_whatever_a_file_holds_there_is_an_answer(
    slack: Slack, content: bytes, words: str
) -> None:
    assert words in await answer_to(slack, content)


async def test_the_name_of_a_file_notifies_and_commands_nobody(slack: Slack) -> None:
    said = await answer_to(slack, b"error 1722", "<!channel>\x1b[2J\n\u202e<@U1>.log")

    assert "“&lt;!channel&gt;\ufffd[2J\ufffd\ufffd&lt;@U1&gt;.log”" in said


async def test_a_size_that_is_a_lie_changes_nothing(slack: Slack) -> None:
    assert "I did not read “a.log”. It is larger than 10 MB." in await answer_to(
        slack, b"1" * (LARGEST + 1), size=1
    )
    assert "`1722`" in await answer_to(slack, b"error 1722", size=LARGEST)
