"""The bot on uvloop beside the bot on asyncio's loop; without uvloop there are no rows."""

from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from tests.bench.client import ask, commands
from tests.bench.commands import AT_ONCE, Measured
from tests.bench.fake_slack import FakeSlack
from tests.bench.process_under_test import BOT, run_program, settings
from tests.bench.replies import IN_FLIGHT
from tests.bench.table import Row, Table, ratio

WITHOUT = "import sys; sys.modules['uvloop'] = None; from bot.__main__ import main; main(['run'])"
ON_ASYNCIO = ("-c", WITHOUT)
AGAINST = "on asyncio's loop"
MENTIONS = 200


async def measure(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """The bot on both loops, taking turns."""
    if not find_spec("uvloop"):
        return
    slack.delay = 0
    with ExitStack() as stack:
        both = []
        for arguments in (BOT, ON_ASYNCIO):
            made = stack.enter_context(run_program(arguments, settings(slack.api_url, folder)))
            both.append((made.url, Measured(made, 1000, 4000)))
            ask(made.url, commands(AT_ONCE), 200)
        took: list[list[float]] = [[], []]
        for _ in range(rounds):
            for seconds, (url, measured) in zip(took, both, strict=True):
                measured.round()
                seconds.append(await slack.mentions([url], MENTIONS, IN_FLIGHT))
    (_, uvloop), (_, asyncio_) = both
    for what, part in (("command to answer", "p50"), ("command to answer", "p99")):
        figure = ratio(getattr(uvloop, part), getattr(asyncio_, part))
        table.add(Row(f"on uvloop: {what}, {part}", AGAINST, figure))
    table.add(Row("on uvloop: CPU for each request", AGAINST, ratio(uvloop.cpu, asyncio_.cpu)))
    faster = ratio(asyncio_.took, uvloop.took)
    table.add(Row(f"on uvloop: requests a second, {AT_ONCE} connections", AGAINST, faster))
    figure = ratio(took[1], took[0])
    table.add(Row(f"on uvloop: replies a second, {IN_FLIGHT} in flight", AGAINST, figure))
