"""The page's server: its files, its actions, its event stream, and what it refuses."""

import asyncio
import socket

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page import PORT, PortError, page
from tests.fake_slack.slack import Slack
from tests.playground.clients import CLUSTER, Tab, below, changes_until
from tests.playground.tiny_bot import TinyBot, words

JAVASCRIPT = "text/javascript", "application/javascript"
"""Python's versions differ; browsers take both."""


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/", ("text/html",)),
        ("/web/js/main.js", JAVASCRIPT),
        ("/web/js/blocks/blocks.js", JAVASCRIPT),
        ("/web/style/tokens.css", ("text/css",)),
        ("/web/icon.svg", ("image/svg+xml",)),
    ],
)
async def test_the_files_are_served_with_a_strict_policy(
    tab: Tab, path: str, kinds: tuple[str, ...]
) -> None:
    async with tab.session.get(tab.address + path) as response:
        assert response.content_type in kinds

        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/web/js/nothing.js", "/web/../page.py", "/web/index.html"])
async def test_other_files_are_not_served(tab: Tab, path: str) -> None:
    async with tab.session.get(tab.address + path) as response:
        assert response.status == 404


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1", "127.0.0.1.example.com:3000"])
async def test_another_host_name_is_refused(tab: Tab, host: str) -> None:
    async with tab.session.get(tab.address, headers={"Host": host}) as response:
        assert response.status == 403
        assert tab.address in await response.text()


@pytest.mark.parametrize("origin", [None, "null", "http://example.com", "http://127.0.0.1:1"])
async def test_another_page_can_neither_act_nor_read_events(tab: Tab, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    url = f"{tab.address}/api/action"
    async with tab.session.post(url, json={"action": "home"}, headers=headers) as response:
        assert response.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await tab.session.ws_connect(f"{tab.address}/api/events?as=ana", headers=headers)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"{}"),
        ("application/json", b"{"),
        ("application/json", b"\xff"),
        ("application/json", b"[" * 100_000),
    ],
)
async def test_a_body_that_is_not_json_is_refused(tab: Tab, content_type: str, body: bytes) -> None:
    headers = {"Origin": tab.address, "Content-Type": content_type}
    async with tab.session.post(
        f"{tab.address}/api/action", data=body, headers=headers
    ) as response:
        assert response.status == 400
        assert "JSON" in (await response.json())["problem"] or content_type == "text/plain"


async def test_an_unknown_person_has_no_event_stream(tab: Tab) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
        await tab.session.ws_connect(
            f"{tab.address}/api/events?as=dora", headers={"Origin": tab.address}
        )


async def test_a_tab_receives_the_state_then_the_changes(
    slack: Slack, tab: Tab, bot: TinyBot
) -> None:
    await slack.client("Ben").says("#iis-cluster", "before")
    async with tab.events() as stream:
        state = await stream.receive_json()
        bot.answers = [{"text": "RPC"}]
        assert await tab.act("post", channel=CLUSTER, text="/iissync 1722") == {}
        changes = await changes_until(
            stream, lambda sent: bool(below("messages", sent) and below("exchanges", sent))
        )

    [shown], [between] = below("messages", changes), below("exchanges", changes)
    assert [posted["text"] for posted in below("messages", state)] == ["before"]
    assert [each["title"] for each in state["people"]] == ["reviewer", "", "reviewer"]
    assert state["commands"][0]["command"] == "/iissync"
    assert (shown["text"], shown["ephemeral_to"]) == ("RPC", "U0ANA00001")
    assert (between["name"], between["ok"]) == ("/iissync", True)
    assert between["response"] == {"text": "RPC"}


@pytest.mark.usefixtures("bot")
async def test_a_tab_does_not_receive_what_only_others_see(
    slack: Slack, tab: Tab, client: AsyncWebClient
) -> None:
    ben = slack.client("Ben")
    async with tab.events() as stream:
        await stream.receive_json()
        await client.chat_postEphemeral(channel=CLUSTER, user=ben.id, text="for Ben")
        await client.views_publish(user_id=ben.id, view=words("Ben's", "home"))
        await client.chat_postMessage(channel=ben.id, text="a letter")
        changes = await changes_until(stream, lambda sent: len(below("exchanges", sent)) == 3)

    assert {key for key in changes if not key.startswith("exchanges/")} == {"people"}
    letter = slack.messages("@iissync")[0]
    latest = {person["id"]: person["latest"] for person in changes["people"]}
    assert (latest[ben.id], latest[slack.client("Ana").id]) == (letter.ts, "")


async def test_a_free_port_replaces_a_taken_one(slack: Slack) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    with pytest.raises(PortError, match=f"at port {port}: Address already in use"):
        async with page(slack, port):
            pass
    taken.close()

    async with page(slack) as first, page(slack) as second:
        assert first != second
        assert int(first.rpartition(":")[2]) >= PORT


async def test_the_stream_of_a_tab_is_closed_at_the_end(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    async with page(slack, 0) as address:
        tab = Tab(session, address)
        events = tab.events()
        stream = await events.__aenter__()
        await stream.receive_json()

    assert (await stream.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    await events.__aexit__(None, None, None)


async def test_a_closed_tab_receives_nothing_more(slack: Slack, tab: Tab) -> None:
    async with tab.events() as stream:
        await stream.receive_json()
    posted = await asyncio.gather(*(slack.client("Ben").says("#general", "x") for _ in range(3)))

    assert len(posted) == 3
