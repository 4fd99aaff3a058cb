"""How payloads get to the bot: three seconds to acknowledge one, and events are redelivered."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from typing import Protocol, TypeVar

from bot.playground.model import Json
from bot.playground.record import Delivery, Record

ACKNOWLEDGE_SECONDS = 3.0
RETRIES = (0.0, 60.0, 300.0)

T = TypeVar("T")


class Clock:
    """The system's time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Return when that much time has passed."""
        await asyncio.sleep(seconds)


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
    """What carries payloads, such as Socket Mode; `timeout_reason` is why one is sent again."""

    timeout_reason: str

    async def request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The bot's answer; raises ConnectionError or DispatchError."""
        ...


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
            return await _within(self._clock, ACKNOWLEDGE_SECONDS, work)
        except TimeoutError:
            raise DispatchError("operation_timeout", self.transport.timeout_reason) from None
        except ConnectionError:
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


async def _within(clock: Clock, seconds: float, work: Awaitable[T]) -> T:
    """The result of `work`; cancels it and raises TimeoutError after that time on the clock."""
    task = asyncio.ensure_future(work)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        alarm.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)
