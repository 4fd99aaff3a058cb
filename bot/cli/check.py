"""EDGE. `python -m bot check`: prints what a check has found, for people or for programs."""

import asyncio
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import asdict
from functools import partial
from typing import TypeVar

from bot.cli.terminal import display_of, print_json, print_text
from bot.findings import MISCONFIGURED, Finding, Level, exit_code
from bot.settings import ShownSetting

_WIDTHS = {"level": 8, "about": 21}
_ENDINGS = {MISCONFIGURED: "`run` does not start like this.", 1: "`run` starts all the same."}
_NARROWEST = 40
"""Columns for the texts; in a narrower terminal they are below their heads."""
_INDENT = "  "
_PATIENCE = 2.0
"""Seconds of silence before a person is told what is waited for."""

T = TypeVar("T")


async def said_if_slow(check: Awaitable[T], longest: float, patience: float = _PATIENCE) -> T:
    """What a check gives that takes `longest` seconds at most.

    If it is slow, a line on standard error says so, if that is a terminal.
    """
    if not sys.stderr.isatty():
        return await check
    text = f"Slack or the database has not answered yet; this takes {longest:g} seconds at most."
    say = asyncio.get_running_loop().call_later(patience, partial(print_text, text, sys.stderr))
    try:
        return await check
    finally:
        say.cancel()


def print_report(
    findings: Sequence[Finding],
    settings: Sequence[ShownSetting] | None = None,
    *,
    as_json: bool = False,
) -> int:
    """Print findings, after the settings if they are given; return the exit code."""
    code = exit_code(findings)
    if as_json:
        report = {"exit_code": code, "findings": [asdict(each) for each in findings]}
        if settings is not None:
            report["settings"] = [asdict(each) for each in settings]
        print_json(report, sys.stdout)
        return code
    _print_settings(settings or ())
    for each in findings:
        _print_finding(each)
    print_text(_summary(findings, code), sys.stdout)
    return code


def _print_settings(settings: Sequence[ShownSetting]) -> None:
    """Print the settings in columns, and an empty line."""
    if settings:
        indent = max(len(each.name) for each in settings) + 2
        for each in settings:
            value = f"{each.value or '(none)'}  [{each.origin}]"
            _print_column(f"{each.name:{indent}}", value)
        print_text("", sys.stdout)


def _print_finding(each: Finding) -> None:
    _print_column(f"{each.level:{_WIDTHS['level']}}{each.about:{_WIDTHS['about']}}", each.text)


def _print_column(head: str, text: str) -> None:
    """Print a text beside its head, or below it in a narrow terminal."""
    width = display_of(sys.stdout).width
    if width is None or width >= len(head) + _NARROWEST:
        print_text(f"{head}{text}", sys.stdout, len(head))
    else:
        print_text(f"{head.rstrip()}\n{_INDENT}{text}", sys.stdout, len(_INDENT))


def _summary(findings: Sequence[Finding], code: int) -> str:
    levels = [each.level for each in findings]
    counted = [
        f"{levels.count(level)} {level}{'s' if levels.count(level) > 1 else ''}"
        for level in (Level.ERROR, Level.WARNING)
        if level in levels
    ]
    result = ", ".join(counted) or "all is right"
    return " ".join(filter(None, (f"{result[0].upper()}{result[1:]}.", _ENDINGS.get(code))))
