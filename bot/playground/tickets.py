"""Trigger ids and response URLs: short-lived rights to answer a user who acted. PURE."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import NamedTuple

from bot.playground.model import RefusedError


@dataclass(frozen=True, slots=True)
class Ticket:
    """The user who acted, and the channel or modal in which it happened.

    `original` is the ts of the message acted upon, if the answer may replace it.
    """

    user: str
    place: str | None = None
    original: str | None = None
    until: float = 0.0
    uses: int = 1


class Kind(NamedTuple):
    """How long and how often tickets are valid, and Slack's errors for those that are not."""

    seconds: float
    uses: int
    unknown: str
    used: str
    expired: str


TRIGGER = Kind(3, 1, "invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id")
RESPONSE_URL = Kind(30 * 60, 5, "expired_url", "used_url", "expired_url")


class Tickets:
    """Tickets of one kind, on the clock `now`."""

    def __init__(self, now: Callable[[], float], kind: Kind) -> None:
        self._now = now
        self._kind = kind
        self._serial = count(1)
        self._tickets: dict[str, Ticket] = {}

    def give(self, user: str, place: str | None = None, original: str | None = None) -> str:
        """The id of a new ticket."""
        number = next(self._serial)
        token = f"{1000000000000 + number}.{2000000000 + number}.{number:032x}"
        until = self._now() + self._kind.seconds
        self._tickets[token] = Ticket(user, place, original, until, self._kind.uses)
        return token

    def use(self, token: str) -> Ticket:
        """The ticket of that id, which loses one use; raises RefusedError."""
        ticket = self._tickets.get(token)
        if ticket is None:
            raise RefusedError(self._kind.unknown)
        if not ticket.uses:
            raise RefusedError(self._kind.used)
        if self._now() >= ticket.until:
            raise RefusedError(self._kind.expired)
        self._tickets[token] = replace(ticket, uses=ticket.uses - 1)
        return ticket
