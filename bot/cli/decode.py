"""EDGE. `python -m bot decode`: explains the codes in a text or a log, as text or as JSON.

Imports neither Bolt nor sockets, so that it starts as fast as Python does.
"""

import json
import re
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from bot.cli.terminal import DONE, NOTHING_DONE, PLAIN, display_of, misuse, print_json, print_text
from bot.codes.detection import Found
from bot.codes.extraction import Extraction, extract_codes, is_only_codes
from bot.guide.explain import explain_found
from bot.replies import document
from bot.replies.answered_code import AnsweredCode
from bot.replies.answers import answer_reply, with_doubtful
from bot.replies.reply import Reply

if TYPE_CHECKING:
    from io import BufferedReader

    from bot.codes.log_reader import Tally
    from bot.codes.status_code import StatusCode
    from bot.replies.as_json import Json

LONGEST_QUESTION = 40_000
"""The largest number of characters in a question; a longer standard input is a log."""
HINT = "python -m bot decode CODE"


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
        return decode_texts(options.text, sys.stdout, as_json=options.json)
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


def decode_texts(texts: Sequence[str], out: TextIO, *, as_json: bool) -> int:
    """Print what the codes in the texts mean; return the exit code."""
    text = " ".join(texts)
    if as_json:
        found = decoded(text)
        _print_json(found, out)
        return DONE if found["codes"] else NOTHING_DONE
    extraction = extract_codes(text)
    _print_answer(extraction, text, out)
    return DONE if extraction.answerable else NOTHING_DONE


def _print_json(value: object, out: TextIO) -> None:
    print_json(json.dumps(value, ensure_ascii=False), out)


def decoded(text: str) -> "Json":
    """What the codes in a text mean, in the format of `decode.schema.json`."""
    from bot.replies.as_json import extraction_json  # noqa: PLC0415 - plain text does not need it

    extraction = extract_codes(text)
    return extraction_json(_answered_in(extraction), extraction)


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
        return decode_texts([head], out, as_json=as_json)
    return _print_summary(head, reader, out, as_json=as_json)


def _print_lines(head: str, reader: TextIO, out: TextIO) -> int:
    from bot.codes.log_reader import lines_with_codes  # noqa: PLC0415 - only logs need it
    from bot.replies.as_json import code_json  # noqa: PLC0415 - plain text does not need it

    exit_code = NOTHING_DONE
    for line in lines_with_codes(head, reader):
        codes = [code_json(_in_log(found, line.text)) for found in line.codes]
        answer = json.dumps({"line": line.number, "codes": codes, "candidates": []})
        print_json(answer, out)
        exit_code = DONE
    return exit_code


def _print_summary(head: str, reader: TextIO, out: TextIO, *, as_json: bool) -> int:
    ranked = _ranked(head, reader)
    if as_json:
        from bot.replies.as_json import extraction_json  # noqa: PLC0415 - plain text needs none

        _print_json(extraction_json([answered for _, answered in ranked]), out)
        return DONE if ranked else NOTHING_DONE
    if not ranked:
        print("No status code found.", file=out)
        return NOTHING_DONE
    if len(ranked) > 1:
        print(f"{len(ranked)} codes, the most frequent first.\n", file=out)
    for tally, answered in ranked:
        lines = f"lines {tally.first} to {tally.last}" if tally.count > 1 else f"line {tally.first}"
        print(f"In {tally.count} {'line' if tally.count == 1 else 'lines'}, {lines}:", file=out)
        print_reply(answer_reply([answered], whole=True), out)
        print(file=out)
    return DONE


def _ranked(head: str, reader: TextIO) -> "list[tuple[Tally, AnsweredCode]]":
    """The codes in a log, the most frequent first, with the lines in which they are."""
    from bot.codes.log_reader import Tally, lines_with_codes  # noqa: PLC0415 - only logs need it

    tallies: dict[StatusCode, tuple[Tally, AnsweredCode]] = {}
    for line in lines_with_codes(head, reader):
        for found in line.codes:
            if found.code not in tallies:
                tallies[found.code] = Tally(line.number), _in_log(found, line.text)
            tallies[found.code][0].add(line.number)
    return sorted(tallies.values(), key=lambda each: each[0].sort_key(each[1].explanation.code))


def _in_log(found: Found, line: str) -> AnsweredCode:
    """What a code in a log means; only its own line is read for the program that printed it."""
    return _answered(found._replace(start=0), line, alone=False)


def _answered_in(extraction: Extraction) -> list[AnsweredCode]:
    alone = is_only_codes(extraction.text)
    return [_answered(found, extraction.text, alone=alone) for found in extraction.answerable]


def _answered(found: Found, text: str, *, alone: bool) -> AnsweredCode:
    explanation = explain_found(found, text, is_only_codes=alone)
    return AnsweredCode(found.written, explanation, parameters=found.parameters)


def _print_answer(extraction: Extraction, text: str, out: TextIO) -> None:
    if extraction.answerable or extraction.candidates or extraction.foreign:
        answered = _answered_in(extraction)
        print_reply(answer_reply(answered, extraction, whole=True), out)
        if len(answered) > 1:
            print_text(f"Causes and steps of another one: {HINT}", out)
        return
    from bot.guide.search import search  # noqa: PLC0415 - a code does not need it
    from bot.replies.search_results import PAGE, search_reply  # noqa: PLC0415 - a code does not need it

    hits = tuple(islice(search(text), PAGE + 1))
    words = "No status code found. Give the number that IISSYNC or Windows printed."
    nothing = Reply((document.Paragraph(document.line(words)),))
    reply = search_reply(text, hits, HINT) if hits else nothing
    print_reply(with_doubtful(reply, extraction.doubtful), out)


def print_reply(reply: Reply, out: TextIO) -> None:
    """Print a reply as the output shows it: wrapped, with colours, or plain."""
    if display_of(out) == PLAIN:
        print(reply.plain, file=out)
        return
    from bot.cli.layout import print_document  # noqa: PLC0415 - a file or a pipe needs none

    print_document(reply.document, out)
