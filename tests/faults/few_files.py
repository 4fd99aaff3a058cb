"""`python -m tests.faults.few_files SOFT HARD`: the bot, with these limits to its open files."""

import resource
import sys

from bot.__main__ import main

if __name__ == "__main__":
    soft, hard = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    sys.exit(main(["run"]))
