"""The page's server: who may ask, what can be done, what is told, and what is refused."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.cli.decode import decoded
from bot.playground.page import PORT, PortError, page
from bot.playground.slack import Slack
from tests.playground.tiny_bot import SHARED, TinyBot, words

Json = dict[str, Any]
CLUSTER = "C0CLUSTER1"
PRIVATE = "C0OPSPRIV1"
BENS = "(the ts of a message of Ben's)"


class Tab:
    """A browser's tab, as the server sees one."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address

    async def act(self, action: str, /, **details: object) -> Json:
        """The outcome of an action of Ana's."""
        return (await self.post({"as": "ana", **details, "action": action}))[1]

    async def post(self, body: object) -> tuple[int, Json]:
        """The status and the outcome."""
        origin = {"Origin": self.address}
        async with self.session.post(
            f"{self.address}/api/action", json=body, headers=origin
        ) as response:
            return response.status, await response.json()

    @asynccontextmanager
    async def events(self, name: str = "ana") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """The event stream of that person's tab."""
        address = f"{self.address}/api/events?as={name}"
        async with self.session.ws_connect(address, headers={"Origin": self.address}) as stream:
            yield stream


@pytest.fixture
async def tab(slack: Slack, session: aiohttp.ClientSession) -> AsyncIterator[Tab]:
    async with page(slack, 0) as address:
        yield Tab(session, address)


async def next_event(stream: aiohttp.ClientWebSocketResponse, kind: str) -> Json:
    """The next event of that kind."""
    while True:
        event: Json = await stream.receive_json()
        if event["kind"] == kind:
            return event


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/web/js/main.js", "text/javascript"),
        ("/web/js/blocks/blocks.js", "text/javascript"),
        ("/web/style/tokens.css", "text/css"),
        ("/web/icon.svg", "image/svg+xml"),
    ],
)
async def test_the_files_are_served_with_a_strict_policy(tab: Tab, path: str, kind: str) -> None:
    async with tab.session.get(tab.address + path) as response:
        assert response.content_type == kind

        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/web/js/nothing.js", "/web/../page.py", "/web/index.html"])
async def test_other_files_are_not(tab: Tab, path: str) -> None:
    async with tab.session.get(tab.address + path) as response:
        assert response.status == 404


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1", "127.0.0.1.example.com:3000"])
async def test_another_name_for_this_machine_is_refused(tab: Tab, host: str) -> None:
    async with tab.session.get(tab.address, headers={"Host": host}) as response:
        assert response.status == 403
        assert tab.address in await response.text()


@pytest.mark.parametrize("origin", [None, "null", "http://example.com", "http://127.0.0.1:1"])
async def test_another_page_can_neither_act_nor_listen(tab: Tab, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    url = f"{tab.address}/api/action"
    async with tab.session.post(url, json={"action": "home"}, headers=headers) as response:
        assert response.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await tab.session.ws_connect(f"{tab.address}/api/events?as=ana", headers=headers)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "must be a JSON object"),
        ({}, "`action` must be a text"),
        ({"action": 7}, "`action` must be a text"),
        ({"action": "dance", "as": "ana"}, "`action` must be one of post, edit"),
        ({"action": "post"}, "`as` must be a text"),
        ({"action": "post", "as": "dora"}, "`as` must be a person"),
        ({"action": "post", "as": "iissync"}, "`as` must be a person"),
        ({"action": "post", "as": "ana", "channel": CLUSTER, "text": " "}, "`text` is empty"),
        (
            {"action": "post", "as": "ana", "channel": CLUSTER, "text": "x" * 50_001},
            "at most 50000 characters",
        ),
        ({"action": "post", "as": "ana", "channel": CLUSTER, "text": "\ud800"}, "half a character"),
        (
            {"action": "post", "as": "ana", "text": "x", "channel": CLUSTER, "phone": 1},
            "`phone` must be a boolean",
        ),
        (
            {"action": "use", "as": "ana", "block": "b", "element": "e", "at": 7},
            "`at` must provide an object",
        ),
        ({"action": "close", "as": "ana"}, "missing required field: view"),
        ({"action": "submit", "as": "ana", "view": "V1", "values": 7}, "`values` must provide"),
        (
            {"action": "submit", "as": "ana", "view": "V1", "values": {"a": {}}},
            "`values/a` must be a text, a list of texts, or null",
        ),
        ({"action": "home", "as": "ana", "x": 1}, "invalid additional property: x"),
    ],
)
async def test_a_malformed_request_is_told_in_words(tab: Tab, body: object, words: str) -> None:
    status, answer = await tab.post(body)

    assert status == 400
    assert words in answer["problem"]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"{}"),
        ("application/json", b"{"),
        ("application/json", b"\xff"),
        ("application/json", b"[" * 100_000),
    ],
)
async def test_what_is_no_json_is_refused(tab: Tab, content_type: str, body: bytes) -> None:
    headers = {"Origin": tab.address, "Content-Type": content_type}
    async with tab.session.post(
        f"{tab.address}/api/action", data=body, headers=headers
    ) as response:
        assert response.status == 400
        assert "JSON" in (await response.json())["problem"] or content_type == "text/plain"


