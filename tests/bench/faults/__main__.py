"""The fault run by command: `python -m tests.bench.faults --seed 7`."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.bench.faults.plan import Plan
from tests.bench.faults.run import Shape, run
from tests.bench.faults.world import INSTALL, POSTGRES, faking_library

SHOWN = 20


def main() -> int:
    """Exit code 1 where a mention has not exactly one reply; the logs are kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mentions", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", POSTGRES), default=POSTGRES)
    parser.add_argument("--no-clock", action="store_true", help="leave the clocks alone")
    parser.add_argument(
        "--late", type=float, default=0.02, metavar="PART", help="the part of calls that are late"
    )
    parser.add_argument(
        "--rate",
        type=float,
        metavar="N",
        help="mentions a second; by default 10 for each replica, as each waits for rate limits",
    )
    given = parser.parse_args()
    library = None if given.no_clock else faking_library()
    if not library and not given.no_clock:
        print(INSTALL, file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="faults"))
    shape = Shape(
        Plan(given.seed, given.late),
        given.mentions,
        given.database,
        library=library,
        a_second=given.rate or (20 if given.database == POSTGRES else 10),
    )
    outcome = asyncio.run(run(shape, folder))
    print(outcome)
    print(*outcome.broken[:SHOWN], sep="\n")
    print(*[*outcome.stories.values()][:SHOWN], sep="\n")
    (folder / "stories").write_text("\n".join(outcome.stories.values()), "utf-8")
    print(f"{'right' if outcome.is_right else 'NOT RIGHT'}; logs in {folder}")
    return int(not outcome.is_right)


if __name__ == "__main__":
    sys.exit(main())
