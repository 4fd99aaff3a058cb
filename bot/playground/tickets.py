"""Trigger ids and response URLs: short-lived rights to answer a user who acted. PURE."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

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


class Tickets:
    """Tickets of one kind. Each is valid for `seconds` on the clock `now`, and for some uses.

    `errors` are Slack's codes for an unknown, a used and an expired ticket.
    """

    def __init__(
        self, now: Callable[[], float], seconds: float, errors: tuple[str, str, str], uses: int = 1
    ) -> None:
        self._now = now
        self._seconds = seconds
        self._uses = uses
        self._unknown, self._used, self._expired = errors
        self._serial = count(1)
        self._tickets: dict[str, Ticket] = {}

    def give(self, user: str, place: str | None = None, original: str | None = None) -> str:
        """The id of a new ticket."""
        number = next(self._serial)
        token = f"{1000000000000 + number}.{2000000000 + number}.{number:032x}"
        until = self._now() + self._seconds
        self._tickets[token] = Ticket(user, place, original, until, self._uses)
        return token

    def use(self, token: str) -> Ticket:
        """The ticket of that id, which loses one use; raises RefusedError."""
        ticket = self._tickets.get(token)
        if ticket is None:
            raise RefusedError(self._unknown)
        if not ticket.uses:
            raise RefusedError(self._used)
        if self._now() >= ticket.until:
            raise RefusedError(self._expired)
        self._tickets[token] = replace(ticket, uses=ticket.uses - 1)
        return ticket


def triggers(now: Callable[[], float]) -> Tickets:
    """Trigger ids: they open one modal, within 3 seconds."""
    errors = ("invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id")
    return Tickets(now, 3, errors)


def response_urls(now: Callable[[], float]) -> Tickets:
    """Response URLs: they answer five times, within 30 minutes."""
    return Tickets(now, 30 * 60, ("expired_url", "used_url", "expired_url"), uses=5)
