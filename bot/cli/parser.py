"""The parser of a command line: how arguments are read, mistakes answered, and help printed."""

import argparse
import re
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
_LONGEST_NAME = 255


class Parser(argparse.ArgumentParser):
    """A parser whose help ends with examples."""

    def __init__(self, prog: str, description: str | None = None, **_: object) -> None:
        """Other options of `argparse`, such as the colours of later Pythons, are ignored."""
        super().__init__(prog, description=description, formatter_class=_Help)
        self.color = False  # the terminal's guard would show the sequences
        self.register("action", "parsers", _Commands)

    def parse_known_args(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as argparse's own
        """Parse, and exit if something is left: argparse would blame the whole program for it.

        Of an option that does not exist, in place of a command, it would ask for the command.
        """
        if self._subparsers and self._is_no_option(given):
            self._refuse(given[0][:1])
        found, left = super().parse_known_args(*given, **named)
        if left:
            self._refuse(left)
        return found, left

    def _is_no_option(self, given: tuple[Any, ...]) -> bool:
        """Whether the arguments begin with an option that this parser does not have."""
        first = next(iter(given[0]), "") if given and given[0] else ""
        known = self._option_string_actions
        return first.startswith("--") and not any(each.startswith(first) for each in known)

    def _refuse(self, arguments: Sequence[str]) -> NoReturn:
        from bot.cli.mistakes import no_such_argument  # noqa: PLC0415 - only mistakes need it

        self.error(no_such_argument(arguments, sorted(self._option_string_actions)))

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
        if action.choices is not None and value not in action.choices:
            from bot.cli.mistakes import no_such_choice  # noqa: PLC0415 - only mistakes need it

            choices = [str(each) for each in action.choices if each not in HIDDEN]
            raise argparse.ArgumentError(action, no_such_choice(str(value), choices))


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


class _Commands(argparse._SubParsersAction):  # type: ignore[type-arg] # noqa: SLF001 - not at run time
    """The commands of a parser. The help of each begins with what the list of all says of it."""

    def add_parser(self, name: str, **options: Any) -> Any:  # noqa: ANN401 - as argparse's own
        """Add a command with that `help`."""
        text = options.get("help", "an old name")
        return super().add_parser(name, description=f"{text[:1].upper()}{text[1:]}.", **options)


class PrintVersion(argparse.Action):
    """Prints the version, and exits."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:  # noqa: ANN401 - unused
        """Print it."""
        from importlib.metadata import version  # noqa: PLC0415 - it takes as long as decoding

        print(f"{SCRIPT} {version(SCRIPT)} (Python {sys.version.partition(' ')[0]})")
        parser.exit()


# The types of arguments, each of which raises `ArgumentTypeError`


def parse_job_id(text: str) -> int:
    """The number of a job."""
    if not re.fullmatch("[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not the number of a job")
    return int(text)


def parse_workspace(text: str) -> str:
    """The id of a workspace, or of an organization of an Enterprise Grid, or of both.

    Both are the id of a workspace that keeps entries of its own in the organization.
    """
    if not re.fullmatch("[TE][A-Z0-9]{1,20}|E[A-Z0-9]{1,20}/T[A-Z0-9]{1,20}", text):
        raise argparse.ArgumentTypeError(
            f"{text[:30]!r} is not the id of a workspace, such as T024BE7LD: `check` shows it"
        )
    return text


def parse_name(text: str) -> str:
    """The name of a person."""
    if not (text.isprintable() and 0 < len(text) <= _LONGEST_NAME):
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not 1 to {_LONGEST_NAME} letters")
    return text


def parse_user(text: str) -> str:
    """The id of a Slack user."""
    from bot.settings import is_user  # noqa: PLC0415 - takes as long as decoding

    if not is_user(text):
        raise argparse.ArgumentTypeError(
            f"{text[:30]!r} is not the id of a Slack user, such as U024BE7LH: copy it in the "
            "person's profile: ⋮, Copy member ID"
        )
    return text


def parse_port(text: str) -> int:
    """A TCP port; 0 stands for any free one."""
    return _number(text, "port", 0, 65_535)


def parse_page(text: str) -> int:
    """The number of a page of results."""
    return _number(text, "page", 1, 10_000)


def _number(text: str, name: str, least: int, most: int) -> int:
    if not (re.fullmatch("[0-9]{1,5}", text) and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not a {name} from {least} to {most}")
    return int(text)
