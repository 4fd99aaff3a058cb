"""The door in front of Bolt, for HTTP: nothing is parsed before its signature is verified.

Bolt parses first, and its parser loses a slash command whose text holds the word "payload"; so the
body is verified and parsed here, once, and Bolt gets the parsed payload as in Socket Mode.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qsl

WINDOW = 300
"""Seconds that a request's timestamp may be away from now."""

Payload = dict[str, Any]


class Refused(Exception):
    """A request that does not get in: `status` is HTTP's, the message is for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Headers(Protocol):
    """A multi-dict of headers, such as aiohttp's: names in any case."""

    def getall(self, key: str, default: list[str]) -> list[str]:
        """Every value of the header."""
        ...


def admit(headers: Headers, body: bytes, secrets: Sequence[str], now: float) -> Payload:
    """The payload of a request that Slack signed with one of the secrets.

    `now` is in seconds since 1970.

    Raises `Refused`: 401 for a request that Slack did not sign, 400 for one that it did but that
    holds no payload.
    """
    _verify(headers, body, secrets, now)
    try:
        return _parse(body.decode(), headers)
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"no payload: {type(error).__name__}") from None


def _verify(headers: Headers, body: bytes, secrets: Sequence[str], now: float) -> None:
    timestamp = _only(headers, "X-Slack-Request-Timestamp")
    signature = _only(headers, "X-Slack-Signature")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIME):
        raise Refused(401, "the timestamp is no number")
    if abs(now - int(timestamp)) > WINDOW:
        raise Refused(401, "the timestamp is too far from now")
    signed, given = b"v0:" + timestamp.encode() + b":" + body, signature.encode("utf-8", "replace")
    if not any(hmac.compare_digest(_signature(secret, signed), given) for secret in secrets):
        raise Refused(401, "the signature is wrong")


def _signature(secret: str, signed: bytes) -> bytes:
    return b"v0=" + hmac.digest(secret.encode(), signed, "sha256").hex().encode()


_LONGEST_TIME = 12


def _only(headers: Headers, name: str) -> str:
    values = headers.getall(name, [])
    if len(values) != 1:
        raise Refused(401, f"{name} is missing or repeated")
    return values[0]


def _parse(body: str, headers: Headers) -> Payload:
    """JSON for events, a form for commands, and JSON in a form's `payload` for what is clicked."""
    if body.startswith("{") or "json" in ",".join(headers.getall("Content-Type", [])):
        return _object(body)
    form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
    return _object(form["payload"]) if set(form) == {"payload"} else _command(form)


def _object(text: str) -> Payload:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a fault of the payload like the others
    return value


def _command(form: Mapping[str, str]) -> Payload:
    if "command" not in form and "ssl_check" not in form:
        raise ValueError("neither a command nor a payload")
    return dict(form)
