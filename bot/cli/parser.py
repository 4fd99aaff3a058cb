"""The parser of the command line: its help, its version, and what it says of a mistake."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from bot.cli.terminal import display_of, misuse

MODULE, SCRIPT = "python -m bot", "iissync-bot"
"""The two ways to start the program; an installation brings the second one."""
HIDDEN = ("inbox",)
"""Old names of commands, which work for one version more; nothing proposes them."""
_HELP_WIDTH = 88
"""Columns of a help that goes to a file."""


class Parser(argparse.ArgumentParser):
    """A parser whose help ends with examples."""

    def __init__(self, prog: str, description: str | None = None, **_: object) -> None:
        """Other options of `argparse`, such as the colours of later Pythons, are ignored."""
        super().__init__(prog, description=description, formatter_class=_Help)
        self.color = False  # the terminal's guard would show the sequences

    def format_help(self) -> str:
        """The help, and examples of the command."""
        from bot.cli.examples import EXIT_CODES, examples_of  # noqa: PLC0415 - only for the help

        program = SCRIPT if self.prog.startswith(SCRIPT) else MODULE
        command = self.prog.removeprefix(program).strip()
        lines = [f"  {program} {example}\n" for example in examples_of(command)]
        exit_codes = "" if command else EXIT_CODES
        return f"{super().format_help()}\nexamples:\n{''.join(lines)}{exit_codes}"

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, in lines that fit the terminal, and exit."""
        self.print_usage(sys.stderr)
        self.exit(misuse(f"{self.prog}: error: {message}"))

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Raise `ArgumentError` for what is none of the choices, with what was probably meant."""
        if action.choices is None or value in action.choices:
            return
        choices = [str(each) for each in action.choices if each not in HIDDEN]
        likely = _likely(str(value), choices)
        hint = f"did you mean {likely}? " if likely else ""
        given = f"there is no {str(value)[:30]!r}"
        raise argparse.ArgumentError(action, f"{given}: {hint}Choose from {', '.join(choices)}")


def _likely(given: str, choices: Sequence[str]) -> str:
    """The choice that is abbreviated or misspelt; empty if there is none, or more than one."""
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    longer = [each for each in choices if given and each.startswith(given)]
    if longer:
        return longer[0] if len(longer) == 1 else ""
    return next(iter(get_close_matches(given.lower(), choices, 1)), "")


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal. Argparse itself would look for one at each start."""

    def __init__(self, prog: str) -> None:
        width = display_of(sys.stdout).width or _HELP_WIDTH
        super().__init__(prog, width=min(width, _HELP_WIDTH))

    def add_argument(self, action: argparse.Action) -> None:
        """Add an argument; a list of commands needs room for its longest name."""
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - it has no public name
            self._action_max_length += self._indent_increment


class PrintVersion(argparse.Action):
    """An option that prints the version, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:  # noqa: ANN401 - unused
        """Print it. Raises `SystemExit`."""
        from importlib.metadata import version  # noqa: PLC0415 - it takes as long as decoding

        print(f"{SCRIPT} {version(SCRIPT)} (Python {sys.version.partition(' ')[0]})")
        parser.exit()
