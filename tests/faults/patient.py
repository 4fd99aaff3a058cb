"""`python -m tests.faults.patient`: the bot, which waits long for the database of a busy machine.

Several of them share the processors with other tests, so that one of them may hold the lock of
SQLite's file and not run for a second. `tests.conftest` makes bots in the tests' own process wait
as long.
"""

import asyncio
import sys

from bot.operations import log_format
from bot.slack.jobs.timing import Timing
from bot.team import deadline
from tests.faults.short_lease import run

if __name__ == "__main__":
    deadline.DEADLINE = 20
    log_format.configure("INFO", sys.stderr)
    asyncio.run(run(Timing(database_timeout=20)))
