"""EDGE. `python -m bot guide`: counts the guide's entries, and checks its data files."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TextIO

from bot.cli.terminal import DONE, NOTHING_DONE, display_of, failure, print_text
from bot.guide.figures import figures


def run(options: Namespace) -> int:
    """Run the action of the options; return the exit code."""
    if options.action == "check":
        return check_guide(sys.stdout)
    print_text(figures(width=display_of(sys.stdout).width), sys.stdout)
    return DONE


def check_guide(out: TextIO, folder: Path | None = None) -> int:
    """Print the fault of the guide's data files, if any; return the exit code."""
    from bot.guide.compiler import FOLDER, GuideError, checked  # noqa: PLC0415 - only for `check`

    folder = folder or FOLDER
    if not folder.is_dir():
        return failure("The guide's data files stand in a checkout of the project: run it there.")
    try:
        count = checked(folder).count("\nentry ")
    except GuideError as error:
        print_text(str(error), out)
        return NOTHING_DONE
    print(f"No fault in {count:,} entries.", file=out)
    return DONE
