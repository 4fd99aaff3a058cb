"""What Slack gives out for a short time: trigger ids and response urls. PURE; the time is given."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from bot.playground.model import RefusedError

TRIGGER_SECONDS = 3
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5


@dataclass(frozen=True, slots=True)
class _Trigger:
    user: str
    until: float
    view: str | None
    used: bool = False


class Triggers:
    """The right to open a modal for the person who has just acted: for 3 s, and once."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._serial = count(1)
        self._given: dict[str, _Trigger] = {}

    def give(self, user: str, view: str | None = None) -> str:
        """A new trigger id; `view` is the modal in which the person acted, if any."""
        number = next(self._serial)
        trigger_id = f"{1000000000000 + number}.{2000000000 + number}.{number:032x}"
        self._given[trigger_id] = _Trigger(user, self._now() + TRIGGER_SECONDS, view)
        return trigger_id

    def take(self, trigger_id: str) -> tuple[str, str | None]:
        """The user, and the modal, that it was given for; raises RefusedError."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        if self._now() >= trigger.until:
            raise RefusedError("expired_trigger_id")
        self._given[trigger_id] = replace(trigger, used=True)
        return trigger.user, trigger.view


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """Where a response_url leads: place, person, and the message acted upon, if it can change."""

    user: str
    channel: str
    original: str | None
    until: float
    uses: int = RESPONSE_URL_USES


class ResponseUrls:
    """The right to answer where the person acted: five times within 30 minutes."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._serial = count(1)
        self._given: dict[str, ReplyTarget] = {}

    def give(self, user: str, channel: str, original: str | None = None) -> str:
        """The last part of a new response_url; `original` is the message it may replace."""
        token = f"{next(self._serial):024x}"
        self._given[token] = ReplyTarget(
            user, channel, original, self._now() + RESPONSE_URL_SECONDS
        )
        return token

    def use(self, token: str) -> ReplyTarget:
        """Where it leads, and one use less; raises RefusedError."""
        given = self._given.get(token)
        if given is None or self._now() >= given.until:
            raise RefusedError("expired_url")
        if not given.uses:
            raise RefusedError("used_url")
        self._given[token] = replace(given, uses=given.uses - 1)
        return given
