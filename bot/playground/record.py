"""Everything that passed between Slack and the bot, for tests and for curious people.

Each payload the bot sends by any road goes through one checker of Slack's limits here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.change_signal import ChangeSignal
from bot.playground.model import Json
from bot.playground.schema import Fault


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the Web API or a response_url, and what it got; status 0: the line was cut."""

    method: str
    arguments: Json
    status: int
    response: Json
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A payload of the bot, by the road it took: a method, response_url, or acknowledgement."""

    road: str
    payload: Json


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to tell the bot something; `problem` is empty when it acknowledged."""

    kind: str
    payload: Json
    attempt: int
    problem: str
    seconds: float
    answer: Json


class Record:
    """What was called, sent and delivered, in order; `exchanges` are calls and deliveries."""

    def __init__(self, news: ChangeSignal) -> None:
        self._news = news
        self.exchanges: list[Call | Delivery] = []
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.deliveries: list[Delivery] = []
        self.faults: list[Fault] = []

    def called(self, call: Call) -> None:
        """The bot called."""
        self.calls.append(call)
        self.exchanges.append(call)
        self._news.tell()

    def delivered(self, delivery: Delivery) -> None:
        """Delivered to the bot."""
        self.deliveries.append(delivery)
        self.exchanges.append(delivery)
        self._news.tell()

    def checked(self, road: str, payload: Json, faults: Sequence[Fault]) -> None:
        """The bot sent a payload, and the checker found these faults."""
        self.sent.append(Sent(road, payload))
        self.faults.extend(faults)
        self._news.tell()
