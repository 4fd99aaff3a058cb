"""`python -m tests.faults.short_lease`: the bot, with job leases of a few seconds."""

import asyncio
import os
import signal
import sys

from bot.operations import log_format
from bot.server import running
from bot.settings import Settings
from bot.slack.jobs.timing import Timing

TIMING = Timing(lease=8, poll=0.1, database_timeout=20, first_pause=0.1, longest_pause=0.5)
"""A lease that is longer than a call to Slack may take, but not by much."""


async def run(timing: Timing) -> None:
    """Run the bot until it is told to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(Settings.from_mapping(os.environ), timing):
        await stop.wait()


if __name__ == "__main__":
    log_format.configure("INFO", sys.stderr)
    asyncio.run(run(TIMING))
