"""The page's actions: what each does, and what is refused."""

import json

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.model import Json
from tests.fake_slack.slack import Slack
from tests.playground.blocks import option
from tests.playground.clients import CLUSTER, Tab, next_change
from tests.playground.tiny_bot import SHARED, TinyBot

PRIVATE = "C0OPSPRIV1"
BENS = "(the ts of a message of Ben's)"


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
async def test_a_malformed_request_is_explained(tab: Tab, body: object, words: str) -> None:
    status, answer = await tab.post(body)

    assert status == 400
    assert words in answer["problem"]


@pytest.mark.usefixtures("bot")
async def test_a_form_is_opened_filled_in_and_closed(slack: Slack, tab: Tab) -> None:
    async with tab.events() as stream:
        await stream.receive_json()
        assert await tab.act("shortcut", name="Look up a status code") == {}
        opened = await next_change(stream, "modal")
        assert await tab.act("submit", view=opened["id"], values={}) == {}
        refused = await next_change(stream, "modal")
        assert await tab.act("submit", view=opened["id"], values={}) == {}
        assert await next_change(stream, "modal") == refused
        assert await tab.act("submit", view=opened["id"], values={"code": "5"}) == {}
        closed = await next_change(stream, "modal")

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
    assert bot.received[-1]["type"] == "shortcut"


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
        assert (await next_change(stream, "home"))["blocks"][0]["type"] == "section"


async def test_options_of_the_bot_are_listed_and_used(
    slack: Slack, tab: Tab, bot: TinyBot, client: AsyncWebClient
) -> None:
    menu = {"type": "external_select", "action_id": "m"}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    await client.chat_postMessage(channel=CLUSTER, text="x", blocks=blocks)
    at = {"channel": CLUSTER, "ts": slack.messages("#iis-cluster")[0].ts}
    bot.answers = [{"options": [option("1722")]}]
    named = {"at": at, "block": "b", "element": "m"}

    assert await tab.act("suggest", **named, typed="17") == {"options": [option("1722")]}
    assert await tab.act("use", **named, value="1722") == {}
    assert [received["type"] for received in bot.received] == ["block_suggestion", "block_actions"]
    assert bot.received[-1]["actions"][0]["selected_option"] == option("1722")


async def test_several_options_are_chosen_and_cleared(
    slack: Slack, tab: Tab, bot: TinyBot, client: AsyncWebClient
) -> None:
    menu = {"type": "multi_static_select", "action_id": "m", "options": [option("One")]}
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    await client.chat_postMessage(channel=CLUSTER, text="x", blocks=blocks)
    at = {"channel": CLUSTER, "ts": slack.messages("#iis-cluster")[0].ts}
    await tab.act("use", at=at, block="b", element="m", value=["one"])
    await tab.act("use", at=at, block="b", element="m", value=[])

    chosen = [received["actions"][0]["selected_options"] for received in bot.received]
    assert chosen == [[option("One")], []]


@pytest.mark.parametrize("value", [7, [7], {}])
async def test_a_value_is_a_text_or_a_list_of_texts(
    slack: Slack, tab: Tab, client: AsyncWebClient, value: object
) -> None:
    await client.chat_postMessage(channel=CLUSTER, text="RPC", blocks=SHARED)
    posted = slack.messages("#iis-cluster")[0]
    named = {"block": posted.blocks[0]["block_id"], "element": "share"}

    answer = await tab.act("use", at={"channel": CLUSTER, "ts": posted.ts}, **named, value=value)

    assert "must be a text, a list of texts, or null" in answer["problem"]


async def test_a_missing_acknowledgement_is_reported(
    slack: Slack, tab: Tab, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=CLUSTER, text="RPC", blocks=SHARED)
    posted = slack.messages("#iis-cluster")[0]
    named = {"block": posted.blocks[0]["block_id"], "element": "share"}
    at = {"channel": CLUSTER, "ts": posted.ts}

    answer = await tab.act("use", at=at, **named)
    await tab.act("post", channel=CLUSTER, text="/iissync 1722")

    assert answer == {"problem": 'failed with the error "dispatch_failed"'}
    shown = slack.seen_by("Ana", "#iis-cluster")[-1]
    assert shown.text == '/iissync failed with the error "dispatch_failed"'


async def test_a_message_is_posted_edited_and_deleted(slack: Slack, tab: Tab) -> None:
    posted = await tab.act("post", channel=CLUSTER, text="helo @U0BEN00001")
    at = {"channel": CLUSTER, "ts": posted["ts"]}
    below = await tab.act("post", channel=CLUSTER, text="@iissync 5", thread=posted["ts"])
    await tab.act("edit", **at, text="hello")
    assert [m.text for m in slack.messages("#iis-cluster")] == ["hello", "<@U0PLAYBOT1> 5"]

    async with tab.events() as stream:
        await stream.receive_json()
        await tab.act("delete", **at)
        assert await next_change(stream, f"messages/{CLUSTER}/{posted['ts']}") is None
    assert (posted["delivered"], below["delivered"]) == (False, True)


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
    posted = await slack.client("Ben").says("#iis-cluster", "got 1722")
    at = {"channel": CLUSTER, "ts": posted.ts}

    assert await tab.act("shortcut", name="Decode status codes", at=at) == {}
    await slack.wait_for(lambda: slack.seen_by("Ana", "#iis-cluster")[1:])


@pytest.mark.parametrize(
    ("channel", "typed", "answer"),
    [
        (PRIVATE, "@iissync 1722", "@iissync is not in this channel"),
        (PRIVATE, "/invite @iissync", "was added by Ana Alvarez"),
        (PRIVATE, "/invite @ben", "Type /invite @iissync in a channel."),
        (CLUSTER, "/invite @iissync", "@iissync is already in this channel."),
        ("D0ANA00001", "/invite @iissync", "Type /invite @iissync in a channel."),
    ],
)
async def test_the_bot_is_invited(
    slack: Slack, tab: Tab, channel: str, typed: str, answer: str
) -> None:
    await tab.act("post", channel=channel, text=typed)

    assert answer in slack.workspace.seen_by("U0ANA00001", channel)[-1].text


async def test_a_deletion_is_delivered_to_a_subscribed_bot(slack: Slack, bot: TinyBot) -> None:
    ana = slack.client("Ana")
    posted = await ana.says("@iissync", "oh")
    await slack.settled()
    ana.deletes(posted)
    await slack.settled()

    assert bot.received[-1]["subtype"] == "message_deleted"
    assert bot.received[-1]["deleted_ts"] == posted.ts
