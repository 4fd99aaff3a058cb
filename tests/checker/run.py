"""One run: users work while faults are injected, the work ends, and the result is judged."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

from tests.checker.judge import judge, repeated
from tests.checker.nemesis import Nemesis, PairNemesis
from tests.checker.pair import Pair, pair
from tests.checker.people import TeamMember, ask_questions
from tests.checker.record import Act, Activity, FinalState, Outcome

NAMES = "Ana", "Ben", "Chen"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was done, what was found, and what of it breaks a promise."""

    activity: Activity
    found: FinalState
    harm: list[str]
    broken: list[str]

    @property
    def done(self) -> set[type[Act]]:
        """The kinds of acts of which users were told that they are done."""
        return _done(self.activity)

    @property
    def counts(self) -> str:
        """How much was done, in a line or two."""
        acts = Counter(f"{type(act).__name__.lower()}: {act.outcome}" for act in self.activity.acts)
        done = ", ".join(f"{what} {times}" for what, times in sorted(acts.items()))
        harm = ", ".join(f"{what} {times}" for what, times in sorted(Counter(self.harm).items()))
        return (
            f"{len(self.activity.questions)} questions; {done}; "
            f"{sum(len(h.revisions) for h in self.found.histories)} versions; "
            f"{repeated(self.found)} notices that stand twice, as they may\nharm: {harm}"
        )


def _done(activity: Activity) -> set[type[Act]]:
    return {type(act) for act in activity.acts if act.outcome is Outcome.DONE}


async def run(
    seed: int, seconds: float, folder: Path, least: Collection[type[Act]] = ()
) -> Verdict:
    """Let people work for so long, with harm by that seed; `folder` is for logs.

    On a busy machine they work for up to four times as long, until each kind of `least` was done.
    """
    async with pair(folder) as made:
        activity, nemesis = Activity(), PairNemesis(made, random.Random(seed))
        async with _working(made, activity, nemesis, seed):
            for _ in range(4):
                await asyncio.sleep(seconds)
                if _done(activity) >= {*least}:
                    break
        await made.wait_until_idle()
        codes = [await replica.end() for replica in made.replicas]
        found = await asyncio.to_thread(made.found)
        crashed = [f"a replica ended with code {code}" for code in codes if code]
        return Verdict(activity, found, nemesis.done, [*judge(activity, found), *crashed])


@asynccontextmanager
async def _working(
    made: Pair, activity: Activity, nemesis: Nemesis, seed: int
) -> AsyncIterator[None]:
    """People work and faults are injected while the context lasts; at its end, work ends."""
    replicas, numbers, stop = cycle(made.replicas), count(), asyncio.Event()

    def switch_replica() -> None:
        made.slack.deliver_to(next(replicas).url)

    switch_replica()
    members = [
        TeamMember(made.slack, name, activity, numbers, switch_replica, stop) for name in NAMES
    ]
    async with asyncio.TaskGroup() as group:
        for place, one in enumerate(members):
            chance = random.Random(f"{seed} {NAMES[place]}")
            group.create_task(one.act(chance, members[2 if place == 0 else 0]))
            questions = ask_questions(
                made.slack, NAMES[place], activity, chance, stop, switch_replica
            )
            group.create_task(questions)
        group.create_task(nemesis.run_until(stop))
        yield
        stop.set()
