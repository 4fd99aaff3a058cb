"""A record of everything that passed between Slack and the bot, and a signal for each entry."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.limits import faults_in_options, faults_in_reply, faults_in_view
from bot.playground.methods import METHODS
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
    """A request to the Web API or a response_url."""

    method: str
    arguments: Json
    status: int
    response: Json
    seconds: float = 0.0

    @property
    def faults(self) -> Sequence[Fault]:
        """What in it breaks Slack's limits."""
        if self.method == "response_url":
            return faults_in_reply(self.arguments)
        method = METHODS.get(self.method)
        return method.faults(self.arguments) if method else ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a payload to the bot; `problem` is empty if it was acknowledged."""

    kind: str
    payload: Json
    attempt: int
    problem: str
    seconds: float
    answer: Json

    @property
    def faults(self) -> Sequence[Fault]:
        """What in the answer breaks Slack's limits."""
        if not self.answer:
            return ()
        if self.kind == "slash_commands":
            return faults_in_reply(self.answer)
        if self.payload.get("type") == "block_suggestion":
            return faults_in_options(self.answer)
        return faults_in_view(self.answer["view"]) if "view" in self.answer else ()


class Record:
    """Calls and deliveries, together (`exchanges`) and apart."""

    def __init__(self, changed: ChangeSignal) -> None:
        self._changed = changed
        self.exchanges: list[Call | Delivery] = []
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []

    def add(self, exchange: Call | Delivery) -> None:
        """Record a request of the bot, or a delivery to it."""
        self.exchanges.append(exchange)
        if isinstance(exchange, Call):
            self.calls.append(exchange)
        else:
            self.deliveries.append(exchange)
        self._changed.notify()
