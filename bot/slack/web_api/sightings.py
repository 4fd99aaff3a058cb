"""PURE. Which of the bot's messages were seen where reads are scarce; the clock is an argument.

One read a minute shows at most 15 messages of one place: a channel, a direct message or a thread.
So what it shows is remembered, for every job that looks for a message there. The next read goes on
where the last one stopped, and one read settles all jobs that have waited long enough.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.slack.recent import Recent

MOST_PLACES = 1_000
OVERLAP = 150.0
"""Seconds of what was read to its end that are read once more: Slack may accept a post late, and
then show it among earlier ones."""
KEPT_SECONDS = 3600.0
"""Seconds after its last read for which a place is remembered."""


class Window(NamedTuple):
    """What to read next: the messages after `oldest`, and before `latest`, each a ts."""

    oldest: str
    latest: str | None


@dataclass(slots=True)
class SeenPlace:
    """What is known of one place: the messages after `since`, a ts, as far as they were read."""

    since: str
    start: str
    """The ts after which the next read begins."""
    read_at: float
    """When it was read last."""
    complete_at: float = float("-inf")
    """When it was read to its end last."""
    pages: int = 0
    """Reads since then."""
    _gap_end: str | None = None
    """Where the unread messages after `start` end, if the newest ones were read first."""
    _newest: str = ""
    """The newest message then."""
    _found: dict[str, list[str]] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """What to read next."""
        return Window(self.start, self._gap_end)

    def add(
        self,
        page: Iterable[tuple[str, str | None]],
        now: float,
        *,
        has_more: bool,
        newest_first: bool,
    ) -> None:
        """Add a page of the window, whose read began `now`: the ts and the key of each message.

        `newest_first`: if it has more, those are before the page, not after it.
        """
        found = [(ts, key) for ts, key in page if float(ts) > float(self.start)]
        for ts, key in found:
            if key is not None and ts not in self._found.setdefault(key, []):
                self._found[key].append(ts)
        stamps = sorted((ts for ts, _ in found), key=float)
        self.read_at, self.pages = now, self.pages + 1
        if has_more and newest_first and stamps:
            self._newest, self._gap_end = self._newest or stamps[-1], stamps[0]
            return
        gap_was_read = not has_more and self._gap_end is not None
        if gap_was_read:
            stamps.append(self._newest)
            self._newest, self._gap_end = "", None
        self.start = max([self.start, *stamps], key=float)
        if not has_more and not gap_was_read:
            self.start = max(self.since, f"{float(self.start) - OVERLAP:.6f}", key=float)
            self.complete_at, self.pages = now, 0

    def found(self, key: str) -> list[str]:
        """The ts of each message with that key that has been seen."""
        return list(self._found.get(key, ()))

    def due(self, key: str, time: float) -> float:
        """When a message with that key is due: at `time`, or earlier if that was said before.

        If a read to the end of the place does not show it then, it counts as absent.
        """
        return self._due.setdefault(key, time)

    def settle(self, key: str) -> None:
        """The key is no longer looked for, or from its next look-up on anew."""
        self._due.pop(key, None)


class Sightings:
    """The places that were read last."""

    def __init__(self) -> None:
        self._places = Recent[Hashable, SeenPlace](MOST_PLACES)

    def at(self, where: Hashable, since: str, now: float) -> SeenPlace:
        """What is known of a place since then, a ts; to be read from there on if it is not."""
        place = self._places.get(where)
        if place and float(place.since) <= float(since) and now - place.read_at < KEPT_SECONDS:
            return place
        new = SeenPlace(since, since, now)
        if place:
            new._due = place._due  # noqa: SLF001 - what the jobs wait for stays the same
        self._places[where] = new
        return new
