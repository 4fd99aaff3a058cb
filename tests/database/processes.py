"""Other processes that use the same database: each runs a few lines of Python."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRELUDE = """
import alembic.command, os, signal, sys
from sqlalchemy import event
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.database.schema_version import version_of
from bot.team.sql_store import SqlStore
from bot.database.errors import DatabaseUnavailable
from tests.team.entries import *
from tests.team.values import *
url, *arguments = sys.argv[1:]

def killed_at_each_step(act):
    # kill a process at each of its statements in turn; return how many there are
    for steps in range(1000):
        child = os.fork()
        if not child:
            made, left = engine(url), iter(range(steps))
            def step(*_):
                if next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
            event.listen(made, "before_cursor_execute", step)
            event.listen(made, "commit", step)
            act(made)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            assert status == 0
            return steps
"""

AT_ONCE = """
import json
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from multiprocessing import get_context

forking = get_context("fork")
started = forking.Barrier(len(arguments), timeout=60)

def printed(argument):
    started.wait()
    with redirect_stdout(StringIO()) as out:
        exec(code, globals() | {"arguments": [argument]})
    return out.getvalue()

with ProcessPoolExecutor(len(arguments), forking) as processes:
    print(json.dumps(list(processes.map(printed, arguments))))
"""


def run(code: str, url: str, *arguments: str) -> str:
    """Run the lines, which must succeed, and return what they print."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + code, url, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_at_once(code: str, url: str, each: Sequence[str]) -> list[str]:
    """Run the lines in several processes, which start together; return what they print.

    One process makes all the imports, and forks the others.
    """
    printed: list[str] = json.loads(run(f"code = {code!r}\n{AT_ONCE}", url, *each))
    return printed
