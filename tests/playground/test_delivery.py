"""Delivery to the bot: three seconds, retries, signatures, and Socket Mode connections."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack.clock import ManualClock
from tests.fake_slack.slack import Slack
from tests.playground.tiny_bot import TinyBot, words

Answer = Callable[[web.Request], web.Response]


@asynccontextmanager
async def listening(slack: Slack, *answers: web.Response) -> AsyncIterator[list[web.Request]]:
    """A bare HTTP bot, which gives these answers in turn, then 200; yields its requests."""
    got: list[web.Request] = []
    waiting = list(answers)

    async def serve(request: web.Request) -> web.Response:
        await request.read()
        got.append(request)
        return waiting.pop(0) if waiting else web.Response()

    app = web.Application()
    app.add_routes([web.post("/", serve)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    slack.deliver_to(f"http://{host}:{port}/")
    try:
        yield got
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connected(slack: Slack, client: AsyncWebClient) -> AsyncIterator[list[SocketModeRequest]]:
    """Slack's own Socket Mode client; yields its requests."""
    got: list[SocketModeRequest] = []
    before = slack.connections
    socket = SocketModeClient(slack.app_token, web_client=client)

    async def receive(_: object, request: SocketModeRequest) -> None:
        got.append(request)
        await socket.send_message(json.dumps({"envelope_id": request.envelope_id}))

    socket.socket_mode_request_listeners.append(receive)
    await socket.connect()  # type: ignore[no-untyped-call]  # slack_sdk's
    await slack.connected(before + 1)
    try:
        yield got
    finally:
        await socket.close()  # type: ignore[no-untyped-call]  # slack_sdk's


async def test_requests_are_signed(slack: Slack) -> None:
    async with listening(slack) as got:
        await slack.client("Ana").runs("#general", "/iissync payload=1&x")

    body, headers = await got[0].read(), got[0].headers
    verifier = SignatureVerifier(slack.signing_secret)
    assert verifier.is_valid(
        body, headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
    )
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


async def test_a_text_in_a_response_is_shown(slack: Slack) -> None:
    async with listening(slack, web.Response(text="RPC"), web.Response(text="[1]")):
        first = await slack.client("Ana").runs("#general", "/iissync 1722")
        second = await slack.client("Ana").runs("#general", "/iissync 1722")

    assert (first.text, second.text) == ("RPC", "[1]")


async def test_any_status_but_200_is_a_failed_dispatch(slack: Slack) -> None:
    async with listening(slack, web.Response(status=404)):
        shown = await slack.client("Ana").runs("#general", "/iissync 1722")

    assert shown.text == '/iissync failed with the error "dispatch_failed"'


async def test_an_absent_bot_is_a_failed_dispatch(slack: Slack) -> None:
    over_socket_mode = await slack.client("Ana").runs("#general", "/iissync 1722")
    slack.deliver_to("http://127.0.0.1:1/")
    over_http = await slack.client("Ana").runs("#general", "/iissync 1722")

    assert over_socket_mode.error == over_http.error == "dispatch_failed"


async def test_a_request_times_out_after_three_seconds(
    slack: Slack, bot: TinyBot, clock: ManualClock
) -> None:
    bot.hangs = True
    running = asyncio.create_task(slack.client("Ana").runs("#general", "/iissync 1722"))
    await bot.busy.wait()
    clock.advance(3)

    assert (await running).text == '/iissync failed with the error "operation_timeout"'


