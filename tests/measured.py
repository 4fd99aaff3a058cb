"""Which processes that the tests start are measured for coverage: only those that are given this.

Measured, a process takes half as long again, and most tests of processes run what other tests run
without them.
"""

import os

MEASURED: dict[str, str] = {}
"""The variables with which a process is measured; none without `--cov`."""


def keep_from_processes() -> None:
    """Move the variables from the environment, which all processes inherit, to `MEASURED`."""
    for name in [name for name in os.environ if name.startswith("COVERAGE_PROCESS")]:
        MEASURED[name] = os.environ.pop(name)
