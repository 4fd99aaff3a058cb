"""Request verification for HTTP: nothing is parsed before its signature is verified.

Bolt parses first, and its parser loses a slash command whose text contains the word "payload". So
the body is verified and parsed here, once, and Bolt gets the parsed payload as in Socket Mode.
"""

import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import parse_qsl

from bot.slack.payloads.installation import Body

TOLERANCE = 300
"""Seconds by which a request's timestamp may differ from the clock."""
_LONGEST_TIMESTAMP = 12


class RequestRejected(Exception):
    """A request that is not dispatched: `status` is that of HTTP, the message is for the log.

    `level` is that of its line: a warning if it may have been Slack's, and a setting wrong.
    """

    def __init__(self, status: int, reason: str, level: int = logging.INFO) -> None:
        super().__init__(reason)
        self.status = status
        self.level = level


class Headers(Protocol):
    """A case-insensitive multi-dict of headers, such as aiohttp's."""

    def getall(self, key: str, default: list[str]) -> list[str]:
        """Every value of the header."""
        ...


def verified_payload(headers: Headers, body: bytes, secrets: Sequence[str], now: float) -> Body:
    """The payload of a request that Slack signed with one of the secrets.

    `now` is in seconds since 1970.

    Raises `RequestRejected`: 401 if Slack did not sign the request, 400 if it did but the body
    holds no payload.
    """
    _verify(headers, body, secrets, now)
    try:
        return _parse(body.decode(), headers)
    except (ValueError, RecursionError) as error:
        reason = f"no payload: {type(error).__name__}"
        raise RequestRejected(400, reason, logging.WARNING) from None


def _verify(headers: Headers, body: bytes, secrets: Sequence[str], now: float) -> None:
    timestamp = _only(headers, "X-Slack-Request-Timestamp")
    signature = _only(headers, "X-Slack-Signature")
    is_number = timestamp.isascii() and timestamp.isdigit()
    if not is_number or len(timestamp) > _LONGEST_TIMESTAMP:
        raise RequestRejected(401, "the timestamp is no number")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise RequestRejected(401, "the timestamp is too far from now", logging.WARNING)
    signed, given = b"v0:" + timestamp.encode() + b":" + body, signature.encode("utf-8", "replace")
    if not any(hmac.compare_digest(_signature(secret, signed), given) for secret in secrets):
        raise RequestRejected(401, "the signature is wrong", logging.WARNING)


def _signature(secret: str, signed: bytes) -> bytes:
    return b"v0=" + hmac.digest(secret.encode(), signed, "sha256").hex().encode()


def _only(headers: Headers, name: str) -> str:
    """The value of a header. Raises `RequestRejected` unless there is exactly one."""
    values = headers.getall(name, [])
    if len(values) != 1:
        raise RequestRejected(401, f"{name} is missing or repeated")
    return values[0]


def _parse(body: str, headers: Headers) -> Body:
    """An event is JSON, a command is a form, an interaction is JSON in a form's `payload`."""
    if body.startswith("{") or "json" in ",".join(headers.getall("Content-Type", [])):
        return _object(body)
    form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
    return _object(form["payload"]) if set(form) == {"payload"} else _command(form)


def _object(text: str) -> Body:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a bad payload, like the other errors
    return value


def _command(form: Mapping[str, str]) -> Body:
    if "command" not in form and "ssl_check" not in form:
        raise ValueError("neither a command nor a payload")
    return dict(form)
