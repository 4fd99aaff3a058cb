"""The handlers of the kinds of job."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bot.slack.attempt import Attempt

Run = Callable[[Attempt], Awaitable[None]]
GiveUp = Callable[[Attempt, str], Awaitable[None]]


class UnknownKind(Exception):
    """A newer version of the bot enqueued the job: this version has no handler for it."""


class Handler(NamedTuple):
    """Runs the jobs of one kind. `give_up` is called with a reference when one becomes dead."""

    run: Run
    give_up: GiveUp | None = None


async def raise_unknown_kind(attempt: Attempt) -> None:
    """Raises `UnknownKind`."""
    raise UnknownKind(f"this version of the bot knows no {attempt.job.kind!r}")
