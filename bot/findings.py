"""PURE. What a check has found: what is right, what is not, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RIGHT, WRONG, MISCONFIGURED = 0, 1, 2
"""The exit codes of a check."""


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part, such as `slack.token`.

    `misconfigured` is an error in the settings or in the Slack app: waiting does not help, and the
    bot does not start with it.
    """

    level: Level
    about: str
    text: str
    misconfigured: bool = False


def right(about: str, text: str) -> Finding:
    """A part that is as it should be."""
    return Finding(Level.OK, about, text)


def warning(about: str, text: str) -> Finding:
    """A part that works, or may work, but not as it should."""
    return Finding(Level.WARNING, about, text)


def error(about: str, text: str) -> Finding:
    """A part that does not work, with which the bot starts all the same."""
    return Finding(Level.ERROR, about, text)


def misconfigured(about: str, text: str) -> Finding:
    """A part that does not work until someone changes the settings or the Slack app."""
    return Finding(Level.ERROR, about, text, misconfigured=True)


def exit_code(findings: Iterable[Finding]) -> int:
    """The exit code for these findings: that of the worst."""
    found = [each for each in findings if each.level is Level.ERROR]
    if any(each.misconfigured for each in found):
        return MISCONFIGURED
    return WRONG if found else RIGHT
