"""EDGE. `python -m bot check`: prints what a check has found, for people or for programs."""

import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.cli.terminal import display_of, print_json, print_text
from bot.findings import MISCONFIGURED, Finding, Level, exit_code
from bot.settings import ShownSetting

_WIDTHS = {"level": 8, "about": 21}
_ENDINGS = {MISCONFIGURED: "`run` does not start like this.", 1: "`run` starts all the same."}
_NARROWEST = 40
"""Columns for the texts; in a narrower terminal they have no column of their own."""


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
        print_json(json.dumps(report, ensure_ascii=False), sys.stdout)
        return code
    for line in (*_setting_lines(settings or ()), *_finding_lines(findings)):
        print_text(line, sys.stdout)
    print_text(_summary(findings, code), sys.stdout)
    return code


def _setting_lines(settings: Sequence[ShownSetting]) -> Iterator[str]:
    """The settings in columns, and an empty line."""
    if settings:
        width = max(len(each.name) for each in settings) + 2
        for each in settings:
            yield f"{each.name:{width}}{each.value or '(none)'}  [{each.origin}]"
        yield ""


def _finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    indent = sum(_WIDTHS.values())
    width = display_of(sys.stdout).width or 0
    for each in findings:
        head = f"{each.level:{_WIDTHS['level']}}{each.about:{_WIDTHS['about']}}"
        if width < indent + _NARROWEST:
            yield head + each.text
        else:
            yield from textwrap.wrap(
                each.text,
                width,
                initial_indent=head,
                subsequent_indent=" " * indent,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _summary(findings: Sequence[Finding], code: int) -> str:
    levels = [each.level for each in findings]
    counted = [
        f"{levels.count(level)} {level}{'s' if levels.count(level) > 1 else ''}"
        for level in (Level.ERROR, Level.WARNING)
        if level in levels
    ]
    result = ", ".join(counted) or "all is right"
    return " ".join(filter(None, (f"{result[0].upper()}{result[1:]}.", _ENDINGS.get(code))))