async def test_nobody_can_listen_as_nobody(tab: Tab) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
        await tab.session.ws_connect(
            f"{tab.address}/api/events?as=dora", headers={"Origin": tab.address}
        )


async def test_a_tab_is_told_first_what_there_is_then_what_changes(
    slack: Slack, tab: Tab, bot: TinyBot
) -> None:
    await slack.client("Ben").says("#iis-cluster", "before")
    async with tab.events() as stream:
        state = await stream.receive_json()
        bot.answers = [{"text": "RPC"}]
        assert await tab.act("post", channel=CLUSTER, text="/iissync 1722") == {}
        news = await next_event(stream, "message")
        between = await next_event(stream, "exchange")

    assert [said["text"] for said in state["messages"]] == ["before"]
    assert [each["title"] for each in state["people"]] == ["reviewer", "", "reviewer"]
    assert state["commands"][0]["command"] == "/iissync"
    assert (news["message"]["text"], news["message"]["ephemeral_to"]) == ("RPC", "U0ANA00001")
    assert (between["exchange"]["name"], between["exchange"]["ok"]) == ("/iissync", True)
    assert between["exchange"]["response"] == {"text": "RPC"}


@pytest.mark.usefixtures("bot")
async def test_nobody_is_told_what_others_see_alone(
    slack: Slack, tab: Tab, client: AsyncWebClient
) -> None:
    ben = slack.client("Ben")
    async with tab.events() as stream:
        await stream.receive_json()
        await client.chat_postEphemeral(channel=CLUSTER, user=ben.id, text="for Ben")
        await client.views_publish(user_id=ben.id, view=words("Ben's", "home"))
        await client.chat_postMessage(channel=ben.id, text="a letter")
        told = [await stream.receive_json() for _ in range(4)]

    assert sorted(news["kind"] for news in told) == ["exchange"] * 3 + ["person"]
    assert next(news["id"] for news in told if news["kind"] == "person") == ben.id


@pytest.mark.usefixtures("bot")
async def test_a_form_is_opened_filled_in_and_closed(slack: Slack, tab: Tab) -> None:
    async with tab.events() as stream:
        await stream.receive_json()
        assert await tab.act("shortcut", name="Look up a status code") == {}
        opened = (await next_event(stream, "modal"))["view"]
        assert await tab.act("submit", view=opened["id"], values={}) == {}
        refused = (await next_event(stream, "modal"))["view"]
        assert await tab.act("submit", view=opened["id"], values={"code": "5"}) == {}
        closed = (await next_event(stream, "modal"))["view"]

    assert opened["title"]["text"] == "Look up"
    assert refused["errors"] == {"code": "Please complete this required field."}
    assert closed is None
    assert await tab.act("close", view=opened["id"]) == {"problem": "That form is no longer open."}
    assert slack.client("Ana").view is None


async def test_an_open_form_is_closed(slack: Slack, tab: Tab, bot: TinyBot) -> None:
    ana = slack.client("Ana")
    await tab.act("shortcut", name="Look up a status code")
    view = await slack.wait_for(lambda: ana.view)
    assert view

    assert await tab.act("close", view=view.id) == {}
    assert ana.view is None
    assert bot.heard[-1]["type"] == "shortcut"


