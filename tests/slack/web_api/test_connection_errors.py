"""What failed on the way to Slack reads as a sentence, and holds no secret."""

import asyncio
import socket

import pytest
from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
    ServerTimeoutError,
    web,
)
from aiohttp.test_utils import TestServer

from bot.slack.web_api.connection_errors import describe


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (TimeoutError(), "no answer in time"),
        (ServerTimeoutError("https://ticket"), "no answer in time"),
        (ServerDisconnectedError(), "ServerDisconnectedError"),
    ],
)
def test_an_error_is_described(error: Exception, says: str) -> None:
    assert describe(error) == says


async def test_a_host_that_nobody_knows_is_named_without_the_password_of_the_proxy() -> None:
    async with ClientSession(timeout=ClientTimeout(total=10)) as session:
        with pytest.raises(ClientError) as caught:
            await session.get("http://slack.invalid/", proxy="http://me:hush@proxy.invalid:1")

    assert describe(caught.value).startswith("Cannot connect to host proxy.invalid:1 [")
    assert "hush" not in describe(caught.value)


async def test_of_an_answer_only_the_status_is_named() -> None:
    async with TestServer(web.Application()) as server, ClientSession() as session:
        with pytest.raises(ClientError) as caught:
            await session.get(server.make_url("/?ticket=1"), raise_for_status=True)

    assert describe(caught.value) == "HTTP 404"


async def test_a_server_without_tls_is_named(unused_tcp_port: int) -> None:
    server = await asyncio.start_server(
        lambda _, writer: writer.close(), "127.0.0.1", unused_tcp_port, family=socket.AF_INET
    )
    async with server, ClientSession(timeout=ClientTimeout(total=10)) as session:
        with pytest.raises(ClientError) as caught:
            await session.get(f"https://127.0.0.1:{unused_tcp_port}/ticket")

    text = describe(caught.value)
    assert text.startswith(f"Cannot connect to host 127.0.0.1:{unused_tcp_port} [")
    assert "ssl:" not in text
