"""Runs the bot as `python -m bot run` does; at its end it logs which packages it imported."""

import atexit
import logging
import sys

from bot.__main__ import main


def log_packages() -> None:
    packages = sorted({name.partition(".")[0] for name in sys.modules})
    logging.getLogger("tests").warning("packages: %s", " ".join(packages))


if __name__ == "__main__":
    atexit.register(log_packages)
    sys.exit(main(["run"]))
