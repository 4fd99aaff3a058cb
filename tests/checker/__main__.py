"""The checker by command: `python -m tests.checker --seconds 600 --seed 7`."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.checker.run import run


def main() -> int:
    """Exit code 1 where a promise was broken; the replicas' logs are kept then."""
    parser = argparse.ArgumentParser(prog="python -m tests.checker", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="checker"))
    verdict = asyncio.run(run(given.seed, given.seconds, folder))
    print(verdict.counts)
    print(*verdict.broken, sep="\n")
    print(f"{len(verdict.broken)} broken promises; logs in {folder}")
    return int(bool(verdict.broken))


if __name__ == "__main__":
    sys.exit(main())
