"""Buttons, menus, shortcuts and modals, used by a user with a real bot."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.client import Client
from bot.playground.model import OTHER_TEAM_ID, TEAM_ID, Json, RefusedError, User, View
from tests.fake_slack.slack import Slack
from tests.playground.blocks import actions, field, option, plain, section
from tests.playground.tiny_bot import LOOKUP, SHARED, TinyBot, words


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


async def test_a_button_is_clicked_in_a_message(bot: TinyBot, ana: Client) -> None:
    bot.answers = [{"text": "RPC", "blocks": SHARED}]
    shown = await ana.runs("#general", "/iissync 1722")
    assert shown.message is not None

    clicked = await ana.clicks(shown.message, "Share")

    received = bot.received[-1]
    assert (clicked.error, received["actions"][0]["value"]) == ("", "1722")
    assert received["container"]["is_ephemeral"] is True
    assert "message" not in received


async def test_a_click_includes_a_public_message(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    question = await ana.says("#general", "x")
    await client.chat_postMessage(
        channel="#general", text="RPC", blocks=SHARED, thread_ts=question.ts
    )
    await ana.clicks(slack.messages("#general")[-1], "share")

    received = bot.received[-1]
    assert received["message"]["text"] == "RPC"
    assert received["container"]["thread_ts"] == question.ts
    assert received["response_url"].startswith(slack.origin)


async def test_a_missing_button_cannot_be_clicked(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    await client.chat_postMessage(channel="#general", text="RPC", blocks=SHARED)

    with pytest.raises(LookupError, match="Share"):
        await ana.clicks(slack.messages("#general")[0], "Delete")


async def test_a_click_may_fail(slack: Slack, client: AsyncWebClient, ana: Client) -> None:
    await client.chat_postMessage(channel="#general", text="RPC", blocks=SHARED)

    clicked = await ana.clicks(slack.messages("#general")[0], "Share")

    assert clicked.error == "dispatch_failed"


async def test_a_menu_is_used_in_a_message(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    menu = {"type": "static_select", "action_id": "m", "options": [option("One")]}
    await client.chat_postMessage(
        channel="#general", text="x", blocks=[section("x", accessory=menu)]
    )

    await ana.chooses(slack.messages("#general")[0], "m", "One")

    assert bot.received[-1]["actions"][0]["selected_option"]["value"] == "one"


async def test_a_button_is_clicked_in_a_home_tab(
    client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": SHARED})
    assert ana.home is not None

    await ana.clicks(ana.home, "Share")

    assert bot.received[-1]["container"] == {"type": "view", "view_id": ana.home.id}


async def test_a_message_shortcut_is_answered_by_its_response_url(
    slack: Slack, bot: TinyBot, ana: Client
) -> None:
    posted = await slack.client("Ben").says("#ops-private", "got 1722")
    await ana.uses_shortcut("Decode status codes", posted)

    await slack.wait_for(lambda: len(slack.seen_by(ana, "#ops-private")) == 2)
    received = bot.received[0]
    assert (received["callback_id"], received["message"]["text"]) == ("decode", "got 1722")


async def test_an_unknown_shortcut_is_refused(ana: Client) -> None:
    with pytest.raises(RefusedError) as caught:
        await ana.uses_shortcut("Decode status codes")

    assert "Look up a status code (global)" in caught.value.messages


async def test_a_modal_is_filled_in_and_closes(slack: Slack, bot: TinyBot, ana: Client) -> None:
    await ana.submits(await look_up(slack, ana), {"Code": "1722"})

    assert ana.view is None
    assert bot.received[-1]["view"]["state"]["values"]["code"]["typed"]["value"] == "1722"


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
async def test_an_invalid_answer_to_a_modal_is_an_error(
    slack: Slack, bot: TinyBot, ana: Client, answer: Json
) -> None:
    view = await look_up(slack, ana)
    bot.answers = [answer]

    shown = await ana.submits(view, {"Code": "1722"})

    assert (shown.error, ana.view) == ("not_connected", view)
    slack.pop_faults()


async def test_slack_checks_required_fields_and_lengths(
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
        field("multi_users_select"),
        field("multi_channels_select", initial_channels=["C1"]),
        actions({"type": "overflow", **menu, "action_id": "o"}),
    )
    values = {"static_select": "Two", "multi_static_select": ["one", "two"], "users_select": "U1"}
    values["multi_users_select"] = "U1"

    await ana.submits(view, values)

    state = bot.received[-1]["view"]["state"]["values"]
    picked = {each: next(iter(block.values())) for each, block in state.items()}
    assert picked["b-static_select"]["selected_option"]["value"] == "two"
    assert len(picked["b-multi_static_select"]["selected_options"]) == 2
    assert picked["b-checkboxes"]["selected_options"][0]["value"] == "one"
    assert picked["b-radio_buttons"]["selected_option"]["value"] == "one"
    assert picked["b-datepicker"]["selected_date"] == "2026-11-23"
    assert picked["b-users_select"]["selected_user"] == "U1"
    assert picked["b-multi_users_select"]["selected_users"] == ["U1"]
    assert picked["b-multi_channels_select"]["selected_channels"] == ["C1"]
    with pytest.raises(LookupError, match="Three"):
        await ana.submits(view, {"checkboxes": "Three"})


async def test_the_bot_suggests_options_for_what_is_typed(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    view = await open_view(client, slack, ana, field("external_select", min_query_length=1))
    bot.answers = [{"options": [option("1722 RPC")]}, {"options": [option("1722 RPC")]}]
    offered = await ana.suggestions(view, "external_select", "17")

    await ana.submits(view, {"external_select": "1722 RPC"})

    question, submitted = bot.received[0], bot.received[-1]
    assert [each["value"] for each in offered] == ["1722 rpc"]
    assert (question["type"], question["value"]) == ("block_suggestion", "17")
    chosen = submitted["view"]["state"]["values"]["b-external_select"]["external_select"]
    assert chosen["selected_option"]["value"] == "1722 rpc"


async def test_suggested_options_may_be_grouped(
    slack: Slack, client: AsyncWebClient, bot: TinyBot, ana: Client
) -> None:
    view = await open_view(client, slack, ana, field("multi_external_select"))
    group = {"label": plain("RPC"), "options": [option("1722")]}
    bot.answers = [{"option_groups": [group]}]

    await ana.submits(view, {"multi_external_select": ["1722"]})

    assert ana.view is None


@pytest.mark.usefixtures("bot")
async def test_closing_a_modal_is_delivered_on_request(
    slack: Slack, client: AsyncWebClient, ana: Client
) -> None:
    trigger = slack.workspace.triggers.give(ana.id)
    view = {**words("x"), "callback_id": "x", "notify_on_close": True}
    await client.views_open(trigger_id=trigger, view=view)
    assert ana.view is not None

    await ana.closes(ana.view)

    assert slack.deliveries[-1].payload["type"] == "view_closed"


async def test_a_user_of_another_company_may_post_but_not_run_commands(
    slack: Slack, bot: TinyBot
) -> None:
    outsider = User("U0DORA0001", "dora", "Dora Diaz", team=OTHER_TEAM_ID)
    dora = slack.connect("#iis-cluster", outsider)
    shown = await dora.runs("#iis-cluster", "/iissync 1722")
    await dora.says("#iis-cluster", "@iissync 1722", files={"a.log": "1722"})
    await slack.settled()

    assert shown.text == "/iissync is not available to you here."
    assert (bot.received[0]["user_team"], bot.received[0]["team"]) == (OTHER_TEAM_ID, TEAM_ID)
    assert bot.received[0]["files"][0]["file_access"] == "check_file_info"


async def test_a_mention_in_an_edit_is_delivered(slack: Slack, bot: TinyBot, ana: Client) -> None:
    posted = await ana.says("#general", "1722")
    await ana.edits(posted, "@iissync 1722")
    await slack.settled()

    assert (bot.received[0]["type"], bot.received[0]["edited"]["user"]) == ("app_mention", ana.id)
