"""EDGE. `decode` and `search` on the command line: text in, answers as text or JSON out.

Imports neither Bolt nor sockets, so that it starts as fast as Python does.
"""

import json
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TextIO

from bot.cli.terminal import visible_json
from bot.codes.detection import Found
from bot.codes.extraction import Extraction, extract_codes, is_only_codes
from bot.guide.explain import explain_found
from bot.replies.answered_code import AnsweredCode
from bot.replies.answers import answer_reply

if TYPE_CHECKING:
    from pathlib import Path

    from bot.codes.status_code import StatusCode
    from bot.replies.as_json import Json

FOUND, NOTHING_FOUND = 0, 1
LONGEST_QUESTION = 40_000
"""Characters of standard input up to which it is a question; beyond, it is a log."""

_ASK = "python -m bot decode CODE"

Progress = Callable[[], None]


def decode_texts(texts: Sequence[str], out: TextIO, *, as_json: bool) -> int:
    """Decode what was typed onto `out`; the exit code."""
    text = " ".join(texts)
    if as_json:
        found = decoded(text)
        print(visible_json(json.dumps(found, ensure_ascii=False)), file=out)
        return FOUND if found["codes"] else NOTHING_FOUND
    extraction = extract_codes(text)
    print(_as_text(extraction, text), file=out)
    return FOUND if extraction.answerable else NOTHING_FOUND


def decoded(text: str) -> "Json":
    """What the codes in a text mean, as `decode.schema.json` describes it."""
    from bot.replies.as_json import extraction_json  # noqa: PLC0415 - text needs none of it

    extraction = extract_codes(text)
    return extraction_json(_answered_in(extraction), extraction)


def decode_input(
    source: BinaryIO, out: TextIO, progress: Progress, *, as_json: bool, by_line: bool
) -> int:
    """Decode `source` onto `out`; the exit code.

    Up to 40,000 characters are a question; more are a log, which is read as it comes and summed up.
    `by_line` prints a JSON object for each line with codes instead. `progress` is called now and
    then.
    """
    from bot.codes.log_reader import opened  # noqa: PLC0415 - what is typed needs no reader of logs

    reader = opened(source)
    head = reader.read(LONGEST_QUESTION + 1)
    if by_line:
        return _print_lines(head, reader, out, progress)
    if len(head) <= LONGEST_QUESTION:
        return decode_texts([head], out, as_json=as_json)
    return _print_summary(head, reader, out, progress, as_json=as_json)


def _print_lines(head: str, reader: TextIO, out: TextIO, progress: Progress) -> int:
    from bot.codes.log_reader import lines_with_codes  # noqa: PLC0415 - as above
    from bot.replies.as_json import code_json  # noqa: PLC0415 - as above

    exit_code = NOTHING_FOUND
    for line in lines_with_codes(head, reader):
        codes = [code_json(_in_log(found, line.text)) for found in line.codes]
        told = json.dumps({"line": line.number, "codes": codes, "candidates": []})
        print(visible_json(told), file=out)
        exit_code = FOUND
        progress()
    return exit_code


def _print_summary(
    head: str, reader: TextIO, out: TextIO, progress: Progress, *, as_json: bool
) -> int:
    from bot.codes.log_reader import Tally, lines_with_codes  # noqa: PLC0415 - as above

    tallies: dict[StatusCode, tuple[Tally, AnsweredCode]] = {}
    for line in lines_with_codes(head, reader):
        for found in line.codes:
            if found.code not in tallies:
                tallies[found.code] = Tally(line.number), _in_log(found, line.text)
            tallies[found.code][0].add(line.number)
        progress()
    told = sorted(tallies.values(), key=lambda one: one[0].place_of(one[1].explanation.code))
    if as_json:
        from bot.replies.as_json import extraction_json  # noqa: PLC0415 - as above

        summary = extraction_json([answered for _, answered in told])
        print(visible_json(json.dumps(summary, ensure_ascii=False)), file=out)
    elif not tallies:
        print("No status code found.", file=out)
    elif len(told) > 1:
        print(f"{len(told)} codes, the most frequent first.\n", file=out)
    for tally, answered in told if not as_json else ():
        lines = f"lines {tally.first} to {tally.last}" if tally.count > 1 else f"line {tally.first}"
        print(f"In {tally.count} {'line' if tally.count == 1 else 'lines'}, {lines}:", file=out)
        print(answer_reply([answered], whole=True).plain, end="\n\n", file=out)
    return FOUND if tallies else NOTHING_FOUND


