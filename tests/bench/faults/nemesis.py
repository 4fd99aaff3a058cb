"""Who kills replicas and their database, and sets clocks, by the seed."""

import asyncio
import math
import random

from typing_extensions import override

from tests.bench.faults.world import World
from tests.checker.nemesis import Harm, Nemesis

LONGEST_AWAY = 2.0
LEAST_STEP, LARGEST_STEP = 60.0, 6 * 3600.0


class WorldNemesis(Nemesis):
    """Does harm to what is in the world, with rests of at most so many seconds."""

    def __init__(self, world: World, chance: random.Random, rest: float) -> None:
        self._world = world
        harms: list[Harm] = [self.kills_replica]
        if world.cluster:
            harms.append(self.kills_database)
        if world.clocks[0].environment:
            harms += [self.sets_clock] * 2
        super().__init__(chance, rest, *harms)

    @override
    async def run_until(self, stop: asyncio.Event) -> None:
        """Rest first, so that there is work to be disturbed."""
        await self._wait(self._rest)
        await super().run_until(stop)

    async def kills_replica(self, which: int) -> None:
        """Kill one and start it again, by the right time: with a wrong clock it does not start."""
        bot = self._world.bots[which % len(self._world.bots)]
        await bot.kill()
        await self._wait(LONGEST_AWAY)
        bot.clock.set(0.0)
        await bot.start()

    async def kills_database(self, _: int) -> None:
        cluster = self._world.cluster
        assert cluster, "SQLite is no process"
        await asyncio.to_thread(cluster.kill)
        await self._wait(LONGEST_AWAY)
        await asyncio.to_thread(cluster.start)

    async def sets_clock(self, _: int) -> None:
        """Set a clock forward or back, by minutes rather than hours, within some hours of now."""
        clock = self._chance.choice(self._world.clocks)
        step = math.exp(self._chance.uniform(math.log(LEAST_STEP), math.log(LARGEST_STEP)))
        sign = self._chance.choice((-1, 1))
        offset = clock.offset + sign * step
        clock.set(offset if abs(offset) <= LARGEST_STEP else clock.offset - sign * step)
