"""PURE. Limits how much of one client is decoded; the clock is an argument.

Each client has an allowance that grows by `RATE` a second, up to `BURST`. A request takes one of
it, and one more for each `CHARACTERS` of its text, as those take the time of another request.
"""

import math

RATE = 20
"""Requests a second of one client."""
BURST = 60
"""Requests of a client at once, after a pause; the longest text takes fewer."""
CHARACTERS = 1_000
"""Characters of a text that count as one request."""
MOST_CLIENTS = 1_000
"""Clients with an allowance; beyond, those that have not asked for longest are forgotten."""


def cost_of(text: str) -> int:
    """How many requests a text counts for."""
    return 1 + len(text) // CHARACTERS


class RateLimiter:
    """The allowances of all clients. Times are those of a monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._clients: dict[str, tuple[float, float]] = {}  # what is left, and since when

    def take(self, client: str, cost: int, now: float) -> int:
        """Take so many requests of a client's allowance; 0, or the seconds until there is enough.

        Nothing is taken if there is not enough.
        """
        left, since = self._clients.pop(client, (float(BURST), now))
        left = min(BURST, left + (now - since) * RATE)
        is_enough = left >= cost
        self._clients[client] = left - cost if is_enough else left, now
        if len(self._clients) > MOST_CLIENTS:
            del self._clients[next(iter(self._clients))]
        return 0 if is_enough else math.ceil((cost - left) / RATE)