def _in_log(found: Found, line: str) -> AnsweredCode:
    """What is known of a code in a log, of which the line alone says what printed it."""
    return _answered(found._replace(start=0), line, alone=False)


def _answered_in(extraction: Extraction) -> list[AnsweredCode]:
    alone = is_only_codes(extraction.text)
    return [_answered(found, extraction.text, alone=alone) for found in extraction.answerable]


def _answered(found: Found, text: str, *, alone: bool) -> AnsweredCode:
    explanation = explain_found(found, text, is_only_codes=alone)
    return AnsweredCode(found.written, explanation, parameters=found.parameters)


def search_command(words: Sequence[str], out: TextIO, page: int, *, as_json: bool) -> int:
    """Print a page, from 1, of what fits the words; the exit code."""
    from bot.guide.search import search  # noqa: PLC0415 - a code needs none of it
    from bot.replies.search_results import PAGE, search_reply  # noqa: PLC0415 - as above

    text = " ".join(words)
    start = (page - 1) * PAGE
    hits = tuple(islice(search(text), start, start + PAGE + 1))
    if as_json:
        from bot.replies.as_json import hits_json  # noqa: PLC0415 - as above

        print(visible_json(json.dumps(hits_json(hits[:PAGE]), ensure_ascii=False)), file=out)
        return FOUND if hits else NOTHING_FOUND
    if page > 1 and not hits:
        print(f"There is no page {page}.", file=out)
        return NOTHING_FOUND
    print(search_reply(text, hits, _ASK).plain, file=out)
    if len(hits) > PAGE:
        print(f"More: --page {page + 1}", file=out)
    return FOUND if hits else NOTHING_FOUND


def show_guide(out: TextIO) -> int:
    """Print what the guide holds; the exit code."""
    from bot.guide.figures import figures  # noqa: PLC0415 - a code needs none of it

    print(figures(), file=out)
    return FOUND


def check_guide(out: TextIO, folder: "Path | None" = None) -> int:
    """Print what is wrong with the guide's data files; the exit code is 1 where anything is."""
    from bot.guide.compiler import FOLDER, GuideError, checked  # noqa: PLC0415 - as above

    folder = folder or FOLDER
    if not folder.is_dir():
        print("The guide's data files stand in a checkout of the project: run it there.", file=out)
        return NOTHING_FOUND
    try:
        lines = checked(folder).count("\nentry ")
    except GuideError as error:
        print(error, file=out)
        return NOTHING_FOUND
    print(f"No fault in {lines:,} entries.", file=out)
    return FOUND


def _as_text(extraction: Extraction, text: str) -> str:
    if extraction.answerable or extraction.candidates or extraction.foreign:
        answered = _answered_in(extraction)
        reply = answer_reply(answered, extraction, whole=True)
        more = f"\nCauses and steps of another one: {_ASK}" if len(answered) > 1 else ""
        return f"{reply.plain}{more}"
    from bot.guide.search import search  # noqa: PLC0415 - as above
    from bot.replies.search_results import PAGE, search_reply  # noqa: PLC0415 - as above

    hits = tuple(islice(search(text), PAGE + 1))
    if hits:
        return search_reply(text, hits, _ASK).plain
    return "No status code found. Give the number that IISSYNC or Windows printed."
