import re
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import answer_step
from bot.replies.assistant import prompts
from bot.replies.reply import COMMAND
from bot.slack.listeners.look_up import LOOK_UP
from bot.slack.listeners.message_shortcut import DECODE_MESSAGE
from bot.slack.listeners.workflow_step import DECODE_CODES
from bot.slack.manifest import ASSISTANT, PATH, all_scopes, manifest, required_scopes

# every scope, and what does not work without it
SCOPES = {
    "app_mentions:read": "to receive mentions",
    "channels:history": "to read the thread of a mention, and find its own reply there",
    "channels:read": "to know whether another company reads a channel (Slack Connect)",
    "chat:write": "to answer",
    "commands": "/iissync and the shortcuts",
    "files:read": "to read the text files that people share with a question",
    "groups:history": "to read the thread of a mention, in a private channel",
    "groups:read": "to know whether another company reads a private channel",
    "im:history": "to receive direct messages, and to read their thread",
    "mpim:history": "to read the thread of a mention, in a direct message of several",
    "mpim:read": "to know whether another company reads a direct message of several",
    "users:read": "to know who may change the settings of a workspace, and who can review",
}
OPTIONAL = ["files:read", "users:read"]  # an installation may leave these out
OPERATING = (Path(__file__).parents[2] / ".github" / "OPERATING.md").read_text("utf-8")
EVENTS = {  # and the scope that each needs
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.im": "im:history",
    "tokens_revoked": None,
}


@pytest.fixture
def content() -> dict[str, Any]:
    return manifest()


def test_every_scope_is_needed(content: dict[str, Any]) -> None:
    assert content["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert content["oauth_config"].keys() == {"scopes"}


def test_the_optional_scopes_are_among_the_scopes(content: dict[str, Any]) -> None:
    scopes = content["oauth_config"]["scopes"]

    assert scopes.keys() == {"bot", "bot_optional"}
    assert scopes["bot_optional"] == OPTIONAL
    assert set(OPTIONAL) < set(scopes["bot"])


def test_operating_explains_exactly_the_scopes() -> None:
    table = OPERATING.partition("| scope | what it is for |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall("`([a-z_:]+)`", row)}
    optional = [row for row in table.splitlines() if "optional" in row]

    assert named == set(SCOPES)
    assert [name for row in optional for name in re.findall("^. `([a-z_:]+)`", row)] == OPTIONAL


def test_the_bot_subscribes_to_the_events_that_it_handles(content: dict[str, Any]) -> None:
    subscribed = content["settings"]["event_subscriptions"]["bot_events"]

    assert subscribed == list(EVENTS)
    assert {scope for scope in EVENTS.values() if scope} <= set(SCOPES)


def test_the_command_is_the_one_that_the_bot_handles(content: dict[str, Any]) -> None:
    commands = content["features"]["slash_commands"]

    assert [command["command"] for command in commands] == [COMMAND]


def test_the_bot_has_the_name_of_its_command(content: dict[str, Any]) -> None:
    assert content["features"]["bot_user"]["display_name"] == COMMAND.lstrip("/")


def test_the_shortcuts_are_those_that_the_bot_handles(content: dict[str, Any]) -> None:
    shortcuts = content["features"]["shortcuts"]

    assert {(shortcut["type"], shortcut["callback_id"]) for shortcut in shortcuts} == {
        ("message", DECODE_MESSAGE),
        ("global", LOOK_UP),
    }


def test_the_bot_has_a_home_tab_and_accepts_direct_messages(
    content: dict[str, Any],
) -> None:
    home = content["features"]["app_home"]

    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_the_manifest_of_an_agent_adds_its_view_and_its_scope(content: dict[str, Any]) -> None:
    agent = manifest(assistant=True)
    view = agent["features"].pop("agent_view")
    scopes = agent["oauth_config"]["scopes"]["bot"]

    assert scopes == sorted(scopes)
    scopes.remove(ASSISTANT)
    assert agent == content
    assert view["suggested_prompts"] == prompts()
    assert len(view["agent_description"]) <= 300
    assert len(view["suggested_prompts"]) <= 4


def test_the_scope_of_an_agent_is_not_required() -> None:
    assert ASSISTANT not in required_scopes() | {*all_scopes()}
    assert {*all_scopes(assistant=True)} - {*all_scopes()} == {ASSISTANT}


def test_no_text_exceeds_the_limits_of_slack(content: dict[str, Any]) -> None:
    display, features = content["display_information"], content["features"]

    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in features["shortcuts"])
    assert all(len(command["command"]) <= 32 for command in features["slash_commands"])
    assert all(len(command["usage_hint"]) <= 1000 for command in features["slash_commands"])
    assert all(len(command["description"]) <= 2000 for command in features["slash_commands"])


def test_the_background_colour_is_dark_enough_for_white_text(content: dict[str, Any]) -> None:
    colour = content["display_information"]["background_color"]

    assert re.fullmatch("#[0-9a-f]{6}", colour)
    assert all(int(colour[at : at + 2], 16) < 0x80 for at in (1, 3, 5))


def test_the_manifest_for_socket_mode_has_no_addresses(content: dict[str, Any]) -> None:
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
def test_the_manifest_for_http_sends_everything_to_one_address(url: str) -> None:
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


def test_the_address_may_have_a_path_and_a_port() -> None:
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
def test_an_address_that_slack_cannot_use_is_an_error_that_shows_it(url: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(url))):
        manifest(url)


def test_a_manifest_for_http_does_not_change_the_next_manifest() -> None:
    manifest("https://bot.example")

    assert manifest()["settings"]["socket_mode_enabled"]


def test_the_manifest_of_a_link_leads_back_to_the_bot_and_allows_organizations() -> None:
    content = manifest("https://bot.example/slack/events", install_link=True)

    assert content["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]
    assert content["settings"]["org_deploy_enabled"]
    assert "redirect_urls" not in manifest("https://bot.example")["oauth_config"]


def test_requests_may_come_by_socket_mode_while_browsers_use_the_address() -> None:
    url = "https://bot.example"
    content = manifest(url, install_link=True, socket_mode=True)

    assert content["settings"].pop("org_deploy_enabled")
    assert content["oauth_config"].pop("redirect_urls") == [f"{url}/slack/oauth_redirect"]
    without = manifest()
    del without["settings"]["org_deploy_enabled"]
    assert content == without


@pytest.mark.parametrize("url", [None, "https://bot.example"])
def test_the_step_for_workflows_is_declared_if_it_is_wanted(url: str | None) -> None:
    without, content = manifest(url), manifest(url, workflow_step=True)

    assert content.pop("functions").keys() == {DECODE_CODES}
    assert content["settings"].pop("function_runtime") == "remote"
    assert content["settings"].pop("org_deploy_enabled")
    assert not without["settings"].pop("org_deploy_enabled")
    assert content == without


def test_the_step_has_what_slack_requires_and_the_outputs_that_the_bot_makes() -> None:
    step = manifest(workflow_step=True)["functions"][DECODE_CODES]
    inputs, outputs = step["input_parameters"], step["output_parameters"]
    required = [name for name, each in outputs.items() if each["is_required"]]

    assert len(DECODE_CODES) <= 100
    assert len(step["title"]) <= 255
    assert step["description"]
    assert [name for name, each in inputs.items() if each["is_required"]] == ["text"]
    assert {*outputs} == {*(answer_step("1722") or ())}
    assert required == [*(answer_step("9999999") or ())]
    assert all(each["name"] == name for name, each in (*inputs.items(), *outputs.items()))