async def test_an_event_is_redelivered_until_it_is_acknowledged(slack: Slack) -> None:
    async with listening(slack, web.Response(status=500), web.Response(status=503)) as got:
        await slack.client("Ana").says("#general", "@iissync 1722")
        await slack.settled()

    numbers = [request.headers.get("X-Slack-Retry-Num") for request in got]
    ids = {json.loads(await request.text())["event_id"] for request in got}
    assert (numbers, len(ids)) == ([None, "1", "2"], 1)
    assert got[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert [d.problem for d in slack.deliveries] == ["dispatch_failed", "dispatch_failed", ""]


async def test_an_event_is_redelivered_a_limited_number_of_times(slack: Slack) -> None:
    await slack.client("Ana").says("#general", "@iissync 1722")
    await slack.settled()

    assert [delivery.attempt for delivery in slack.deliveries] == [0, 1, 2]


async def test_a_bot_can_refuse_redelivery(slack: Slack) -> None:
    refusal = web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    async with listening(slack, refusal) as got:
        await slack.client("Ana").says("#general", "@iissync 1722")
        await slack.settled()

    assert len(got) == 1


async def test_retries_wait_as_long_as_slacks(clock: ManualClock) -> None:
    async with Slack(clock=clock) as slack:
        await slack.client("Ana").says("#general", "@iissync 1722")
        for seconds, attempts in ((0, 2), (60, 3), (300, 4)):
            await slack.wait_for(lambda n=attempts - 1: len(slack.deliveries) >= n)  # type: ignore[misc]  # mypy cannot infer a default
            clock.advance(seconds)
            await slack.wait_for(lambda n=attempts: len(slack.deliveries) >= n)  # type: ignore[misc]  # the same
        await slack.settled()

        assert [delivery.attempt for delivery in slack.deliveries] == [0, 1, 2, 3]


async def test_connections_share_the_load(slack: Slack, client: AsyncWebClient) -> None:
    async with connected(slack, client) as one, connected(slack, client) as other:
        for _ in range(4):
            await slack.client("Ana").runs("#general", "/iissync 1722")

    assert (len(one), len(other)) == (2, 2)


async def test_an_envelope_is_redelivered_after_its_connection_was_lost(
    slack: Slack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    sockets = []
    for _ in range(2):
        opened = await client.apps_connections_open(app_token=slack.app_token)
        sockets.append(await session.ws_connect(opened["url"]))
        await sockets[-1].receive_json()
    await slack.client("Ana").says("#general", "@iissync 1722")
    lost = await sockets[0].receive_json()
    await sockets[0].close()
    again = await sockets[1].receive_json()
    await sockets[1].send_json({"envelope_id": again["envelope_id"]})
    await slack.settled()
    await sockets[1].close()

    assert (lost["retry_attempt"], again["retry_attempt"]) == (0, 1)
    assert again["retry_reason"] == "connection_failed"


async def test_a_ticket_opens_one_connection(
    slack: Slack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    opened = await client.apps_connections_open(app_token=slack.app_token)
    async with session.ws_connect(opened["url"]) as socket:
        hello = await socket.receive_json()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(opened["url"])

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)


async def test_unexpected_acknowledgements_are_dropped(
    slack: Slack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    opened = await client.apps_connections_open(app_token=slack.app_token)
    async with session.ws_connect(opened["url"]) as socket:
        await socket.receive_json()
        await socket.send_json({"envelope_id": "unknown"})
        await socket.send_bytes(b"?")
        running = asyncio.create_task(slack.client("Ana").runs("#general", "/iissync 1722"))
        envelope: dict[str, Any] = await socket.receive_json()
        for _ in range(2):
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
        shown = await running

    assert (shown.text, shown.error) == ("", "")
    assert envelope["accepts_response_payload"] is True


async def test_a_client_reconnects_when_slack_asks_for_it(
    slack: Slack, client: AsyncWebClient
) -> None:
    async with connected(slack, client) as got:
        await slack.disconnect()
        await slack.wait_for(lambda: slack.connections_opened == 2)
        await slack.client("Ana").runs("#general", "/iissync 1722")

    assert len(got) == 1


async def test_connections_can_be_reset(
    slack: Slack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    opened = await client.apps_connections_open(app_token=slack.app_token)
    socket = await session.ws_connect(opened["url"])
    await socket.receive_json()
    slack.cut_connections()
    message = await socket.receive()
    await slack.wait_for(lambda: not slack.connections)

    assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_a_timeout_lists_what_did_arrive(slack: Slack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="#general", text="hello")
    await slack.client("Ana").says("#general", "@iissync 1722")
    await slack.settled()

    with pytest.raises(TimeoutError, match=r"(?s)sent events_api.*chat\.postMessage.*hello"):
        await slack.wait_for(lambda: False, seconds=0)


async def test_an_incomplete_answer_to_a_modal_is_an_error(
    slack: Slack, client: AsyncWebClient
) -> None:
    ana = slack.client("Ana")
    trigger = slack.workspace.triggers.give(ana.id)
    await client.views_open(trigger_id=trigger, view=words("x"))
    assert ana.view is not None
    async with listening(slack, web.json_response({"response_action": "errors"})):
        shown = await ana.submits(ana.view)

    assert shown.error == "not_connected"


async def test_connections_are_closed_with_slack(session: aiohttp.ClientSession) -> None:
    async with Slack() as slack:
        client = AsyncWebClient(base_url=slack.api_url, session=session)
        opened = await client.apps_connections_open(app_token=slack.app_token)
        socket = await session.ws_connect(opened["url"])
        await socket.receive_json()
        leaving = asyncio.create_task(socket.receive())
    message = await leaving

    assert message.type is aiohttp.WSMsgType.CLOSE
