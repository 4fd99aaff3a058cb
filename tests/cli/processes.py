"""`python -m bot` in a process of its own, and on a terminal."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path

from tests.measured import MEASURED

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    "DATABASE_URL": "sqlite:///:memory:",
    "OPS_PORT": "0",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}
"""No variable of the machine, such as a proxy, has an effect on the bot, and Slack is not asked."""

Ended = subprocess.CompletedProcess[str]


def bot(*arguments: str, source: str = "", **environment: str) -> Ended:
    """Run a command with `source` as its standard input."""
    return bot_in(ROOT, *arguments, source=source, **environment)


def bot_in(folder: Path, *arguments: str, source: str = "", **environment: str) -> Ended:
    """Run a command in that folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=MEASURED | ENVIRONMENT | environment,
        input=source,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def bot_in_shell(command: str, **environment: str) -> Ended:
    """Run a command with redirections or pipes."""
    return subprocess.run(
        f"{sys.executable} -m bot {command}",
        shell=True,
        cwd=ROOT,
        env=os.environ | MEASURED | ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


_RETYPE_SECONDS = 2.0


def on_a_terminal(command: str, typed: str = "") -> str:
    """Run a command on a terminal, type when it asks for input, and return what it shows."""
    child, terminal = pty.fork()
    if child == 0:
        termios.tcsetwinsize(0, (24, 80))
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the test runner may ignore it
        os.execve("/bin/sh", ["sh", "-c", command], os.environ | MEASURED)
    seen, quiet = b"", True
    with contextlib.suppress(OSError):  # on Linux, the other end is closed
        while True:
            is_asked = bool(typed) and b"Ctrl-D" in seen
            if is_asked and quiet:  # a Ctrl-C just before Python reads has no effect: type it again
                os.write(terminal, typed.encode())
            quiet = is_asked and not select.select([terminal], [], [], _RETYPE_SECONDS)[0]
            if quiet:
                continue
            more = os.read(terminal, 4096)
            if not more:
                break
            seen += more
            quiet = not is_asked
    os.close(terminal)
    os.waitpid(child, 0)
    return seen.decode("utf-8", "replace")
