"""What is still to be done, kept until it is done. PURE: the values and the store's promise.

A Slack event is kept before it is acknowledged. Whoever works on an item owns it for the length of
a lease, which is renewed; what was not renewed for as long as a lease, while another has looked,
belongs to whoever takes it. No two clocks are ever compared.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

AT_ONCE = 4
"""Items of one person that are in work at a time; further ones wait. Those that are nobody's, which
the bot gave to itself, are not limited so: they leave some room for people's."""
LOOKS = 2
"""How often a message is looked for before it is posted again, where nobody knows what became of
the call that posted it: with pauses that grow, as Slack may take it late."""


class State(StrEnum):
    """Where an item is on its way."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do. `key` names it in its workspace: what has the same key is done once.

    The key of a message is its channel and ts, that of another event its event id. `person` is
    whose it is, and `content` is for the work of that `kind`: JSON, forgotten once it is done.
    """

    workspace: str
    key: str
    kind: str
    person: str
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)


class New(NamedTuple):
    """An item to keep, for `owner` at once if there is one, for a lease of so many seconds.

    Without an owner it is due after `delay` seconds. `looks` is how often its message has to be
    looked for before it is posted. `late` is after how many seconds it is due, should it be kept
    only when whoever asked for it has given up, and has done without.
    """

    item: Item
    owner: str | None
    lease: float = 0
    looks: int = 0
    late: float = 0
    delay: float = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """An item in work: `tries` have failed before, and it was `handed` out so many times.

    `at` is when it was kept, in seconds since 1970. Its message may be on its way, or stand there
    already, where `looks` is more than 0: so often it has to be looked for before it is posted.
    """

    id: int
    item: Item
    tries: int
    handed: int
    at: float
    looks: int = 0


class Retry(NamedTuple):
    """That a job is to be tried again after so many seconds, and why.

    Unless it `failed` that counts as no try. `looks` is how often its message has to be looked for
    before it is posted.
    """

    seconds: float
    why: str
    looks: int
    failed: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """What an administrator sees of an item that is not done; `why` says what failed last."""

    id: int
    item: Item
    state: State
    tries: int
    at: float
    why: str


class InboxStore(Protocol):
    """Each method is one transaction and blocks. Each may raise `DatabaseUnavailable`."""

    one_writer: bool
    """Whether writers wait for each other, so that it pays to write several things in one."""

    def record(
        self, new: Sequence[New], done: Sequence[Taken], owner: str
    ) -> Sequence[Taken | None]:
        """Keep what is new, and mark what `owner` has done: of that only the keys are kept.

        For each that is new, as it is kept; None where its key is known.
        """
        ...

    def put_off(self, taken: Taken, seconds: float) -> None:
        """It is due after so many seconds, unless somebody has taken it since.

        Whoever asked for it does it meanwhile, so its message has to be looked for.
        """
        ...

    def claim(self, item: Item) -> bool:
        """Keep only the key of something that is done at once; whether it was new."""
        ...

    def unclaim(self, item: Item) -> None:
        """Forget a key that was claimed."""
        ...

    def take(self, owner: str, lease: float, limit: int, busy: Collection[str]) -> list[Taken]:
        """Items that are due, for `owner` to work on: few of each person, none of the busy ones.

        One that its owner has not renewed for a lease, since it was first seen here, is due as
        well, and counts as a failed try; its message may be on its way. So is one that was
        scheduled at a moment which is still to come: the clock was set back since.
        """
        ...

    def renew(self, owner: str, ids: Collection[int], lease: float) -> set[int]:
        """Keep these for another lease; those of them that `owner` still has."""
        ...

    def drop(self, taken: Taken, owner: str) -> None:
        """It need not be done, and may come again."""
        ...

    def later(self, taken: Taken, owner: str, retry: Retry) -> None:
        """It is to be tried again."""
        ...

    def park(self, taken: Taken, owner: str, why: str) -> None:
        """It is left for an administrator."""
        ...

    def release(self, owner: str) -> int:
        """Give back what `owner` still works on, for anyone to take at once; how many.

        What it was about to post may be on its way.
        """
        ...

    def waiting_of(self, workspace: str, person: str) -> int:
        """How many items of that person wait."""
        ...

    def states(self) -> dict[State, int]:
        """How many items are in each state, but for those done."""
        ...

    def close_workspace(self, workspace: str, why: str, but: Taken) -> int:
        """Park all of a workspace that the bot was removed from, but for one item; how many."""
        ...

    def listed(self) -> list[Listed]:
        """All that is not done, the oldest first."""
        ...

    def retry(self, ids: Collection[int] | None) -> int:
        """Have parked items tried again, these or all; how many."""
        ...

    def discard(self, ids: Collection[int] | None) -> int:
        """Give up parked items, these or all; how many."""
        ...

    def expire(self, seconds: float) -> int:
        """Forget the keys of what was done longer ago than that; how many."""
        ...
