"""How fast the decoder is: `python -m tests.bench.decoder`.

Each figure is a ratio to something measured in the same run, in turns, by the best of several
rounds; bounds are those the project set itself, and the exit code counts the broken ones. The floor
of a scan is Python's own pass over the text; that of the command line is Python's start with the
modules any command line needs.
"""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from bot.codes.extraction import Mode, extract_codes
from bot.codes.status_code import StatusCode
from bot.guide.explain import explain
from tests.codes.test_extraction import HOSTILE_CHUNKS

ROUNDS = 7
SCANNED = 10_000_000
OVER: list[str] = []
BASE = "import dataclasses, re, argparse, json"


def log_lines(seed: int = 1) -> Iterator[str]:
    """Ordinary log lines, with IISSYNC's failure in one of fifty."""
    chance = random.Random(seed)
    n = 0
    while True:
        n += 1
        kind = chance.random()
        at = f"2026-11-{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d}:{n * 7 % 60:02d},{n % 1000:03d}"
        if kind < 0.5:
            size = n * 37 % 90000
            yield f"{at} INFO  GET /site/page{n % 97}.asp?id={n} 200 {size} 10.0.0.{n % 255}"
        elif kind < 0.8:
            yield f"{at} DEBUG pid={1000 + n % 3000} connection {n} to NODEB took {n % 250} ms"
        elif kind < 0.93:
            yield f"{at} INFO  handle 0x{n * 16:08x} size {n * 1024} bytes, {n % 5} retries"
        elif kind < 0.98:
            yield f"{at} WARN  service {{3D14228C-FBE1-11d0-995D-00C04FD919C1}} state {n % 7}"
        else:
            yield f"{at} ERROR replicating to target (NODEB): error code 2148007941 ( 80080005 )"


def text_of(length: int) -> str:
    """That many characters of log."""
    lines: list[str] = []
    size = 0
    for line in log_lines():
        lines.append(line)
        size += len(line) + 1
        if size >= length:
            return "\n".join(lines)[:length]
    raise AssertionError


def best(*jobs: Callable[[], object]) -> list[float]:
    """The best time of each job in seconds, over rounds in which they take turns."""
    times = [float("inf")] * len(jobs)
    for _ in range(ROUNDS):
        for number, job in enumerate(jobs):
            start = time.perf_counter()
            job()
            times[number] = min(times[number], time.perf_counter() - start)
    return times


def show(what: str, measured: float, bound: float, unit: str) -> None:
    """Print one row of the table, and remember what is over its bound."""
    if measured > bound:
        OVER.append(what)
    verdict = "ok" if measured <= bound else "OVER"
    print(f"{what:<58} {measured:8.2f} {unit:<14} at most {bound:g}  {verdict}")


def scan() -> None:
    text = text_of(SCANNED)
    one_pass = re.compile(r"[0-9A-Fa-fxX]+")
    base, found = best(
        lambda: sum(1 for _ in one_pass.finditer(text)), lambda: extract_codes(text, Mode.STRICT)
    )
    show("scan 10 MB of log / one regular-expression pass", found / base, 4, "times")


def lookups() -> None:
    known, unknown, count = StatusCode(2148598792), StatusCode(2148598790), 2000
    [each] = best(lambda: [explain(known) for _ in range(count)])
    show("explanation of a documented code", each / count * 1e6, 5, "microseconds")
    explain_uncached = explain.__wrapped__  # past the cache: what is explained for the first time
    [each] = best(lambda: [explain_uncached(known) for _ in range(count)])
    show("the same for the first time", each / count * 1e6, 10, "microseconds")
    [each] = best(lambda: [explain_uncached(unknown) for _ in range(count)])
    show("an unknown code, for the first time", each / count * 1e6, 1000, "microseconds")


def hostile() -> None:
    texts = [(piece * 40_000)[:40_000] for piece in HOSTILE_CHUNKS]
    worst = max(best(*(lambda text=text: extract_codes(text) for text in texts)))
    show("the worst of some hostile 40,000 characters", worst * 1000, 50, "milliseconds")


def command_line() -> None:
    # As installed: with its bytecode compiled, which pip does and this setting prevents.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run(*arguments: str) -> Callable[[], object]:
        command = [sys.executable, *arguments]
        return lambda: subprocess.run(command, env=environment, capture_output=True, check=True)

    base, decoded = best(run("-c", BASE), run("-m", "bot", "decode", "1722"))
    show("python -m bot decode 1722 / python -c 'import …'", decoded / base, 2, "times")


if __name__ == "__main__":
    for measure in (scan, lookups, hostile, command_line):
        measure()
    sys.exit(len(OVER))
