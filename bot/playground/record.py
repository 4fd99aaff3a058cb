"""A record of everything that passed between Slack and the bot, and a signal for each entry."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.model import Json
from bot.playground.schema import Fault


class ChangeSignal:
    """Wakes the tasks that wait for the next change."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wake all waiting tasks."""
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self) -> None:
        """Return at the next change."""
        await self._next.wait()


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the Web API or a response_url; status 0: the connection was cut."""

    method: str
    arguments: Json
    status: int
    response: Json
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A payload of the bot; `via` is a method, response_url or acknowledgement."""

    via: str
    payload: Json


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a payload to the bot; `problem` is empty if it was acknowledged."""

    kind: str
    payload: Json
    attempt: int
    problem: str
    seconds: float
    answer: Json


class Record:
    """Calls, sent payloads, deliveries and faults, in order.

    `exchanges` are calls and deliveries together.
    """

    def __init__(self, changed: ChangeSignal) -> None:
        self._changed = changed
        self.exchanges: list[Call | Delivery] = []
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.deliveries: list[Delivery] = []
        self.faults: list[Fault] = []

    def add_call(self, call: Call) -> None:
        """Record a request of the bot."""
        self.calls.append(call)
        self.exchanges.append(call)
        self._changed.notify()

    def add_delivery(self, delivery: Delivery) -> None:
        """Record a delivery to the bot."""
        self.deliveries.append(delivery)
        self.exchanges.append(delivery)
        self._changed.notify()

    def add_sent(self, via: str, payload: Json, faults: Sequence[Fault]) -> None:
        """Record a payload of the bot, with what breaks Slack's limits in it."""
        self.sent.append(Sent(via, payload))
        self.faults.extend(faults)
        self._changed.notify()
