"""One run: people work while the nemesis rages, all comes to rest, and it is judged."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

from tests.checker.judge import judge, repeated
from tests.checker.nemesis import Nemesis, OfPair
from tests.checker.pair import Pair, pair
from tests.checker.people import Hands, asks
from tests.checker.record import Found, Told

NAMES = "Ana", "Ben", "Chen"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was done, what was found, and what of it breaks a promise."""

    told: Told
    found: Found
    harm: list[str]
    broken: list[str]

    @property
    def counts(self) -> str:
        """How much was done, in a line or two."""
        acts = Counter(f"{type(act).__name__.lower()}: {act.outcome}" for act in self.told.acts)
        done = ", ".join(f"{what} {times}" for what, times in sorted(acts.items()))
        harm = ", ".join(f"{what} {times}" for what, times in sorted(Counter(self.harm).items()))
        return (
            f"{len(self.told.questions)} questions; {done}; "
            f"{sum(len(h.revisions) for h in self.found.histories)} versions; "
            f"{repeated(self.found)} notices that stand twice, as they may\nharm: {harm}"
        )


async def run(seed: int, seconds: float, folder: Path) -> Verdict:
    """Let people work for so long, with harm by that seed; `folder` is for logs."""
    async with pair(folder) as made:
        told, nemesis = Told(), OfPair(made, random.Random(seed))
        await _work(made, told, nemesis, seed, seconds)
        await made.rests()
        codes = [await replica.end() for replica in made.replicas]
        found = await asyncio.to_thread(made.found)
        crashed = [f"a replica ended with code {code}" for code in codes if code]
        return Verdict(told, found, nemesis.done, [*judge(told, found), *crashed])


async def _work(made: Pair, told: Told, nemesis: Nemesis, seed: int, seconds: float) -> None:
    replicas, numbers, stop = cycle(made.replicas), count(), asyncio.Event()

    def turn() -> None:
        made.slack.deliver_to(next(replicas).url)

    turn()
    hands = [Hands(made.slack, name, told, numbers, turn) for name in NAMES]
    async with asyncio.TaskGroup() as group:
        for place, one in enumerate(hands):
            chance = random.Random(f"{seed} {NAMES[place]}")
            group.create_task(one.works(chance, hands[2 if place == 0 else 0], stop))
            asked = asks(made.slack, NAMES[place], told, chance, stop, turn)
            group.create_task(asked)
        group.create_task(nemesis.rages(stop))
        await asyncio.sleep(seconds)
        stop.set()
