"""The Web API, called by Slack's own client."""

from typing import Literal

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.model import Json
from tests.fake_slack.canned_responses import CannedResponse, rate_limited
from tests.fake_slack.clock import ManualClock
from tests.fake_slack.slack import Slack
from tests.playground.blocks import plain, section
from tests.playground.clients import refused
from tests.playground.tiny_bot import LOOKUP, words

SECTION = section("x")
TOO_LONG = section("x" * 3001)


async def test_auth_test_identifies_the_bot(client: AsyncWebClient) -> None:
    answer = await client.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["ok"]) == ("U0PLAYBOT1", "B0PLAYBOT1", True)


async def test_api_test_returns_its_arguments(client: AsyncWebClient) -> None:
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


async def test_the_bots_token_has_the_scopes_of_the_manifest_that_were_granted() -> None:
    scopes = {"oauth_config": {"scopes": {"bot": ["files:read", "commands", "chat:write"]}}}
    async with Slack(manifest=scopes) as slack:
        slack.workspace.scopes_lacking.add("files:read")
        answer = await AsyncWebClient(slack.bot_token, slack.api_url).auth_test()

    assert answer.headers["X-OAuth-Scopes"] == "chat:write,commands"


async def test_without_the_scope_no_user_is_described(slack: Slack, client: AsyncWebClient) -> None:
    slack.workspace.scopes_lacking.add("users:read")

    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.users_info(user="U0ANA00001")


async def test_members_and_shared_channels_are_listed(slack: Slack, client: AsyncWebClient) -> None:
    slack.bot_leaves("#general")
    members = await client.conversations_members(channel="C0GENERAL1")
    shared = await client.users_conversations(user="U0ANA00001", types="public_channel,im")
    unknown = await client.users_conversations(user="U0NOBODY01")
    own = await client.users_conversations()

    assert members["members"] == ["U0ANA00001", "U0BEN00001", "U0CHEN0001"]
    assert [each["id"] for each in shared["channels"]] == ["C0CLUSTER1", "D0ANA00001"]
    assert unknown["channels"] == []
    assert [each["id"] for each in own["channels"]] == ["C0CLUSTER1"]


async def test_a_token_may_be_a_form_field(slack: Slack, session: aiohttp.ClientSession) -> None:
    form = {"token": slack.bot_token}
    async with session.post(f"{slack.api_url}auth.test", data=form) as response:
        assert (await response.json())["ok"]


async def test_a_message_is_posted(slack: Slack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="#general", text="hi", blocks=[SECTION])

    [message] = slack.messages("#general")
    assert (message.ts, message.text) == (posted["ts"], "hi")
    assert posted["message"]["blocks"][0]["block_id"]


