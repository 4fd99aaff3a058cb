"""Deliveries to the bot's address, with Slack's signature."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession
from slack_sdk.signature import SignatureVerifier

from bot.playground.delivery import DispatchError
from bot.playground.model import Json

AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
OK = 200


class SignedHttp:
    """Posts payloads to the bot's address, with Slack's signature."""

    timeout_reason = "http_timeout"

    def __init__(
        self, session: ClientSession, url: str, secret: str, now: Callable[[], float]
    ) -> None:
        self._session = session
        self._url = url
        self._verifier = SignatureVerifier(secret)
        self._now = now

    async def request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The answer in the response's body; raises DispatchError unless its status is 200.

        Raises ConnectionError without a response.
        """
        body, content_type = _encode(kind, payload)
        timestamp = str(int(self._now()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": str(
                self._verifier.generate_signature(timestamp=timestamp, body=body)
            ),
        }
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        try:
            return await self._post(body, headers)
        except ClientError as error:
            raise ConnectionError from error

    async def _post(self, body: str, headers: Mapping[str, str]) -> Json:
        async with self._session.post(
            self._url, data=body.encode(), headers=headers, allow_redirects=False
        ) as response:
            text = await response.text()
            if response.status != OK:
                is_final = response.headers.get("X-Slack-No-Retry") == "1"
                raise DispatchError("dispatch_failed", "http_error", is_final=is_final)
            return _decode(text)


def _encode(kind: str, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _decode(text: str) -> Json:
    """The answer; a body that is not a JSON object is the text that the user reads."""
    try:
        answer = json.loads(text or "{}")
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {"text": text}
