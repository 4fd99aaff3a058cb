import re
from pathlib import Path
from typing import Any

import pytest

from bot.replies.reply import COMMAND
from bot.slack import surfaces
from bot.slack.manifest import PATH, manifest

# Every scope, and what would not work without it.
SCOPES = {
    "app_mentions:read": "to be told of a mention",
    "channels:history": "to read back the thread of a mention, and find an own reply there",
    "channels:read": "to tell whether another company reads a channel (Slack Connect)",
    "chat:write": "to answer",
    "commands": "/iissync and the shortcuts",
    "files:read": "to read the text files that people share with a question",
    "groups:history": "to read back the thread of a mention, in a private channel",
    "groups:read": "to tell whether another company reads a private channel",
    "im:history": "to be told of a direct message, and to read back its thread",
    "mpim:history": "to read back the thread of a mention, in a direct message of several",
    "mpim:read": "to tell whether another company reads a direct message of several",
}
OPTIONAL = ["files:read"]  # what whoever installs the app may leave out
OPERATING = (Path(__file__).parents[2] / ".github" / "OPERATING.md").read_text("utf-8")
EVENTS = {  # and what each needs
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.im": "im:history",
    "tokens_revoked": None,
}


@pytest.fixture
def content() -> dict[str, Any]:
    return manifest()


def test_the_scopes_are_those_that_something_needs_and_no_more(content: dict[str, Any]) -> None:
    assert content["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert content["oauth_config"].keys() == {"scopes"}


def test_the_optional_scopes_are_among_them(content: dict[str, Any]) -> None:
    scopes = content["oauth_config"]["scopes"]

    assert scopes.keys() == {"bot", "bot_optional"}
    assert scopes["bot_optional"] == OPTIONAL
    assert set(OPTIONAL) < set(scopes["bot"])


def test_operating_explains_exactly_the_scopes() -> None:
    table = OPERATING.partition("| scope | what it is for |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall("`([a-z_:]+)`", row)}
    optional = [row for row in table.splitlines() if "optional" in row]

    assert named == set(SCOPES)
    assert [re.findall("`([a-z_:]+)`", row) for row in optional] == [OPTIONAL]


def test_the_events_are_those_that_the_bot_answers(content: dict[str, Any]) -> None:
    subscribed = content["settings"]["event_subscriptions"]["bot_events"]

    assert subscribed == list(EVENTS)
    assert {scope for scope in EVENTS.values() if scope} <= set(SCOPES)


def test_the_command_is_the_one_that_the_bot_answers_and_names(content: dict[str, Any]) -> None:
    commands = content["features"]["slash_commands"]

    assert [command["command"] for command in commands] == [COMMAND]


def test_the_bot_is_called_what_its_usage_calls_it(content: dict[str, Any]) -> None:
    assert content["features"]["bot_user"]["display_name"] == COMMAND.lstrip("/")


def test_the_shortcuts_are_those_that_the_bot_answers(content: dict[str, Any]) -> None:
    shortcuts = content["features"]["shortcuts"]

    assert {shortcut["type"]: shortcut["callback_id"] for shortcut in shortcuts} == {
        "message": surfaces.DECODE_MESSAGE,
        "global": surfaces.LOOK_UP,
    }


def test_the_bot_has_a_home_and_direct_messages_can_be_written_to_it(
    content: dict[str, Any],
) -> None:
    home = content["features"]["app_home"]

    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_every_text_is_as_short_as_slack_asks(content: dict[str, Any]) -> None:
    display, features = content["display_information"], content["features"]

    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in features["shortcuts"])
    assert all(len(command["command"]) <= 32 for command in features["slash_commands"])
    assert all(len(command["usage_hint"]) <= 1000 for command in features["slash_commands"])
    assert all(len(command["description"]) <= 2000 for command in features["slash_commands"])


def test_the_colour_is_one_on_which_white_is_read(content: dict[str, Any]) -> None:
    colour = content["display_information"]["background_color"]

    assert re.fullmatch("#[0-9a-f]{6}", colour)
    assert all(int(colour[at : at + 2], 16) < 0x80 for at in (1, 3, 5))


def test_for_socket_mode_it_has_no_addresses(content: dict[str, Any]) -> None:
    assert content["settings"]["socket_mode_enabled"]
    assert "url" not in str(content)


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example",
        "https://bot.example/",
        f"https://bot.example{PATH}",
        f"https://bot.example{PATH}/",
    ],
)
def test_for_http_slack_sends_everything_to_one_address(url: str) -> None:
    content = manifest(url)
    settings = content["settings"]

    address = "https://bot.example/slack/events"
    assert not settings["socket_mode_enabled"]
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"] == {
        "is_enabled": True,
        "request_url": address,
        "message_menu_options_url": address,
    }
    assert [command["url"] for command in content["features"]["slash_commands"]] == [address]


def test_the_bot_may_live_below_a_path_and_at_a_port() -> None:
    settings = manifest("https://bot.example:8443/iissync")["settings"]

    assert settings["interactivity"]["request_url"] == (
        "https://bot.example:8443/iissync/slack/events"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bot.example",
        "http://bot.example",
        "https://",
        "https://bot.example?a=b",
        "https://bot.example#a",
    ],
)
def test_an_address_that_slack_does_not_reach_is_refused_and_shown(url: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(url))):
        manifest(url)


def test_one_manifest_is_not_changed_by_another() -> None:
    manifest("https://bot.example")

    assert manifest()["settings"]["socket_mode_enabled"]
