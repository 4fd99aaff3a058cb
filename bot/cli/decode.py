"""EDGE. `python -m bot decode`: explains the codes in a text or a log, as text or as JSON.

Imports neither Bolt nor sockets, so that it starts as fast as Python does.
"""

import re
import sys
from argparse import Namespace
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from bot.cli.terminal import DONE, NOTHING_DONE, display_of, misuse, print_json, print_text
from bot.codes.extraction import extract_codes
from bot.decoding import (
    COMMAND,
    LONGEST_QUESTION,
    answered_in,
    answered_in_line,
    codes_in_log,
    decode_to_json,
    reply_to,
    summary_of,
)
from bot.replies.reply import Reply

if TYPE_CHECKING:
    from io import BufferedReader


def with_signed_codes(arguments: list[str]) -> list[str]:
    """The arguments of `decode` with its options first, so that a signed code is no option."""
    if "--" in arguments:
        return arguments
    signed = [re.match(r"-\W*[0-9]", text) is not None for text in arguments]
    if not any(signed):
        return arguments
    options = [text for text in arguments[1:] if re.match(r"--?[a-z]", text)]
    texts = [text for text in arguments[1:] if not re.match(r"--?[a-z]", text)]
    return ["decode", *options, "--", *texts]


def run(options: Namespace) -> int:
    """Decode the texts of the options or standard input; return the exit code."""
    if options.lines and options.text:
        return misuse("--lines reads standard input: give no TEXT with it")
    if options.text:
        return decode_text(" ".join(options.text), sys.stdout, as_json=options.json)
    if sys.stdin is None:
        return misuse("there is no standard input: give a TEXT")
    if sys.stdin.isatty():
        print_text("Paste the text, then press Ctrl-D (on Windows Ctrl-Z and Enter).", sys.stderr)
    with _input(by_line=options.lines) as source:
        return decode_input(source, sys.stdout, as_json=options.json, by_line=options.lines)


def _input(*, by_line: bool) -> AbstractContextManager[BinaryIO]:
    """Standard input; a terminal shows how much of a file or a pipe has been read.

    Unless the lines that are printed would appear in the bar, or the input is typed.
    """
    source = sys.stdin.buffer
    would_mix = by_line and display_of(sys.stdout).is_live
    if sys.stdin.isatty() or would_mix or not display_of(sys.stderr).is_live:
        return nullcontext(source)
    from bot.cli.progress import shown_progress  # noqa: PLC0415 - few runs show it

    return shown_progress(cast("BufferedReader", source))


def decode_text(text: str, out: TextIO, *, as_json: bool) -> int:
    """Print what the codes in a text mean; return the exit code."""
    if as_json:
        found = decode_to_json(text)
        print_json(found, out)
        return DONE if found["codes"] else NOTHING_DONE
    extraction = extract_codes(text)
    answered = answered_in(extraction)
    print_reply(reply_to(text, extraction, answered), out)
    if len(answered) > 1:
        print_text(f"Causes and steps of another one: {COMMAND}", out)
    return DONE if answered else NOTHING_DONE


def decode_input(source: BinaryIO, out: TextIO, *, as_json: bool, by_line: bool) -> int:
    """Print what the codes in `source` mean; return the exit code.

    Up to 40,000 characters are a question. More are a log, which is read in blocks and summarised.
    `by_line` prints a JSON object for each line with codes instead.
    """
    from bot.codes.log_reader import opened  # noqa: PLC0415 - typed texts do not need it

    reader = opened(source)
    head = reader.read(LONGEST_QUESTION + 1)
    if by_line:
        return _print_lines(head, reader, out)
    if len(head) <= LONGEST_QUESTION:
        return decode_text(head, out, as_json=as_json)
    return _print_summary(head, reader, out, as_json=as_json)


def _print_lines(head: str, reader: TextIO, out: TextIO) -> int:
    from bot.codes.log_reader import lines_with_codes  # noqa: PLC0415 - only logs need it
    from bot.replies.decoded import decoded_codes  # noqa: PLC0415 - plain text does not need it

    exit_code = NOTHING_DONE
    for line in lines_with_codes(head, reader):
        codes = decoded_codes([answered_in_line(found, line.text) for found in line.codes])
        members = codes.to_json()
        answer = {"line": line.number, "codes": members["codes"], "candidates": []}
        print_json(answer, out)
        exit_code = DONE
    return exit_code


def _print_summary(head: str, reader: TextIO, out: TextIO, *, as_json: bool) -> int:
    log = codes_in_log(head, reader)
    if as_json:
        from bot.replies.decoded import decoded_codes  # noqa: PLC0415 - plain text needs none

        print_json(decoded_codes([each.answered for each in log]).to_json(), out)
    else:
        for part in summary_of(log):
            if isinstance(part, str):
                print(part, file=out)
            else:
                print_reply(part, out)
    return DONE if log else NOTHING_DONE


def print_reply(reply: Reply, out: TextIO) -> None:
    """Print a reply as the output shows it: wrapped, with colours, or plain."""
    display = display_of(out)
    if display.width is None or not display.has_colours:
        print_text(reply.plain, out)
        return
    from bot.cli.layout import print_coloured  # noqa: PLC0415 - a file or a pipe needs none

    print_coloured(reply.document, out, display.width)
