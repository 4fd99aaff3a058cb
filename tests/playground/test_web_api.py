"""The Web API, as Slack's own client for it sees it."""

from typing import Any, Literal

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.canned_responses import CannedResponse, rate_limited
from bot.playground.clock import ManualClock
from bot.playground.slack import Slack
from tests.playground.tiny_bot import LOOKUP, words

Json = dict[str, Any]
SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
TOO_LONG: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}


async def refused(client: AsyncWebClient, method: str, **arguments: object) -> Json:
    """Slack's answer, which is a refusal."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data


async def test_the_bot_learns_who_it_is(client: AsyncWebClient) -> None:
    told = await client.auth_test()

    assert (told["user_id"], told["bot_id"], told["ok"]) == ("U0PLAYBOT1", "B0PLAYBOT1", True)


async def test_a_call_can_be_tried_out(client: AsyncWebClient) -> None:
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert (await client.api_call("api.test", http_verb="GET"))["ok"]
    assert (await refused(client, "api.test", error="x"))["error"] == "x"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-other", "auth.test", "invalid_auth"),
        (Slack.app_token, "auth.test", "not_allowed_token_type"),
        (Slack.bot_token, "apps.connections.open", "not_allowed_token_type"),
        (Slack.bot_token, "chat.foo", "unknown_method"),
    ],
)
async def test_a_wrong_token_or_method_is_refused(
    slack: Slack, token: str | None, method: str, error: str
) -> None:
    client = AsyncWebClient(token, slack.api_url)

    assert (await refused(client, method))["error"] == error


async def test_a_token_may_come_in_the_form(slack: Slack, session: aiohttp.ClientSession) -> None:
    form = {"token": slack.bot_token}
    async with session.post(f"{slack.api_url}auth.test", data=form) as response:
        assert (await response.json())["ok"]


async def test_a_message_is_posted_for_all(slack: Slack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="#general", text="hi", blocks=[SECTION])

    [message] = slack.messages("#general")
    assert (message.ts, message.text) == (posted["ts"], "hi")
    assert posted["message"]["blocks"][0]["block_id"]


async def test_a_form_may_hold_json(
    slack: Slack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    form = {"channel": "C0GENERAL1", "text": "hi", "blocks": '[{"type": "divider"}]'}
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with session.post(
        f"{slack.api_url}chat.postMessage", data=form, headers=headers
    ) as response:
        assert (await response.json())["message"]["blocks"][0]["type"] == "divider"

    broken = await refused(client, "chat.postMessage", channel="#general", text="x", blocks="[")
    assert broken["error"] == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "#ops-private", "text": "x"}, "channel_not_found"),
        ({"channel": "C123", "text": "x"}, "channel_not_found"),
        ({"channel": "#general"}, "no_text"),
        ({"text": "x"}, "invalid_arguments"),
        ({"channel": "#general", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "#general", "text": "x", "metadata": "{"}, "invalid_arguments"),
        (
            {"channel": "#general", "text": "x", "blocks": [SECTION] * 50 + [SECTION]},
            "invalid_blocks",
        ),
        ({"channel": "#general", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
    ],
)
async def test_a_post_is_refused(client: AsyncWebClient, arguments: Json, error: str) -> None:
    assert (await refused(client, "chat.postMessage", **arguments))["error"] == error


async def test_a_channel_without_the_bot_refuses_it(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace.bot_leaves("#general")

    told = await refused(client, "chat.postMessage", channel="#general", text="x")

    assert told["error"] == "not_in_channel"


async def test_a_refusal_points_at_the_block(slack: Slack, client: AsyncWebClient) -> None:
    told = await refused(
        client, "chat.postMessage", channel="#general", text="x", blocks=[TOO_LONG]
    )

    line = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert told["response_metadata"]["messages"] == [f"[ERROR] {line}"]
    assert told["errors"] == [line]
    assert [fault.pointer for fault in slack.pop_faults()] == ["/blocks/0/text/text"]
    assert slack.faults == []


async def test_a_reply_stands_below_the_first_message(slack: Slack, client: AsyncWebClient) -> None:
    asked = await slack.client("Ana").says("#general", "hello")
    first = await client.chat_postMessage(channel=asked.channel, text="1", thread_ts=asked.ts)
    await client.chat_postMessage(channel=asked.channel, text="2", thread_ts=first["ts"])

    assert [m.text for m in slack.messages("#general", thread=asked)] == ["1", "2"]


async def test_an_ephemeral_post_is_for_one(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    await client.chat_postEphemeral(channel="#general", user=ana.id, text="psst")

    assert [m.text for m in slack.seen_by(ana, "#general")] == ["psst"]
    assert slack.seen_by("Ben", "#general") == []
    told = await refused(client, "chat.postEphemeral", channel="#general", user="U1", text="x")
    assert told["error"] == "user_not_in_channel"


async def test_the_bot_changes_only_its_own_words(slack: Slack, client: AsyncWebClient) -> None:
    asked = await slack.client("Ana").says("#general", "hello")
    posted = await client.chat_postMessage(channel="#general", text="hi")
    await client.chat_update(channel="C0GENERAL1", ts=posted["ts"], text="ho")

    assert slack.messages("#general")[-1].text == "ho"
    for ts, error in ((asked.ts, "cant_update_message"), ("1.2", "message_not_found")):
        told = await refused(client, "chat.update", channel=asked.channel, ts=ts, text="x")
        assert told["error"] == error


async def test_the_bot_deletes_only_its_own_words(slack: Slack, client: AsyncWebClient) -> None:
    asked = await slack.client("Ana").says("#general", "hello")
    posted = await client.chat_postMessage(channel="#general", text="hi")
    await client.chat_delete(channel="C0GENERAL1", ts=posted["ts"])

    assert slack.messages("#general") == [asked]
    for ts, error in ((asked.ts, "cant_delete_message"), ("1.2", "message_not_found")):
        told = await refused(client, "chat.delete", channel=asked.channel, ts=ts)
        assert told["error"] == error


async def test_a_thread_is_read_page_by_page(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    asked = await ana.says("#general", "0")
    for text in "123":
        await ana.says("#general", text, thread=asked)

    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_replies(
            channel=asked.channel, ts=asked.ts, limit=3
        )
    ]
    assert pages == [["0", "1", "2"], ["3"]]


async def test_a_parent_tells_of_its_replies(slack: Slack, client: AsyncWebClient) -> None:
    asked = await slack.client("Ana").says("#general", "0")
    reply = await slack.client("Ben").says("#general", "1", thread=asked)

    told = await client.conversations_replies(channel=asked.channel, ts=reply.ts)

    parent, below = told["messages"]
    assert (parent["reply_count"], parent["latest_reply"]) == (1, reply.ts)
    assert (below["thread_ts"], below["parent_user_id"]) == (asked.ts, asked.user)


async def test_history_is_in_order_within_its_window(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    said = [await ana.says("#general", text) for text in "abc"]
    await ana.says("#general", "reply", thread=said[0])

    async def texts(**window: object) -> list[str]:
        told = await client.api_call(
            "conversations.history", json={"channel": "C0GENERAL1", **window}
        )
        return [message["text"] for message in told["messages"]]

    assert await texts() == ["c", "b", "a"]
    assert await texts(oldest=said[0].ts, latest=said[2].ts) == ["b"]
    assert await texts(oldest=said[0].ts, inclusive=True) == ["c", "b", "a"]


async def test_metadata_is_told_only_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "answered", "event_payload": {"code": 1722}}
    await client.chat_postMessage(channel="#general", text="x", metadata=metadata)

    quiet = await client.conversations_history(channel="C0GENERAL1")
    full = await client.conversations_history(channel="C0GENERAL1", include_all_metadata=True)

    assert "metadata" not in quiet["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"ts": "1.2"}, "thread_not_found"),
        ({"limit": 1000}, "invalid_limit"),
        ({"cursor": "?"}, "invalid_cursor"),
    ],
)
async def test_a_bad_page_is_refused(
    slack: Slack, client: AsyncWebClient, arguments: Json, error: str
) -> None:
    asked = await slack.client("Ana").says("#general", "0")
    known = {"channel": asked.channel, "ts": asked.ts}

    assert (await refused(client, "conversations.replies", **{**known, **arguments}))[
        "error"
    ] == error


async def test_a_modal_opens_is_updated_and_stacked(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    opened = await client.views_open(
        trigger_id=slack.workspace.triggers.give(ana.id), view=words("first")
    )
    trigger = slack.workspace.triggers.give(ana.id, opened["view"]["id"])
    pushed = await client.views_push(trigger_id=trigger, view=words("second"))
    view = {**words("third"), "external_id": "mine"}
    await client.views_update(view_id=pushed["view"]["id"], hash=pushed["view"]["hash"], view=view)
    await client.views_update(external_id="mine", view=words("fourth"))

    assert ana.view is not None
    assert ana.view.blocks[0]["text"]["text"] == "fourth"
    assert pushed["view"]["previous_view_id"] == opened["view"]["id"]


async def test_a_view_is_refused(slack: Slack, client: AsyncWebClient, clock: ManualClock) -> None:
    triggers = slack.workspace.triggers
    bad = {**LOOKUP, "title": {"type": "plain_text", "text": "x" * 25}}
    told = await refused(client, "views.open", trigger_id=triggers.give("U0ANA00001"), view=bad)
    assert told["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in told["response_metadata"]["messages"][0]

    late = triggers.give("U0ANA00001")
    clock.advance(4)
    told = await refused(client, "views.open", trigger_id=late, view=LOOKUP)
    assert told["error"] == "expired_trigger_id"
    told = await refused(client, "views.push", trigger_id=triggers.give("U0ANA00001"), view=LOOKUP)
    assert told["error"] == "not_found"


async def test_a_home_tab_is_published(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    await client.views_publish(user_id=ana.id, view=words("hi", "home"))

    assert ana.home is not None
    told = await refused(client, "views.publish", user_id=ana.id, view=words("hi"))
    assert told["error"] == "invalid_arguments"


async def test_a_test_prepares_answers(slack: Slack, client: AsyncWebClient) -> None:
    slack.next_response(
        "auth.test", rate_limited(3), CannedResponse(500, "<html>"), CannedResponse(500, {})
    )

    with pytest.raises(SlackApiError) as flooded:
        await client.auth_test()
    assert flooded.value.response.headers["Retry-After"] == "3"
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.auth_test()
    assert (await client.auth_test())["ok"]
    assert [call.status for call in slack.calls] == [429, 500, 500, 200]


@pytest.mark.parametrize(("cut", "posted"), [("before", 0), ("after", 1)])
async def test_a_test_cuts_the_line(
    slack: Slack, client: AsyncWebClient, cut: Literal["before", "after"], posted: int
) -> None:
    slack.next_response("chat.postMessage", CannedResponse(cut=cut))
    client.retry_handlers.clear()

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="#general", text="x")

    assert len(slack.messages("#general")) == posted


async def test_a_response_url_answers_five_times(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    ana = slack.client("Ana")
    url = f"{slack.origin}/actions/{slack.workspace.response_urls.give(ana.id, 'C0OPSPRIV1')}"

    async def answer(**payload: object) -> tuple[int, str]:
        async with session.post(url, json=payload) as response:
            return response.status, await response.text()

    assert await answer(text="psst") == (200, "ok")
    assert await answer(text="all", response_type="in_channel") == (200, "ok")
    assert (await answer(text="x", blocks=[TOO_LONG]))[0] == 400
    assert await answer(text="x", replace_original=True) == (200, "ok")
    assert (await answer())[0] == 400
    status, body = await answer(text="six")
    assert (status, "used_url" in body) == (404, True)
    assert [m.text for m in slack.messages("#ops-private")] == ["all"]
    assert [m.text for m in slack.seen_by(ana, "#ops-private")] == ["psst", "all", "x"]


async def test_a_response_url_replaces_and_deletes(
    slack: Slack, session: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="#general", text="old")
    give = slack.workspace.response_urls.give
    url = f"{slack.origin}/actions/{give('U0ANA00001', 'C0GENERAL1', posted['ts'])}"
    await (await session.post(url, json={"text": "new", "replace_original": True})).read()
    assert [m.text for m in slack.messages("#general")] == ["new"]

    await (await session.post(url, json={"delete_original": True})).read()

    assert slack.messages("#general") == []


async def test_a_response_url_answers_in_a_thread(
    slack: Slack, session: aiohttp.ClientSession
) -> None:
    asked = await slack.client("Ana").says("#ops-private", "1722")
    give = slack.workspace.response_urls.give
    url = f"{slack.origin}/actions/{give('U0ANA00001', asked.channel)}"
    payload = {"text": "all", "response_type": "in_channel", "thread_ts": asked.ts}
    await (await session.post(url, json=payload)).read()

    assert [m.text for m in slack.messages("#ops-private", thread=asked)] == ["all"]
