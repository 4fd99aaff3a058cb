"""The manifest of the Slack app: `manifest.json`, adapted to Socket Mode or HTTP."""

import json
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from bot.replies.assistant import DESCRIPTION, prompts

PATH = "/slack/events"
INSTALL = "/slack/install"
"""The page that begins an installation."""
REDIRECT = "/slack/oauth_redirect"
"""The page to which Slack sends a browser back from an installation."""
ASSISTANT = "assistant:write"
"""The scope of an app that Slack shows as an agent."""


def all_scopes(*, assistant: bool = False) -> list[str]:
    """The scopes of the bot, also those that it can do without; and that of an `assistant`."""
    scopes: list[str] = manifest(assistant=assistant)["oauth_config"]["scopes"]["bot"]
    return scopes


def required_scopes() -> frozenset[str]:
    """The scopes without which the bot does not work."""
    scopes = manifest()["oauth_config"]["scopes"]
    return frozenset(scopes["bot"]) - frozenset(scopes["bot_optional"])


def manifest(
    http_url: str | None = None,
    *,
    install_link: bool = False,
    workflow_step: bool = False,
    assistant: bool = False,
    socket_mode: bool = False,
) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP if the bot has an `http_url`.

    With `install_link` it is for an app that workspaces and organizations install there; with
    `socket_mode` only browsers use the address, and requests come by Socket Mode. With
    `workflow_step` it declares the step for Workflow Builder, which needs a paid plan of Slack's.
    With `assistant` it is for an app that Slack shows as an agent; Slack accepts no older
    `assistant_view` for new apps: https://docs.slack.dev/ai/migrating-to-agent-messaging.
    Raises `ValueError` if `http_url` is not an https address, which Slack requires.
    """
    content: dict[str, Any] = json.loads(files("bot.slack").joinpath("manifest.json").read_text())
    if workflow_step:
        content["settings"] |= {"org_deploy_enabled": True, "function_runtime": "remote"}
    else:
        del content["functions"]
    if assistant:
        view = {"agent_description": DESCRIPTION, "suggested_prompts": prompts()}
        content["features"] = {"agent_view": view, **content["features"]}
        scopes = content["oauth_config"]["scopes"]
        scopes["bot"] = sorted([*scopes["bot"], ASSISTANT])
    if http_url is None:
        return content
    request_url = _request_url(http_url)
    if install_link:
        content["oauth_config"]["redirect_urls"] = [request_url.removesuffix(PATH) + REDIRECT]
        content["settings"]["org_deploy_enabled"] = True
    return content if socket_mode else _for_http(content, request_url)


def _for_http(content: dict[str, Any], request_url: str) -> dict[str, Any]:
    content["settings"]["socket_mode_enabled"] = False
    content["settings"]["event_subscriptions"]["request_url"] = request_url
    content["settings"]["interactivity"]["request_url"] = request_url
    content["settings"]["interactivity"]["message_menu_options_url"] = request_url
    for command in content["features"]["slash_commands"]:
        command["url"] = request_url
    return content


def _request_url(http_url: str) -> str:
    address = urlsplit(http_url)
    if address.scheme != "https" or not address.hostname or address.query or address.fragment:
        raise ValueError(f"{http_url!r} is not an https address that Slack can reach")
    return http_url.rstrip("/").removesuffix(PATH) + PATH
