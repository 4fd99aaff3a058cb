"""How payloads get to the bot: three seconds to acknowledge one, and events are redelivered.

`SignedHttp` posts them to the bot's address; `bot.playground.socket_mode` is the other transport.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession
from slack_sdk.signature import SignatureVerifier

from bot.playground.clock import Clock, within
from bot.playground.model import Json
from bot.playground.record import Delivery, Record

ACKNOWLEDGE_SECONDS = 3.0
RETRIES = (0.0, 60.0, 300.0)
_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_OK = 200


class DispatchError(Exception):
    """The bot did not acknowledge: `problem` is operation_timeout or dispatch_failed.

    `reason` is the one that a retry gives; if `is_final`, there is no retry.
    """

    def __init__(self, problem: str, reason: str, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.reason = reason
        self.is_final = is_final


class Transport(Protocol):
    """Socket Mode or signed HTTP; `timeout_reason` is its reason for a retry after a timeout."""

    timeout_reason: str

    async def request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The bot's answer; raises ConnectionError, ClientError or DispatchError."""
        ...


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
        """The answer in the response's body; raises DispatchError unless its status is 200."""
        body, content_type = _encode(kind, payload)
        timestamp = str(int(self._now()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": _AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": str(
                self._verifier.generate_signature(timestamp=timestamp, body=body)
            ),
        }
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        async with self._session.post(
            self._url, data=body.encode(), headers=headers, allow_redirects=False
        ) as response:
            text = await response.text()
            if response.status != _OK:
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


class Dispatcher:
    """Delivers payloads to the bot over `transport`, and records every attempt."""

    def __init__(
        self, transport: Transport, record: Record, clock: Clock, retries: Sequence[float]
    ) -> None:
        self.transport = transport
        self._record = record
        self._clock = clock
        self._retries = retries
        self._events: set[asyncio.Task[None]] = set()

    async def request(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        """The bot's answer, within 3 seconds; raises DispatchError."""
        begun, problem = self._clock.now(), ""
        answer: Json = {}
        try:
            answer = await self._attempt(kind, payload, attempt, reason)
        except DispatchError as error:
            problem = error.problem
            raise
        else:
            return answer
        finally:
            seconds = self._clock.now() - begun
            self._record.add(Delivery(kind, payload, attempt, problem, seconds, answer))

    async def _attempt(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        work = self.transport.request(kind, payload, attempt, reason)
        try:
            return await within(self._clock, ACKNOWLEDGE_SECONDS, work)
        except TimeoutError:
            raise DispatchError("operation_timeout", self.transport.timeout_reason) from None
        except (ConnectionError, ClientError):
            raise DispatchError("dispatch_failed", "connection_failed") from None

    def send_event(self, payload: Json) -> None:
        """Deliver an event in the background, again and again until it is acknowledged."""
        task = asyncio.get_running_loop().create_task(self._send_event(payload))
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    async def _send_event(self, payload: Json) -> None:
        reason = ""
        for attempt, pause in enumerate((None, *self._retries)):
            if pause is not None:
                await self._clock.sleep(pause)
            try:
                await self.request("events_api", payload, attempt, reason)
            except DispatchError as error:
                reason = error.reason
                if error.is_final:
                    return
            else:
                return

    async def settled(self) -> None:
        """Return when each event so far is acknowledged, or its retries are used up."""
        while self._events:
            await asyncio.wait(tuple(self._events))

    async def close(self) -> None:
        """Cancel the deliveries under way."""
        tasks = tuple(self._events)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
