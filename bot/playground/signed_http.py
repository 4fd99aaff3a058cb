"""Signed HTTP: payloads posted to the bot's address, with Slack's signature."""

import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession

from bot.playground.model import Json

_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_OK = 200


class RefusedByBotError(Exception):
    """The bot answered, and it was not 200."""

    def __init__(self, status: int, *, final: bool) -> None:
        super().__init__(status)
        self.final = final


def sign(secret: str, timestamp: str, body: str) -> str:
    """Slack's signature of a body."""
    signed = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class SignedHttp:
    """The bot's address, and the secret it shares with Slack."""

    late = "http_timeout"

    def __init__(
        self, session: ClientSession, url: str, secret: str, now: Callable[[], float]
    ) -> None:
        self._session = session
        self._url = url
        self._secret = secret
        self._now = now

    async def ask(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The answer in the response; raises ConnectionError, or RefusedByBotError."""
        body, content_type = _encode(kind, payload)
        timestamp = str(int(self._now()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": _AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret, timestamp, body),
        }
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            async with self._session.post(
                self._url, data=body.encode(), headers=headers, allow_redirects=False
            ) as response:
                text = await response.text()
                if response.status != _OK:
                    final = response.headers.get("X-Slack-No-Retry") == "1"
                    raise RefusedByBotError(response.status, final=final)
                return _decode(text)
        except ClientError as error:
            raise ConnectionError(*error.args) from error


def _encode(kind: str, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _decode(text: str) -> Json:
    """The answer; words that are no JSON are what the person reads."""
    try:
        request = json.loads(text or "{}")
    except ValueError:
        return {"text": text}
    return request if isinstance(request, dict) else {"text": text}
