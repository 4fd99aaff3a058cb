"""A mention to the posted reply, with the durable job queue on; stock Bolt has none."""

from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench.fake_slack import FakeSlack
from tests.bench.process_under_test import BOT, peer, run_program, settings
from tests.bench.table import Row, Table, ratio

DELAYS = (0.0, 0.1)
IN_FLIGHT = 8
MOST_MORE = 10
"""Milliseconds that the bot may take on top of Slack's own."""


async def measure(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """The bot and stock Bolt, taking turns."""
    with ExitStack() as stack:
        urls = [
            stack.enter_context(run_program(arguments, settings(slack.api_url, folder))).url
            for arguments in (BOT, peer("stock"))
        ]
        for slack.delay in DELAYS:
            api = f"API at {slack.delay * 1000:.0f} ms"
            count = 32 if slack.delay else 200
            took: list[list[float]] = [[], []]
            alone: list[list[float]] = [[], []]
            for number, url in enumerate(urls * (rounds + 1)):
                seconds = await slack.mentions([url], count, IN_FLIGHT)
                one = [await slack.mention(url) for _ in range(count // 8)]
                if number >= len(urls):  # the first round warms up
                    took[number % 2].append(seconds)
                    alone[number % 2].append(median(one))
            rate = f"replies a second, {IN_FLIGHT} in flight, {api}"
            what = f"{rate} ({count / median(took[0]):.0f})"
            table.add(Row(what, "stock Bolt", ratio(took[1], took[0]), 1, at_least=True))
            more = (median(alone[0]) - slack.delay) * 1000
            what = f"mention to reply beyond Slack's time, p50, {api}"
            table.add(Row(what, "itself", more, MOST_MORE, unit="ms"))
    slack.delay = 0
