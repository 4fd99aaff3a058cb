"""The tools for agents: `python -m tests.bench.agents`. How soon they are there, and a call's time.

The bot and an `MCPServer` of the SDK with one tool that does the same take turns; both are asked on
standard input. CPU times count the process alone, so other work of the machine matters less.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from tests.bench.process_under_test import AS_INSTALLED, ROOT
from tests.bench.table import Row, Table, ratio

ROUNDS, CALLS = 9, 200
START, CALL = 300, 5
"""The goals, in milliseconds."""
BOT = ("-m", "bot", "mcp")
IMPORT = ("-c", "import gc, os; gc.disable(); import mcp; os._exit(0)")
"""The SDK alone, as the bot imports it; ends without a clean-up, which no start includes."""
STOCK = (
    "-c",
    """
from mcp.server import MCPServer
from bot import decode
server = MCPServer("stock")

@server.tool()
def decode_text(text: str) -> dict:
    return decode(text).to_json()

server.run()
""",
)
WHO = {"name": "bench", "version": "1"}
OPENING = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": WHO}
TEXT = "The copy of \\\\oak\\data failed: error 0x80070035"


class Figures(NamedTuple):
    """Seconds until `initialize` is answered, CPU seconds for it, and the median call's seconds."""

    start: float
    cpu: float
    call: float


def asked(arguments: Sequence[str]) -> Figures:
    """Start a server, ask it, and end it."""
    command = [sys.executable, *arguments]
    begun = perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=AS_INSTALLED, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        _ask(process, 0, "initialize", OPENING)
        start, cpu = perf_counter() - begun, _cpu(process.pid)
        _send(process, {"method": "notifications/initialized"})
        call = {"name": "decode_text", "arguments": {"text": TEXT}}
        _ask(process, 0, "tools/call", call)  # the first one loads the guide
        calls = [_timed(lambda: _ask(process, 1, "tools/call", call)) for _ in range(CALLS)]
    return Figures(start, cpu, median(calls))


def _send(process: "subprocess.Popen[bytes]", message: dict[str, object]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
    process.stdin.flush()


def _ask(process: "subprocess.Popen[bytes]", id_: int, method: str, params: object) -> None:
    _send(process, {"id": id_, "method": method, "params": params})
    assert process.stdout is not None
    answer = json.loads(process.stdout.readline())
    assert answer["id"] == id_, answer
    assert not answer["result"].get("isError")


def _timed(job: Callable[[], object]) -> float:
    begun = perf_counter()
    job()
    return perf_counter() - begun


def _cpu(pid: int) -> float:
    """The CPU seconds that a process has used, on Linux."""
    ticks = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _imported() -> tuple[float, float]:
    """Seconds and CPU seconds to import the SDK, and nothing else."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = _timed(
        lambda: subprocess.run([sys.executable, *IMPORT], cwd=ROOT, env=AS_INSTALLED, check=True)
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, used


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.agents", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    rounds = [(asked(BOT), asked(STOCK), _imported()) for _ in range(parser.parse_args().rounds)]
    ours, stock, imported = zip(*rounds, strict=True)
    table = Table()
    starts, cpus = [each.start for each in ours], [each.cpu for each in ours]
    calls = [each.call for each in ours]
    what = "start to the answer of initialize"
    table.add(Row(what, "itself", median(starts) * 1000, START, unit="ms"))
    table.add(Row(f"{what}, CPU", "itself", median(cpus) * 1000, START, unit="ms"))
    table.add(Row(what, "an MCPServer", ratio(starts, [each.start for each in stock]), 1))
    table.add(Row(f"{what}, CPU", "an MCPServer", ratio(cpus, [each.cpu for each in stock]), 1))
    used = [each[1] for each in imported]
    table.add(Row(f"{what}, CPU", "the import of the SDK", ratio(cpus, used)))
    table.add(Row("a call of decode_text", "itself", median(calls) * 1000, CALL, unit="ms"))
    table.add(Row("a call of decode_text", "an MCPServer", ratio(calls, [e.call for e in stock])))


if __name__ == "__main__":
    main()
