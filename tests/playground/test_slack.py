"""People and a real bot, in the whole Slack, over real sockets."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.client import Client
from bot.playground.model import RefusedError, View
from bot.playground.slack import Slack
from tests.playground.tiny_bot import LOOKUP, SHARED, TinyBot, words

Json = dict[str, Any]


@pytest.fixture
def ana(slack: Slack) -> Client:
    return slack.client("Ana")


async def look_up(slack: Slack, ana: Client) -> View:
    """The modal that the global shortcut opens."""
    await ana.uses_shortcut("Look up a status code")
    view = await slack.wait_for(lambda: ana.view)
    assert view is not None
    return view


async def open_view(client: AsyncWebClient, slack: Slack, ana: Client, *blocks: Json) -> View:
    """A modal with these blocks."""
    trigger = slack.workspace.triggers.give(ana.id)
    await client.views_open(trigger_id=trigger, view={**LOOKUP, "blocks": list(blocks)})
    assert ana.view is not None
    return ana.view


def field(kind: str, **more: object) -> Json:
    """An input block of that kind, called by its kind."""
    element = {"type": kind, "action_id": kind, **more}
    label = {"type": "plain_text", "text": kind}
    return {"type": "input", "block_id": f"b-{kind}", "label": label, "element": element}


def option(text: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": text.lower()}


async def test_a_command_shows_its_acknowledgement(slack: Slack, bot: TinyBot, ana: Client) -> None:
    bot.answers = [{"text": "RPC server unavailable", "blocks": SHARED}]

    shown = await ana.runs("#iis-cluster", "/iissync  1722 <b> ")

    assert (shown.text, len(shown.blocks)) == ("RPC server unavailable", 1)
    assert bot.heard[0]["text"] == "1722 <b>"
    assert slack.messages("#iis-cluster") == []
    assert slack.seen_by(ana, "#iis-cluster") == [shown.message]


async def test_a_command_may_answer_for_all(slack: Slack, bot: TinyBot, ana: Client) -> None:
    bot.answers = [{"text": "RPC", "response_type": "in_channel"}, None]
    shown = await ana.runs("#iis-cluster", "/iissync 1722")
    nothing = await ana.runs("#iis-cluster", "/iissync 1722")

    assert slack.messages("#iis-cluster") == [shown.message]
    assert (nothing.message, nothing.blocks, nothing.text) == (None, (), "")


async def test_a_command_has_slacks_fields(bot: TinyBot, ana: Client) -> None:
    await ana.runs("@iissync", "/iissync 1722")
    await ana.runs("#ops-private", "/escaped <@ana")

    dm, private = bot.heard
    assert dm["channel_name"] == "directmessage"
    assert private["channel_name"] == "privategroup"
    assert private["text"] == "&lt;<@U0ANA00001>"
    assert dm.keys() == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name",
        "command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip


async def test_what_breaks_a_limit_in_an_acknowledgement_is_a_fault(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    bot.answers = [{"text": "x", "blocks": [{"type": "section"}]}]

    shown = await ana.runs("#iis-cluster", "/iissync 1722")

    assert shown.error == "invalid_blocks"
    assert [sent.via for sent in slack.sent] == ["acknowledgement"]
    assert len(slack.pop_faults()) == 1


async def test_a_command_that_slack_does_not_know_stays_there(slack: Slack, ana: Client) -> None:
    unknown = await ana.runs("#general", "/nonsense")
    asked = await ana.says("#general", "x")
    threaded = await ana.runs("#general", "/iissync 1722", thread=asked)

    assert unknown.text == "/nonsense is not a valid command."
    assert threaded.text == "/iissync is not supported in threads. Sorry!"
    assert slack.deliveries == []


async def test_a_mention_is_answered_in_its_thread(slack: Slack, bot: TinyBot, ana: Client) -> None:
    asked = await ana.says("#iis-cluster", "@iissync 1722")

    [answer] = await slack.wait_for(lambda: slack.messages("#iis-cluster", thread=asked))
    assert (answer.text, answer.by_bot) == ("1722!", True)
    assert bot.heard[0]["text"] == "<@U0PLAYBOT1> 1722"
    assert "channel_type" not in bot.heard[0]


async def test_a_dm_needs_no_mention(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.says("@iissync", "1722")

    await slack.wait_for(lambda: len(slack.messages("@iissync")) == 2)
    await slack.settled()
    assert bot.heard[0]["channel_type"] == "im"
    assert [m.text for m in slack.seen_by("Ana", ana.dm)] == ["1722", "1722!"]
    assert slack.seen_by("Ben", "@iissync") == []


async def test_the_bot_hears_its_own_words_marked(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    await client.chat_postMessage(channel=ana.id, text="hi")
    await slack.settled()

    event = slack.deliveries[0].payload["event"]
    assert (event["bot_id"], event["user"]) == ("B0PLAYBOT1", "U0PLAYBOT1")


async def test_what_is_not_for_the_bot_is_not_told(slack: Slack, ana: Client) -> None:
    await ana.says("#iis-cluster", "1722")
    await ana.says("#ops-private", "@iissync 1722")
    await slack.settled()

    assert slack.deliveries == []


@pytest.mark.usefixtures("bot")
async def test_one_message_may_be_two_events(slack: Slack, ana: Client) -> None:
    events = ("app_mention", "message.channels")
    await ana.says("#iis-cluster", "@iissync 1722", events=events)
    await slack.settled()

    first, second = (delivery.payload for delivery in slack.deliveries)
    assert first["event"]["ts"] == second["event"]["ts"]
    assert first["event_id"] != second["event_id"]


async def test_an_edit_is_told_where_messages_are(slack: Slack, bot: TinyBot, ana: Client) -> None:
    in_dm = await ana.says("@iissync", "1722")
    in_channel = await ana.says("#general", "1722")
    await slack.settled()
    await ana.edits(in_dm, "1723")
    await ana.edits(in_channel, "1723")
    await slack.settled()

    [edit] = [event for event in bot.heard if event.get("subtype") == "message_changed"]
    assert (edit["message"]["text"], edit["previous_message"]["text"]) == ("1723", "1722")
    assert edit["message"]["edited"]["user"] == ana.id


async def test_other_bots_can_post(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.posts("@iissync", "1722", bot_id="B0OTHER001")
    await slack.settled()

    assert bot.heard[0]["bot_id"] == "B0OTHER001"


async def test_a_button_is_clicked_in_a_message(bot: TinyBot, ana: Client) -> None:
    bot.answers = [{"text": "RPC", "blocks": SHARED}]
    shown = await ana.runs("#general", "/iissync 1722")
    assert shown.message is not None

    clicked = await ana.clicks(shown.message, "Share")

    heard = bot.heard[-1]
    assert (clicked.error, heard["actions"][0]["value"]) == ("", "1722")
    assert heard["container"]["is_ephemeral"] is True
    assert "message" not in heard


async def test_a_click_carries_a_public_message(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    asked = await ana.says("#general", "x")
    await client.chat_postMessage(channel="#general", text="RPC", blocks=SHARED, thread_ts=asked.ts)
    await ana.clicks(slack.messages("#general")[-1], "share")

    heard = bot.heard[-1]
    assert heard["message"]["text"] == "RPC"
    assert heard["container"]["thread_ts"] == asked.ts
    assert heard["response_url"].startswith(slack.origin)


async def test_a_button_that_is_not_there_cannot_be_clicked(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    await client.chat_postMessage(channel="#general", text="RPC", blocks=SHARED)

    with pytest.raises(LookupError, match="Share"):
        await ana.clicks(slack.messages("#general")[0], "Delete")


async def test_a_click_may_fail(slack: Slack, client: AsyncWebClient, ana: Client) -> None:
    await client.chat_postMessage(channel="#general", text="RPC", blocks=SHARED)

    clicked = await ana.clicks(slack.messages("#general")[0], "Share")

    assert clicked.error == "dispatch_failed"


async def test_a_message_shortcut_is_answered_by_its_response_url(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    said = await slack.client("Ben").says("#ops-private", "got 1722")
    await ana.uses_shortcut("Decode status codes", said)

    await slack.wait_for(lambda: len(slack.seen_by(ana, "#ops-private")) == 2)
    heard = bot.heard[0]
    assert (heard["callback_id"], heard["message"]["text"]) == ("decode", "got 1722")


async def test_a_shortcut_that_is_not_in_the_manifest_cannot_be_used(ana: Client) -> None:
    with pytest.raises(RefusedError) as caught:
        await ana.uses_shortcut("Decode status codes")

    assert "Look up a status code (global)" in caught.value.messages


async def test_a_modal_is_filled_in_and_closes(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.submits(await look_up(slack, ana), {"Code": "1722"})

    assert ana.view is None
    assert bot.heard[-1]["view"]["state"]["values"]["code"]["typed"]["value"] == "1722"


@pytest.mark.parametrize("action", ["update", "push"])
async def test_a_modal_shows_its_result(
    slack: Slack, bot: TinyBot, ana: Client, action: str
) -> None:
    view = await look_up(slack, ana)
    bot.answers = [{"response_action": action, "view": words("RPC")}]
    await ana.submits(view, {"code": "1722"})

    assert ana.view is not None
    assert ana.view.title == "Result"
    await ana.closes(ana.view)
    assert (ana.view is None) == (action == "update")


async def test_a_modal_shows_errors_beside_its_fields(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    view = await look_up(slack, ana)
    bot.answers = [{"response_action": "errors", "errors": {"code": "No code"}}]
    await ana.submits(view, {"typed": "zzz"})

    assert ana.view is not None
    assert ana.view.errors == {"code": "No code"}


async def test_a_modal_is_cleared(slack: Slack, bot: TinyBot, ana: Client) -> None:
    view = await look_up(slack, ana)
    bot.answers = [{"response_action": "clear"}]
    await ana.submits(view, {"Code": "1"})

    assert ana.view is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
    ],
)
async def test_a_bad_answer_to_a_modal_is_trouble(
    slack: Slack, bot: TinyBot, ana: Client, answer: Json
) -> None:
    view = await look_up(slack, ana)
    bot.answers = [answer]

    shown = await ana.submits(view, {"Code": "1722"})

    assert (shown.error, ana.view) == ("trouble", view)
    slack.pop_faults()


async def test_slack_itself_checks_a_form(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    optional = {**field("email_text_input"), "optional": True}
    short = field("plain_text_input", min_length=3)
    view = await open_view(client, slack, ana, optional, short)

    empty = await ana.submits(view)
    brief = await ana.submits(view, {"plain_text_input": "ab"})

    assert empty.text == "Please complete this required field."
    assert brief.error == "incomplete"
    assert slack.deliveries == []
    with pytest.raises(LookupError, match="nowhere"):
        await ana.submits(view, {"nowhere": "x"})


async def test_every_kind_of_field_is_filled_in(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    menu = {"options": [option("One"), option("Two")]}
    view = await open_view(
        client,
        slack,
        ana,
        field("static_select", option_groups=[{"label": menu["options"][0]["text"], **menu}]),
        field("checkboxes", **menu, initial_options=[option("One")]),
        field("radio_buttons", **menu, initial_option=option("One")),
        field("multi_static_select", **menu),
        field("datepicker", initial_date="2026-11-23"),
        field("users_select"),
        {"type": "actions", "elements": [{"type": "overflow", **menu, "action_id": "o"}]},
    )
    values = {"static_select": "Two", "multi_static_select": ["one", "two"], "users_select": "U1"}

    await ana.submits(view, values)

    state = bot.heard[-1]["view"]["state"]["values"]
    picked = {each: next(iter(block.values())) for each, block in state.items()}
    assert picked["b-static_select"]["selected_option"]["value"] == "two"
    assert len(picked["b-multi_static_select"]["selected_options"]) == 2
    assert picked["b-checkboxes"]["selected_options"][0]["value"] == "one"
    assert picked["b-radio_buttons"]["selected_option"]["value"] == "one"
    assert picked["b-datepicker"]["selected_date"] == "2026-11-23"
    assert picked["b-users_select"]["selected_user"] == "U1"
    with pytest.raises(LookupError, match="Three"):
        await ana.submits(view, {"checkboxes": "Three"})


async def test_the_bot_offers_options_while_one_types(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    view = await open_view(client, slack, ana, field("external_select", min_query_length=1))
    bot.answers = [{"options": [option("1722 RPC")]}, {"options": [option("1722 RPC")]}]
    offered = await ana.suggestions(view, "external_select", "17")

    await ana.submits(view, {"external_select": "1722 RPC"})

    asked, submitted = bot.heard[0], bot.heard[-1]
    assert [each["value"] for each in offered] == ["1722 rpc"]
    assert (asked["type"], asked["value"]) == ("block_suggestion", "17")
    chosen = submitted["view"]["state"]["values"]["b-external_select"]["external_select"]
    assert chosen["selected_option"]["value"] == "1722 rpc"


async def test_options_may_come_in_groups_to_a_multiple_choice(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    view = await open_view(client, slack, ana, field("multi_external_select"))
    group = {"label": {"type": "plain_text", "text": "RPC"}, "options": [option("1722")]}
    bot.answers = [{"option_groups": [group]}]

    await ana.submits(view, {"multi_external_select": ["1722"]})

    assert ana.view is None


async def test_a_menu_is_used_in_a_message(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    menu = {"type": "static_select", "action_id": "m", "options": [option("One")]}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": menu}
    await client.chat_postMessage(channel="#general", text="x", blocks=[section])

    await ana.chooses(slack.messages("#general")[0], "m", "One")

    assert bot.heard[-1]["actions"][0]["selected_option"]["value"] == "one"


async def test_a_button_is_clicked_in_a_home_tab(
    client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": SHARED})
    assert ana.home is not None

    await ana.clicks(ana.home, "Share")

    assert bot.heard[-1]["container"] == {"type": "view", "view_id": ana.home.id}


async def test_the_home_tab_is_opened_twice(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.opens_home()
    await slack.wait_for(lambda: ana.home)
    await ana.opens_home("messages")
    await slack.settled()

    assert ["view" in event for event in bot.heard] == [False, True]


@pytest.mark.usefixtures("bot")
async def test_closing_a_modal_is_told_to_a_bot_that_asked(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    trigger = slack.workspace.triggers.give(ana.id)
    view = {**words("x"), "callback_id": "x", "notify_on_close": True}
    await client.views_open(trigger_id=trigger, view=view)
    assert ana.view is not None

    await ana.closes(ana.view)

    assert slack.deliveries[-1].payload["type"] == "view_closed"


async def test_a_phone_links_ten_digits(ana: Client) -> None:
    said = await ana.says("#general", "2148598792", phone=True)

    assert said.text == "<tel:2148598792|2148598792>"
    assert said.blocks[0]["type"] == "rich_text"
    assert (await ana.says("#general", "@nobody #nowhere")).text == "@nobody #nowhere"


@pytest.mark.usefixtures("bot")
async def test_a_held_call_waits_at_the_door(slack: Slack, ana: Client) -> None:
    with slack.hold("chat.postMessage") as held:
        asked = await ana.says("#iis-cluster", "@iissync 1722")
        await held.arrived()
        assert slack.messages("#iis-cluster", thread=asked) == []
        held.release()
        assert await slack.wait_for(lambda: slack.messages("#iis-cluster", thread=asked))


async def test_a_person_goes_by_any_name(slack: Slack) -> None:
    assert slack.client("U0BEN00001") is slack.client("Ben") is slack.client("ben")


async def test_only_this_machine_can_reach_it(slack: Slack, session: aiohttp.ClientSession) -> None:
    assert slack.api_url.startswith("http://127.0.0.1:")
    async with session.get(f"{slack.api_url}api.test") as response:
        assert response.status == 200