async def test_a_form_field_may_contain_json(
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
    slack.bot_leaves("#general")

    answer = await refused(client, "chat.postMessage", channel="#general", text="x")

    assert answer["error"] == "not_in_channel"


async def test_a_refusal_points_at_the_block(slack: Slack, client: AsyncWebClient) -> None:
    answer = await refused(
        client, "chat.postMessage", channel="#general", text="x", blocks=[TOO_LONG]
    )

    line = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {line}"]
    assert answer["errors"] == [line]
    assert [fault.pointer for fault in slack.pop_faults()] == ["/blocks/0/text/text"]
    assert slack.faults == []


async def test_an_ephemeral_message_is_for_one_user(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    await client.chat_postEphemeral(channel="#general", user=ana.id, text="psst")

    assert [m.text for m in slack.seen_by(ana, "#general")] == ["psst"]
    assert slack.seen_by("Ben", "#general") == []
    answer = await refused(client, "chat.postEphemeral", channel="#general", user="U1", text="x")
    assert answer["error"] == "user_not_in_channel"


async def test_the_bot_updates_only_its_own_messages(slack: Slack, client: AsyncWebClient) -> None:
    question = await slack.client("Ana").says("#general", "hello")
    posted = await client.chat_postMessage(channel="#general", text="hi")
    await client.chat_update(channel="C0GENERAL1", ts=posted["ts"], text="ho")

    assert slack.messages("#general")[-1].text == "ho"
    for ts, error in ((question.ts, "cant_update_message"), ("1.2", "message_not_found")):
        answer = await refused(client, "chat.update", channel=question.channel, ts=ts, text="x")
        assert answer["error"] == error


async def test_the_bot_deletes_only_its_own_messages(slack: Slack, client: AsyncWebClient) -> None:
    question = await slack.client("Ana").says("#general", "hello")
    posted = await client.chat_postMessage(channel="#general", text="hi")
    await client.chat_delete(channel="C0GENERAL1", ts=posted["ts"])

    assert slack.messages("#general") == [question]
    for ts, error in ((question.ts, "cant_delete_message"), ("1.2", "message_not_found")):
        answer = await refused(client, "chat.delete", channel=question.channel, ts=ts)
        assert answer["error"] == error


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
    bad = {**LOOKUP, "title": plain("x" * 25)}
    answer = await refused(client, "views.open", trigger_id=triggers.give("U0ANA00001"), view=bad)
    assert answer["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in answer["response_metadata"]["messages"][0]

    late = triggers.give("U0ANA00001")
    clock.advance(4)
    answer = await refused(client, "views.open", trigger_id=late, view=LOOKUP)
    assert answer["error"] == "expired_trigger_id"
    answer = await refused(
        client, "views.push", trigger_id=triggers.give("U0ANA00001"), view=LOOKUP
    )
    assert answer["error"] == "not_found"


async def test_a_home_tab_is_published(slack: Slack, client: AsyncWebClient) -> None:
    ana = slack.client("Ana")
    await client.views_publish(user_id=ana.id, view=words("hi", "home"))

    assert ana.home is not None
    answer = await refused(client, "views.publish", user_id=ana.id, view=words("hi"))
    assert answer["error"] == "invalid_arguments"


async def test_canned_responses_are_sent_in_order(slack: Slack, client: AsyncWebClient) -> None:
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
async def test_a_connection_is_cut(
    slack: Slack, client: AsyncWebClient, cut: Literal["before", "after"], posted: int
) -> None:
    slack.next_response("chat.postMessage", CannedResponse(cut=cut))
    client.retry_handlers.clear()

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="#general", text="x")

    assert len(slack.messages("#general")) == posted


async def test_a_call_has_its_effect_although_the_response_is_an_error(
    slack: Slack, client: AsyncWebClient
) -> None:
    slack.next_response("chat.postMessage", CannedResponse(500, acts=True))

    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="#general", text="x")
    assert [message.text for message in slack.messages("#general")] == ["x"]


async def test_calls_are_limited_in_each_channel(slack: Slack, client: AsyncWebClient) -> None:
    slack.limit("chat.postMessage", 60)
    await client.chat_postMessage(channel="#general", text="x")
    await client.chat_postMessage(channel="#iis-cluster", text="x")

    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel="#general", text="x")
    assert limited.value.response.headers["Retry-After"] == "60"


async def test_reads_are_limited_for_each_token_and_method_with_few_messages(
    slack: Slack, client: AsyncWebClient
) -> None:
    for number in range(20):
        await slack.client("Ana").says("#iis-cluster", f"{number}")
    slack.limit_reads(60)
    read = await client.conversations_history(channel="C0CLUSTER1", limit=999)
    with pytest.raises(SlackApiError) as limited:
        await client.conversations_history(channel="C0GENERAL1")
    thread = await client.conversations_replies(
        channel="C0CLUSTER1", ts=read["messages"][0]["ts"], limit=2
    )

    assert (len(read["messages"]), read["has_more"]) == (15, True)
    assert limited.value.response.headers["Retry-After"] == "60"
    assert len(thread["messages"]) == 1