@pytest.mark.usefixtures("bot")
async def test_a_button_and_the_home_tab_are_used(
    slack: Slack, tab: Tab, client: AsyncWebClient
) -> None:
    await client.views_publish(
        user_id=slack.client("Ana").id, view={"type": "home", "blocks": SHARED}
    )
    await tab.act("shortcut", name="Look up a status code")
    async with tab.events() as stream:
        home = (await stream.receive_json())["home"]
        block = home["blocks"][0]
        at = {"at": {"view": home["id"]}, "block": block["block_id"], "element": "share"}
        assert await tab.act("use", **at, value=None) == {}
        assert await tab.act("home") == {}
        assert (await next_event(stream, "home"))["view"]["blocks"][0]["type"] == "section"


async def test_what_the_bot_offers_is_listed(
    slack: Slack, tab: Tab, bot: TinyBot, client: AsyncWebClient
) -> None:
    option = {"text": {"type": "plain_text", "text": "1722"}, "value": "1722"}
    menu = {"type": "external_select", "action_id": "m"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    await client.chat_postMessage(channel=CLUSTER, text="x", blocks=blocks)
    at = {"channel": CLUSTER, "ts": slack.messages("#iis-cluster")[0].ts}
    bot.answers = [{"options": [option]}]
    named = {"at": at, "block": "b", "element": "m"}

    assert await tab.act("suggest", **named, typed="17") == {"options": [option]}
    assert await tab.act("use", **named, value="1722") == {}
    assert [heard["type"] for heard in bot.heard] == ["block_suggestion", "block_actions"]
    assert bot.heard[-1]["actions"][0]["selected_option"] == option


@pytest.mark.parametrize("value", [7, [7], {}])
async def test_a_value_is_a_text_or_some(
    slack: Slack, tab: Tab, client: AsyncWebClient, value: object
) -> None:
    await client.chat_postMessage(channel=CLUSTER, text="RPC", blocks=SHARED)
    said = slack.messages("#iis-cluster")[0]
    named = {"block": said.blocks[0]["block_id"], "element": "share"}

    answer = await tab.act("use", at={"channel": CLUSTER, "ts": said.ts}, **named, value=value)

    assert "must be a text, a list of texts, or null" in answer["problem"]


async def test_what_the_bot_does_not_acknowledge_is_told(
    slack: Slack, tab: Tab, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=CLUSTER, text="RPC", blocks=SHARED)
    said = slack.messages("#iis-cluster")[0]
    named = {"block": said.blocks[0]["block_id"], "element": "share"}
    at = {"channel": CLUSTER, "ts": said.ts}

    answer = await tab.act("use", at=at, **named)
    await tab.act("post", channel=CLUSTER, text="/iissync 1722")

    assert answer == {"problem": 'failed with the error "dispatch_failed"'}
    told = slack.seen_by("Ana", "#iis-cluster")[-1]
    assert told.text == '/iissync failed with the error "dispatch_failed"'


async def test_a_message_is_said_edited_and_deleted(slack: Slack, tab: Tab) -> None:
    said = await tab.act("post", channel=CLUSTER, text="helo @U0BEN00001")
    at = {"channel": CLUSTER, "ts": said["ts"]}
    below = await tab.act("post", channel=CLUSTER, text="@iissync 5", thread=said["ts"])
    await tab.act("edit", **at, text="hello")
    assert [m.text for m in slack.messages("#iis-cluster")] == ["hello", "<@U0PLAYBOT1> 5"]

    async with tab.events() as stream:
        await stream.receive_json()
        await tab.act("delete", **at)
        assert (await next_event(stream, "deleted"))["ts"] == said["ts"]
    assert (said["delivered"], below["delivered"]) == (False, True)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"action": "delete", "channel": CLUSTER, "ts": "1.2"}, "no longer there"),
        ({"action": "delete", "channel": CLUSTER, "ts": BENS}, "not yours"),
        ({"action": "close", "view": "V1"}, "no longer open"),
        ({"action": "post", "channel": "C9", "text": "x"}, "Slack refused: channel_not_found"),
        ({"action": "shortcut", "name": "Nothing"}, "Slack refused: shortcut_not_found"),
        (
            {"action": "use", "at": {"channel": CLUSTER, "ts": BENS}, "block": "b", "element": "e"},
            "Slack refused: nothing named",
        ),
    ],
)
async def test_an_impossible_action_is_refused(
    slack: Slack, tab: Tab, request_: Json, words: str
) -> None:
    posted = await slack.client("Ben").says("#iis-cluster", "mine")
    body = json.dumps({"as": "ana", **request_}).replace(BENS, posted.ts)

    status, answer = await tab.post(json.loads(body))

    assert status == 409
    assert words in answer["problem"]


