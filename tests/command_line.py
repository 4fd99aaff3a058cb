"""`python -m bot` in this process: to start another one takes half a second. Its commands."""

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bot.__main__ import main
from bot.cli.arguments import new_parser
from bot.cli.parser import HIDDEN, MODULE
from bot.operations.log_format import LEVELS


def run_command(
    *arguments: str, encoding: str = "utf-8", **environment: str
) -> CompletedProcess[str]:
    """Run a command with these variables set; its exit code and what it printed."""
    out, err = (TextIOWrapper(BytesIO(), encoding, write_through=True) for _ in range(2))
    with (
        pytest.MonkeyPatch.context() as patch,
        own_logging(),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            code: object = main(arguments)
        except SystemExit as end:  # of argparse
            code = end.code
    assert isinstance(code, int)
    return CompletedProcess(arguments, code, text_of(out), text_of(err))


@contextmanager
def own_logging() -> Iterator[None]:
    """Undo what a command has configured of the log, which is the whole process's."""
    loggers = [logging.getLogger(name) for name in ("", *LEVELS)]
    handlers, levels = loggers[0].handlers, [each.level for each in loggers]
    raises = logging.raiseExceptions
    try:
        yield
    finally:
        loggers[0].handlers, logging.raiseExceptions = handlers, raises
        for each, level in zip(loggers, levels, strict=True):
            each.setLevel(level)
        logging.captureWarnings(capture=False)


def text_of(stream: TextIOWrapper) -> str:
    assert isinstance(stream.buffer, BytesIO)
    return stream.buffer.getvalue().decode(stream.encoding)


def run_alone(folder: Path, *arguments: str, **environment: str) -> CompletedProcess[str]:
    """Run a command in that folder with no other variables, and with nothing to read."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            patch.delenv(name)
        patch.chdir(folder)
        patch.setattr(sys, "stdin", StringIO())
        return run_command(*arguments, **environment)


def command_lines(parser: argparse.ArgumentParser, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of each command and of each of its actions."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for name, command in action.choices.items():
                if name not in HIDDEN:  # old names have no help
                    yield (*words, name)
                    yield from command_lines(command, *words, name)


COMMANDS = list(command_lines(new_parser(MODULE)))
