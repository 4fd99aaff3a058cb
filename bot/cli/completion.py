"""EDGE. `python -m bot completion`: prints what completes the command line of a shell."""

import argparse
import re
import sys
from argparse import Namespace
from collections.abc import Iterator

import shtab

from bot.cli.arguments import new_parser
from bot.cli.parser import SCRIPT
from bot.cli.terminal import DONE

_SHTABS_HEADER = re.compile(r"^# AUTOMATICALLY GENERATED .*\n(?:#.*\n)*", re.MULTILINE)
"""Comments that name other places than our help does, which names those where shells look."""
_HEADER = f"# `{SCRIPT} completion --help` shows where the shell looks for this.\n"


def run(options: Namespace) -> int:
    """Print the completions for the shell of the options; return the exit code."""
    parser = new_parser(SCRIPT)
    for action in _actions(parser):
        if action.metavar == "FILE":
            action.complete = shtab.FILE  # type: ignore[attr-defined] # shtab reads it
    sys.stdout.write(_SHTABS_HEADER.sub(_HEADER, shtab.complete(parser, options.shell), count=1))
    return DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The arguments and options of a parser, and of the parsers of its commands."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to list them
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for command in action.choices.values():
                yield from _actions(command)