@pytest.mark.usefixtures("bot")
async def test_a_shortcut_is_used_on_a_message(slack: Slack, tab: Tab) -> None:
    said = await slack.client("Ben").says("#iis-cluster", "got 1722")
    at = {"channel": CLUSTER, "ts": said.ts}

    assert await tab.act("shortcut", name="Decode status codes", at=at) == {}
    await slack.wait_for(lambda: slack.seen_by("Ana", "#iis-cluster")[1:])


@pytest.mark.parametrize(
    ("channel", "typed", "told"),
    [
        (PRIVATE, "@iissync 1722", "@iissync is not in this channel"),
        (PRIVATE, "/invite @iissync", "was added by Ana Alvarez"),
        (PRIVATE, "/invite @ben", "Type /invite @iissync in a channel."),
        (CLUSTER, "/invite @iissync", "@iissync is already in this channel."),
        ("D0ANA00001", "/invite @iissync", "Type /invite @iissync in a channel."),
    ],
)
async def test_the_bot_is_invited(
    slack: Slack, tab: Tab, channel: str, typed: str, told: str
) -> None:
    await tab.act("post", channel=channel, text=typed)

    assert told in slack.workspace.seen_by("U0ANA00001", channel)[-1].text


async def test_a_deletion_is_told_to_a_bot_that_listens(slack: Slack, bot: TinyBot) -> None:
    ana = slack.client("Ana")
    said = await ana.says("@iissync", "oh")
    await slack.settled()
    ana.deletes(said)
    await slack.settled()

    assert bot.heard[-1]["subtype"] == "message_deleted"
    assert bot.heard[-1]["deleted_ts"] == said.ts


async def test_a_free_port_is_found_where_one_is_taken(slack: Slack) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    with pytest.raises(PortError, match=f"at port {port}: Address already in use"):
        async with page(slack, port):
            pass
    taken.close()

    async with page(slack) as first, page(slack) as second:
        assert first != second
        assert int(first.rpartition(":")[2]) >= PORT


async def test_tabs_are_told_of_the_end(slack: Slack, session: aiohttp.ClientSession) -> None:
    async with page(slack, 0) as address:
        tab = Tab(session, address)
        events = tab.events()
        stream = await events.__aenter__()
        await stream.receive_json()

    assert (await stream.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    await events.__aexit__(None, None, None)


async def test_a_closed_tab_is_told_nothing_more(slack: Slack, tab: Tab) -> None:
    async with tab.events() as stream:
        await stream.receive_json()
    said = await asyncio.gather(*(slack.client("Ben").says("#general", "x") for _ in range(3)))

    assert len(said) == 3


async def test_several_are_chosen_and_cleared(
    slack: Slack, tab: Tab, bot: TinyBot, client: AsyncWebClient
) -> None:
    option = {"text": {"type": "plain_text", "text": "One"}, "value": "one"}
    menu = {"type": "multi_static_select", "action_id": "m", "options": [option]}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    await client.chat_postMessage(channel=CLUSTER, text="x", blocks=blocks)
    at = {"channel": CLUSTER, "ts": slack.messages("#iis-cluster")[0].ts}
    await tab.act("use", at=at, block="b", element="m", value=["one"])
    await tab.act("use", at=at, block="b", element="m", value=[])

    chosen = [heard["actions"][0]["selected_options"] for heard in bot.heard]
    assert chosen == [[option], []]


async def test_the_page_decodes_a_text_as_the_command_line_does(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    text = "sc says 1060"
    async with (
        page(slack, 0, decoded) as address,
        session.get(f"{address}/api/decode", params={"text": text}) as response,
    ):
        assert await response.json() == decoded(text)


async def test_a_page_that_decodes_nothing_says_so(tab: Tab) -> None:
    async with tab.session.get(f"{tab.address}/api/decode?text=5") as response:
        assert response.status == 404
        assert await response.json() == {"problem": "Nothing decodes here."}
