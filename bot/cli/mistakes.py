"""What the command line says of a command or an argument that does not exist."""

from collections.abc import Sequence
from difflib import get_close_matches

_MOST_QUOTED = 30
"""Letters of what was typed."""


def no_such_choice(given: str, choices: Sequence[str]) -> str:
    """The error for what is none of the choices, with the one that was probably meant."""
    likely = _likely(given, choices)
    hint = f": did you mean {likely}?" if likely else "."
    return f"there is no {given[:_MOST_QUOTED]!r}{hint} Choose from {', '.join(choices)}"


def no_such_argument(given: Sequence[str], options: Sequence[str]) -> str:
    """The error for arguments that a command does not take, with the option that was meant."""
    likely = _likely(given[0], options) if given[0].startswith("-") else ""
    hint = f": did you mean {likely}?" if likely else ""
    return f"unrecognized arguments: {' '.join(given)[:_MOST_QUOTED]}{hint}"


def _likely(given: str, choices: Sequence[str]) -> str:
    """The choice that is abbreviated or misspelt; empty if there is none, or more than one."""
    longer = [each for each in choices if given and each.startswith(given)]
    if longer:
        return longer[0] if len(longer) == 1 else ""
    return next(iter(get_close_matches(given.lower(), choices, 1)), "")
