"""Reading channels and threads through the Web API."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.model import Json
from tests.fake_slack.slack import Slack
from tests.playground.clients import refused


async def test_a_reply_to_a_reply_belongs_to_the_thread(
    slack: Slack, client: AsyncWebClient
) -> None:
    question = await slack.client("Ana").says("#general", "hello")
    first = await client.chat_postMessage(channel=question.channel, text="1", thread_ts=question.ts)
    await client.chat_postMessage(channel=question.channel, text="2", thread_ts=first["ts"])

    assert [m.text for m in slack.messages("#general", thread=question)] == ["1", "2"]


async def test_replies_are_read_page_by_page(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    question = await ana.says("#general", "0")
    for text in "123":
        await ana.says("#general", text, thread=question)

    pages = [
        [message["text"] for message in page["messages"]]
        async for page in await client.conversations_replies(
            channel=question.channel, ts=question.ts, limit=3
        )
    ]
    assert pages == [["0", "1", "2"], ["3"]]


async def test_a_parent_counts_its_replies(slack: Slack, client: AsyncWebClient) -> None:
    question = await slack.client("Ana").says("#general", "0")
    reply = await slack.client("Ben").says("#general", "1", thread=question)

    answer = await client.conversations_replies(channel=question.channel, ts=reply.ts)

    parent, below = answer["messages"]
    assert (parent["reply_count"], parent["latest_reply"]) == (1, reply.ts)
    assert (below["thread_ts"], below["parent_user_id"]) == (question.ts, question.user)


async def test_history_is_in_order_within_its_window(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    posted = [await ana.says("#general", text) for text in "abc"]
    await ana.says("#general", "reply", thread=posted[0])

    async def texts(**window: object) -> list[str]:
        answer = await client.api_call(
            "conversations.history", json={"channel": "C0GENERAL1", **window}
        )
        return [message["text"] for message in answer["messages"]]

    assert await texts() == ["c", "b", "a"]
    assert await texts(oldest=posted[0].ts, latest=posted[2].ts) == ["b"]
    assert await texts(oldest=posted[0].ts, inclusive=True) == ["c", "b", "a"]


async def test_metadata_is_included_on_request_only(client: AsyncWebClient) -> None:
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
    question = await slack.client("Ana").says("#general", "0")
    known = {"channel": question.channel, "ts": question.ts}

    assert (await refused(client, "conversations.replies", **{**known, **arguments}))[
        "error"
    ] == error


async def test_a_public_channel_is_described_to_a_bot_outside(
    slack: Slack, client: AsyncWebClient
) -> None:
    slack.bot_leaves("#general")
    described = await client.conversations_info(channel="C0GENERAL1")
    refusal = await refused(client, "conversations.info", channel="C0OPSPRIV1")

    assert (described["channel"]["name"], described["channel"]["is_member"]) == ("general", False)
    assert refusal["error"] == "channel_not_found"


async def test_a_permalink_leads_to_the_thread(slack: Slack, client: AsyncWebClient) -> None:
    question = await slack.client("Ana").says("#general", "0")
    reply = await slack.client("Ben").says("#general", "1", thread=question)
    link = await client.chat_getPermalink(channel=question.channel, message_ts=reply.ts)
    refusal = await refused(client, "chat.getPermalink", channel="#general", message_ts="1.2")

    thread = f"?thread_ts={question.ts}&cid={question.channel}"
    assert link["permalink"].endswith(f"/p{reply.ts.replace('.', '')}{thread}")
    assert refusal["error"] == "message_not_found"
