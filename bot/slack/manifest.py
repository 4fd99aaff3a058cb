"""The manifest of the Slack app: `manifest.json`, adapted to Socket Mode or HTTP."""

import json
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

PATH = "/slack/events"


def manifest(http_url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP if the bot has an `http_url`.

    Raises `ValueError` if that is not an https address, which Slack requires.
    """
    content: dict[str, Any] = json.loads(files("bot.slack").joinpath("manifest.json").read_text())
    return content if http_url is None else _for_http(content, _request_url(http_url))


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
