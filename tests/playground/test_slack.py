"""Users and a real bot in the whole Slack, over real sockets."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.client import Client
from tests.fake_slack.slack import Slack
from tests.playground.tiny_bot import SHARED, TinyBot


async def test_a_command_shows_its_acknowledgement(slack: Slack, bot: TinyBot, ana: Client) -> None:
    bot.answers = [{"text": "RPC server unavailable", "blocks": SHARED}]

    shown = await ana.runs("#iis-cluster", "/iissync  1722 <b> ")

    assert shown.message
    assert (shown.text, len(shown.message.blocks)) == ("RPC server unavailable", 1)
    assert bot.received[0]["text"] == "1722 <b>"
    assert slack.messages("#iis-cluster") == []
    assert slack.seen_by(ana, "#iis-cluster") == [shown.message]


async def test_a_command_may_be_answered_in_the_channel(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    bot.answers = [{"text": "RPC", "response_type": "in_channel"}, None]
    shown = await ana.runs("#iis-cluster", "/iissync 1722")
    nothing = await ana.runs("#iis-cluster", "/iissync 1722")

    assert slack.messages("#iis-cluster") == [shown.message]
    assert (nothing.message, nothing.text) == (None, "")


async def test_a_command_has_slacks_fields(bot: TinyBot, ana: Client) -> None:
    await ana.runs("@iissync", "/iissync 1722")
    await ana.runs("#ops-private", "/escaped <@ana")

    dm, private = bot.received
    assert dm["channel_name"] == "directmessage"
    assert private["channel_name"] == "privategroup"
    assert private["text"] == "&lt;<@U0ANA00001>"
    assert dm.keys() == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name",
        "command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip


async def test_an_acknowledgement_beyond_the_limits_is_a_fault(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    bot.answers = [{"text": "x", "blocks": [{"type": "section"}]}]

    shown = await ana.runs("#iis-cluster", "/iissync 1722")

    assert shown.error == "invalid_blocks"
    assert [sent.via for sent in slack.sent] == ["acknowledgement"]
    assert len(slack.pop_faults()) == 1


async def test_an_unknown_command_is_not_delivered(slack: Slack, ana: Client) -> None:
    unknown = await ana.runs("#general", "/nonsense")
    question = await ana.says("#general", "x")
    threaded = await ana.runs("#general", "/iissync 1722", thread=question)

    assert unknown.text == "/nonsense is not a valid command."
    assert threaded.text == "/iissync is not supported in threads. Sorry!"
    assert slack.deliveries == []


async def test_a_mention_is_answered_in_its_thread(slack: Slack, bot: TinyBot, ana: Client) -> None:
    question = await ana.says("#iis-cluster", "@iissync 1722")

    [answer] = await slack.wait_for(lambda: slack.messages("#iis-cluster", thread=question))
    assert (answer.text, answer.by_bot) == ("1722!", True)
    assert bot.received[0]["text"] == "<@U0PLAYBOT1> 1722"
    assert "channel_type" not in bot.received[0]


async def test_a_dm_needs_no_mention(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.says("@iissync", "1722")

    await slack.wait_for(lambda: len(slack.messages("@iissync")) == 2)
    await slack.settled()
    assert bot.received[0]["channel_type"] == "im"
    assert [m.text for m in slack.seen_by("Ana", ana.dm)] == ["1722", "1722!"]
    assert slack.seen_by("Ben", "@iissync") == []


async def test_the_bots_own_message_is_delivered_with_its_bot_id(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    await client.chat_postMessage(channel=ana.id, text="hi")
    await slack.settled()

    event = slack.deliveries[0].payload["event"]
    assert (event["bot_id"], event["user"]) == ("B0PLAYBOT1", "U0PLAYBOT1")


async def test_other_messages_are_not_delivered(slack: Slack, ana: Client) -> None:
    await ana.says("#iis-cluster", "1722")
    await ana.says("#ops-private", "@iissync 1722")
    await slack.settled()

    assert slack.deliveries == []


@pytest.mark.usefixtures("bot")
async def test_one_message_can_be_two_events(slack: Slack, ana: Client) -> None:
    events = ("app_mention", "message.channels")
    await ana.says("#iis-cluster", "@iissync 1722", events=events)
    await slack.settled()

    first, second = (delivery.payload for delivery in slack.deliveries)
    assert first["event"]["ts"] == second["event"]["ts"]
    assert first["event_id"] != second["event_id"]


async def test_an_edit_is_delivered_where_messages_are(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    in_dm = await ana.says("@iissync", "1722")
    in_channel = await ana.says("#general", "1722")
    await slack.settled()
    await ana.edits(in_dm, "1723")
    await ana.edits(in_channel, "1723")
    await slack.settled()

    [edit] = [event for event in bot.received if event.get("subtype") == "message_changed"]
    assert (edit["message"]["text"], edit["previous_message"]["text"]) == ("1723", "1722")
    assert edit["message"]["edited"]["user"] == ana.id


async def test_other_bots_can_post(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.posts("@iissync", "1722", bot_id="B0OTHER001")
    await slack.settled()

    assert bot.received[0]["bot_id"] == "B0OTHER001"


async def test_the_home_tab_is_opened_twice(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.opens_home()
    await slack.wait_for(lambda: ana.home)
    await ana.opens_home("messages")
    await slack.settled()

    assert ["view" in event for event in bot.received] == [False, True]


async def test_a_phone_links_ten_digits(ana: Client) -> None:
    posted = await ana.says("#general", "2148598792", phone=True)

    assert posted.text == "<tel:2148598792|2148598792>"
    assert posted.blocks[0]["type"] == "rich_text"
    assert (await ana.says("#general", "@nobody #nowhere")).text == "@nobody #nowhere"


@pytest.mark.usefixtures("bot")
async def test_a_held_call_is_answered_after_its_release(slack: Slack, ana: Client) -> None:
    with slack.hold("chat.postMessage") as held:
        question = await ana.says("#iis-cluster", "@iissync 1722")
        await held.arrived()
        assert slack.messages("#iis-cluster", thread=question) == []
        held.release()
        assert await slack.wait_for(lambda: slack.messages("#iis-cluster", thread=question))


async def test_a_client_is_found_by_any_name(slack: Slack) -> None:
    assert slack.client("U0BEN00001") is slack.client("Ben") is slack.client("ben")


async def test_slack_listens_on_loopback_only(slack: Slack, session: aiohttp.ClientSession) -> None:
    assert slack.api_url.startswith("http://127.0.0.1:")
    async with session.get(f"{slack.api_url}api.test") as response:
        assert response.status == 200
