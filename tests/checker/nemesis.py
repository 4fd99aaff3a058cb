"""Injects faults by a seed: one at a time, each repaired before the next."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

from tests.checker.pair import Pair
from tests.fault_proxy import Proxy

LONGEST_PAUSE = 3.5
LONGEST_CUT = 4.0
REST = 1.5

Harm = Callable[[int], Awaitable[None]]


class Nemesis:
    """Does its harms, one after the other, until told to stop; `done` says which, in order.

    Between two it rests for at most `rest` seconds. `each_done` is set once it has done each.
    """

    def __init__(self, chance: random.Random, rest: float, *harms: Harm) -> None:
        self.done: list[str] = []
        self.each_done = asyncio.Event()
        self._chance = chance
        self._rest = rest
        self._harms = harms

    async def run_until(self, stop: asyncio.Event) -> None:
        """Do one thing after the other; all is mended in the end."""
        waiting: list[Harm] = []
        while not stop.is_set():
            if not waiting:  # each comes about, in another order each time
                waiting = self._chance.sample(self._harms, len(self._harms))
            harm, which = waiting.pop(), self._chance.randrange(2)
            self.done.append(f"{harm.__name__} {which}")
            await harm(which)
            if not waiting:
                self.each_done.set()
            await self._wait(self._rest)

    async def _wait(self, longest: float) -> None:
        await asyncio.sleep(self._chance.uniform(longest / 5, longest))


class PairNemesis(Nemesis):
    """Who does harm to a pair of replicas.

    Some doubles the bot does not promise to prevent, and none of them may come of this:

    - Two replicas receive a message at once while one has no database. So Slack notifies
      one replica, and another only after an error or three seconds, within which a replica without
      a database has answered: nothing else is broken meanwhile. A replica that is paused while it
      keeps a message holds another up for `LONGEST_PAUSE` less these three seconds, and only after
      a whole one would that take the database for gone.
    - A replica is paused between its look at the lease and the post, for longer than the lease has
      still to run. That is more than `SECONDS`, and pauses are shorter; so is the time for which a
      post can be held up on its way, which comes to the same.
    """

    def __init__(self, pair: Pair, chance: random.Random) -> None:
        self._pair = pair
        cuts = self._refuses, self._resets, self._stalls, self._loses_answers
        super().__init__(
            chance,
            REST,
            self.kills,
            self.kills,
            self.pauses,
            *(_between("slack", cut, pair.to_slack) for cut in cuts),
            *(_between("database", cut, pair.to_database) for cut in cuts),
            self.crashes_database,
        )

    async def kills(self, which: int) -> None:
        replica = self._pair.replicas[which]
        await replica.kill()
        await self._wait(1)
        await replica.start()

    async def pauses(self, which: int) -> None:
        replica = self._pair.replicas[which]
        replica.pause()
        await self._wait(LONGEST_PAUSE)
        replica.resume()

    async def _refuses(self, proxy: Proxy) -> None:
        proxy.refuse()
        proxy.reset()
        await self._wait(LONGEST_CUT)
        await proxy.heal()

    async def _stalls(self, proxy: Proxy) -> None:
        proxy.stall()
        await self._wait(LONGEST_CUT)
        await proxy.heal()

    async def _resets(self, proxy: Proxy) -> None:
        for _ in range(5):
            proxy.reset()
            await self._wait(0.3)

    async def _loses_answers(self, proxy: Proxy) -> None:
        for _ in range(5):
            proxy.cut_answer(self._chance.choice([0, 0, 20]))
            await self._wait(0.4)
        await proxy.heal()

    async def crashes_database(self, _: int) -> None:
        await asyncio.to_thread(self._pair.cluster.stop)
        await self._wait(1)
        await asyncio.to_thread(self._pair.cluster.start)


def _between(name: str, cut: Callable[[Proxy], Awaitable[None]], proxies: Sequence[Proxy]) -> Harm:
    """A cut of the connections between a replica and that which is named."""

    async def harm(which: int) -> None:
        await cut(proxies[which])

    harm.__name__ = f"{cut.__name__.removeprefix('_')}_{name}"
    return harm
