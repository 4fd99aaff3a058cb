"""A record with all payloads that the bot sent, and all their faults."""

from typing import NamedTuple

from bot.playground import record
from bot.playground.model import Json
from bot.playground.record import Call, ChangeSignal, Delivery
from bot.playground.schema import Fault


class Sent(NamedTuple):
    """A payload of the bot; `via` is a method, response_url or acknowledgement."""

    via: str
    payload: Json


class Record(record.Record):
    """All calls and deliveries; `sent` are those payloads of the bot that users may see."""

    def __init__(self, changed: ChangeSignal) -> None:
        super().__init__(changed)
        self.sent = list[Sent]()
        self.faults = list[Fault]()

    def add(self, exchange: Call | Delivery) -> None:
        """Record a request of the bot, or a delivery to it."""
        sent = _sent(exchange)
        if sent:
            self.sent.append(sent)
        self.faults.extend(exchange.faults)
        super().add(exchange)


def _sent(exchange: Call | Delivery) -> Sent | None:
    """What users may see of an exchange."""
    if isinstance(exchange, Call):
        is_shown = exchange.method.startswith(("chat.", "views.", "response_url"))
        return Sent(exchange.method, exchange.arguments) if is_shown else None
    is_shown = bool(exchange.answer) and exchange.kind != "events_api"
    return Sent("acknowledgement", exchange.answer) if is_shown else None
