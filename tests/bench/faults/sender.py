"""Slack's deliveries of mentions: retried until acknowledged, and sometimes duplicated."""

import asyncio
import time
from collections.abc import Sequence
from itertools import count

from aiohttp import ClientError, ClientSession

from tests.bench.fake_slack import OK, mention_of
from tests.bench.faults.judge import Question
from tests.bench.faults.plan import Plan
from tests.bench.faults.slack import FaultySlack
from tests.bench.faults.world import Bot
from tests.checker.people import code_of
from tests.faults.hostile_requests import JSON, signed

WAITS = 3.0
"""Seconds that Slack waits for an acknowledgement."""
DEAF = 0.02
"""Seconds after which it has gone where it is not to hear one."""
CHANNELS, PEOPLE = 500, 2000


class Sender:
    """Tells the replicas of mentions; `pauses` are the seconds before it tells again, and again."""

    def __init__(
        self,
        slack: FaultySlack,
        plan: Plan,
        bots: Sequence[Bot],
        session: ClientSession,
        pauses: Sequence[float],
    ) -> None:
        self.again = 0
        self.unacknowledged = 0
        self._slack = slack
        self._plan = plan
        self._bots = bots
        self._session = session
        self._pauses = pauses

    async def steadily(self, mentions: int, a_second: float) -> None:
        """Have people mention the bot, so many a second; return when Slack has told of all."""
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(mentions):
                await asyncio.sleep(max(0, begun + number / a_second - time.monotonic()))
                group.create_task(self._mention(number))

    async def _mention(self, number: int) -> None:
        channel = f"C0FAULT{self._plan.channel(number, CHANNELS):04d}"
        ts, code = self._slack.ts(), code_of(number)
        self._slack.questions[channel, ts] = Question(number, code, time.monotonic())
        body = mention_of(number, ts, channel, f"U0FAULT{number % PEOPLE:04d}", code)
        delivery_plan = self._plan.delivery_plan(number)
        for attempt in count():
            ignores_response = not attempt and not delivery_plan.is_acknowledged
            self.unacknowledged += ignores_response
            if (
                await self._deliver(number, attempt, body, DEAF if ignores_response else WAITS)
                and not ignores_response
            ):
                break
            await asyncio.sleep(self._pauses[min(attempt, len(self._pauses) - 1)])
        for seconds in delivery_plan.again:
            await asyncio.sleep(seconds)
            attempt += 1
            self.again += 1
            await self._deliver(number, attempt, body, WAITS)

    async def _deliver(self, number: int, attempt: int, body: bytes, waits: float) -> bool:
        """Tell a replica, by its clock; whether it has acknowledged in time."""
        bot = self._bots[self._plan.to(number, attempt, len(self._bots))]
        again = {"X-Slack-Retry-Num": str(attempt)} if attempt else {}
        headers = {**signed(body, age=-bot.clock.offset, kind=JSON), **again}
        try:
            async with (
                asyncio.timeout(waits),
                self._session.post(bot.url, data=body, headers=headers) as answer,
            ):
                return answer.status == OK
        except (ClientError, TimeoutError):
            return False
