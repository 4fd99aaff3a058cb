"""How payloads are delivered to the bot: three seconds to acknowledge; events are redelivered."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from bot.playground.clock import Clock, within
from bot.playground.model import Json
from bot.playground.record import Delivery, Record
from bot.playground.signed_http import RefusedByBotError

PATIENCE = 3.0
RETRIES = (0.0, 60.0, 300.0)


class Road(Protocol):
    """Socket Mode, or signed HTTP; each has its own word for an answer that did not come."""

    late: str

    async def ask(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        """The bot's answer; raises ConnectionError, or RefusedByBotError."""
        ...


class DispatchError(Exception):
    """The bot did not acknowledge: `operation_timeout` or `dispatch_failed`."""

    def __init__(self, problem: str, reason: str, *, final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.reason = reason
        self.final = final


class Deliveries:
    """Tells the bot, by whichever road is open."""

    def __init__(
        self, road: Road, record: Record, clock: Clock, retries: Sequence[float] = RETRIES
    ) -> None:
        self.road = road
        self._record = record
        self._clock = clock
        self._retries = retries
        self._under_way: set[asyncio.Task[None]] = set()

    async def ask(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Json:
        """The bot's answer within 3 s; raises DispatchError. Everything is recorded."""
        begun, problem = self._clock.now(), ""
        answer: Json = {}
        try:
            work = self.road.ask(kind, payload, attempt, reason)
            answer = await self._tried(work)
        except DispatchError as error:
            problem = error.problem
            raise
        else:
            return answer
        finally:
            seconds = self._clock.now() - begun
            self._record.delivered(Delivery(kind, payload, attempt, problem, seconds, answer))

    async def _tried(self, work: Coroutine[Any, Any, Json]) -> Json:
        try:
            return await within(self._clock, PATIENCE, work)
        except TimeoutError:
            raise DispatchError("operation_timeout", self.road.late) from None
        except ConnectionError:
            raise DispatchError("dispatch_failed", "connection_failed") from None
        except RefusedByBotError as refusal:
            raise DispatchError("dispatch_failed", "http_error", final=refusal.final) from None

    def tell(self, payload: Json) -> None:
        """Send an event, in the background, and again until it is acknowledged."""
        task = asyncio.get_running_loop().create_task(self._tell(payload))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _tell(self, payload: Json) -> None:
        reason = ""
        for attempt, pause in enumerate((None, *self._retries)):
            if pause is not None:
                await self._clock.sleep(pause)
            try:
                await self.ask("events_api", payload, attempt, reason)
            except DispatchError as error:
                reason = error.reason
                if error.final:
                    return
            else:
                return

    async def settled(self) -> None:
        """Return when every event is acknowledged or given up."""
        while self._under_way:
            await asyncio.wait(tuple(self._under_way))

    async def close(self) -> None:
        """Tell nothing more."""
        tasks = tuple(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
