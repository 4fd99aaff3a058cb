"""What befalls which call: a seed chooses for each by itself, in whatever order they come. PURE."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

POST = "chat.postMessage"
MOST_FAULTS = 4
"""Calls of one method for one mention that may go wrong; those after them do not."""


class Kind(StrEnum):
    """How a call can go."""

    WELL = "well"
    LATE = "done late"
    LATE_ANSWER = "answered late"
    LOST_CALL = "call lost"
    LOST_ANSWER = "answer lost"
    REFUSED = "refused"
    LIMITED = "rate limited"


class Answer(NamedTuple):
    """What comes back in place of the true answer."""

    status: int
    body: str
    retry_after: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call goes.

    After `before` seconds it is done, if it is to be `done`, and after `after` more comes its
    `answer`: without one the true answer, and where that is `lost`, a reset.
    """

    kind: Kind
    before: float = 0
    done: bool = True
    after: float = 0
    lost: bool = False
    answer: Answer | None = None

    def __str__(self) -> str:
        """How it goes, in some words."""
        late = f" by {self.before + self.after:.1f} s" if self.before or self.after else ""
        return f"{self.kind}{late}{'' if self.done else ', not done'}"


WELL = Fault(Kind.WELL)
HTML = "<!DOCTYPE html><title>Server Error</title><h1>Something went wrong</h1>"
RATE_LIMITED = '{"ok": false, "error": "ratelimited"}'
REFUSALS = (
    Answer(500, HTML),
    Answer(503, "upstream connect error or disconnect/reset before headers"),
    Answer(200, HTML),
    Answer(200, '{"ok": false, "error": "internal_error"}'),
    Answer(200, '{"ok": false, "error": "fatal_error"}'),
    Answer(200, RATE_LIMITED),
)
"""Of all but the last nobody knows whether the call was done."""

POSTS = {
    Kind.LOST_CALL: 0.02,
    Kind.LOST_ANSWER: 0.02,
    Kind.REFUSED: 0.03,
    Kind.LIMITED: 0.02,
}
"""The parts of all posts that go so; the other methods, which are called rarely, fare worse."""
OTHERS = {kind: part * 3 for kind, part in POSTS.items()}


class DeliveryPlan(NamedTuple):
    """How Slack delivers a mention.

    `is_acknowledged` is false where the first acknowledgement does not arrive; `again` are the
    seconds after which Slack delivers the mention once more although one has arrived.
    """

    is_acknowledged: bool
    again: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What befalls whom: `late` is the part of all calls that are, by at most `longest` seconds."""

    seed: int
    late: float = 0.02
    longest: float = 120.0
    unacknowledged: float = 0.02
    doubled: float = 0.05
    posts: Mapping[Kind, float] = field(default_factory=lambda: POSTS)
    others: Mapping[Kind, float] = field(default_factory=lambda: OTHERS)

    def call(self, method: str, mention: int, number: int) -> Fault:
        """How a method's call of that number for a mention goes; the first has the number 0."""
        if number >= MOST_FAULTS:
            return WELL
        chance = self._chance(method, mention, number)
        late = {Kind.LATE: self.late / 2, Kind.LATE_ANSWER: self.late / 2}
        parts = {**(self.posts if method == POST else self.others), **late}
        parts[Kind.WELL] = 1 - sum(parts.values())
        [kind] = chance.choices([*parts], [*parts.values()])
        return _fault(kind, chance, self.longest)

    def delivery_plan(self, mention: int) -> DeliveryPlan:
        """How Slack tells of it."""
        chance = self._chance("delivery_plan", mention)
        is_acknowledged = chance.random() >= self.unacknowledged
        times = chance.randint(1, 2) if chance.random() < self.doubled else 0
        longest = self.longest / 10
        return DeliveryPlan(
            is_acknowledged, tuple(chance.uniform(0, longest) for _ in range(times))
        )

    def to(self, mention: int, attempt: int, count: int) -> int:
        """Which of so many replicas is told."""
        return self._chance("to", mention, attempt).randrange(count)

    def channel(self, mention: int, count: int) -> int:
        """In which of so many channels it is."""
        return self._chance("channel", mention).randrange(count)

    def _chance(self, *what: object) -> random.Random:
        return random.Random(" ".join(map(str, (self.seed, *what))))


def _fault(kind: Kind, chance: random.Random, longest: float) -> Fault:
    match kind:
        case Kind.LATE:
            return Fault(kind, before=_late(chance, longest))
        case Kind.LATE_ANSWER:
            return Fault(kind, after=_late(chance, longest))
        case Kind.LOST_CALL | Kind.LOST_ANSWER:
            return Fault(kind, done=kind is Kind.LOST_ANSWER, lost=True)
        case Kind.REFUSED:
            answer = chance.choice(REFUSALS)
            done = answer.body != RATE_LIMITED and chance.random() < 1 / 3
            return Fault(kind, done=done, answer=answer)
        case Kind.LIMITED:
            pause = chance.randint(1, min(5, round(longest)))
            return Fault(kind, done=False, answer=Answer(429, RATE_LIMITED, pause))
        case Kind.WELL:
            return WELL


def _late(chance: random.Random, longest: float) -> float:
    """From a second up, short rather than long."""
    return math.exp(chance.uniform(0, math.log(longest)))
