"""EDGE. `decode` and `search` on the command line: text in, diagnoses as text or JSON out.

Imports neither Bolt nor sockets, so that it starts as fast as Python does.
"""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO, TextIO

from bot.decoder.advice import ADVICE_LABEL, Advice
from bot.decoder.diagnosis import Diagnosis, decode
from bot.decoder.finding import Findings, find_codes
from bot.decoder.readings import Reading
from bot.decoder.search import search, telling_words
from bot.decoder.status_code import StatusCode
from bot.reply import PAGE, Finding, findings_reply, search_reply

FOUND, NOTHING_FOUND = 0, 1
LONGEST_QUESTION = 40_000
"""Characters of standard input up to which it is a question; beyond, it is a log."""

_ASK = "python -m bot decode CODE"

Progress = Callable[[], None]


def decode_texts(texts: Sequence[str], out: TextIO, *, as_json: bool) -> int:
    """Decode what was typed onto `out`; the exit code."""
    text = " ".join(texts)
    findings = find_codes(text)
    if as_json:
        print(json.dumps(to_json(findings), ensure_ascii=False), file=out)
    else:
        print(_as_text(findings, text), file=out)
    return FOUND if findings.codes else NOTHING_FOUND


def decode_input(
    source: BinaryIO, out: TextIO, progress: Progress, *, as_json: bool, by_line: bool
) -> int:
    """Decode `source` onto `out`; the exit code.

    Up to 40,000 characters are a question; more are a log, which is read as it comes and summed up.
    `by_line` prints a JSON object for each line with codes instead. `progress` is called now and
    then.
    """
    from bot.logs import opened  # noqa: PLC0415 - what is typed needs no reader of logs

    reader = opened(source)
    head = reader.read(LONGEST_QUESTION + 1)
    if by_line:
        return _print_lines(head, reader, out, progress)
    if len(head) <= LONGEST_QUESTION:
        return decode_texts([head], out, as_json=as_json)
    return _print_summary(head, reader, out, progress, as_json=as_json)


def _print_lines(head: str, reader: TextIO, out: TextIO, progress: Progress) -> int:
    from bot.logs import lines_with_codes  # noqa: PLC0415 - as above

    exit_code = NOTHING_FOUND
    for line in lines_with_codes(head, reader):
        codes = [_code(found.written, found.code) for found in line.codes]
        print(json.dumps({"line": line.number, "codes": codes, "doubts": []}), file=out)
        exit_code = FOUND
        progress()
    return exit_code


def _print_summary(
    head: str, reader: TextIO, out: TextIO, progress: Progress, *, as_json: bool
) -> int:
    from bot.logs import Tally, lines_with_codes  # noqa: PLC0415 - as above

    tallies: dict[StatusCode, Tally] = {}
    for line in lines_with_codes(head, reader):
        for found in line.codes:
            tallies.setdefault(found.code, Tally(found.written, line.number)).add(line.number)
        progress()
    if as_json:
        codes = [_code(tally.written, code) for code, tally in tallies.items()]
        print(json.dumps({"codes": codes, "doubts": []}, ensure_ascii=False), file=out)
    elif not tallies:
        print("No status code found.", file=out)
    for code, tally in tallies.items() if not as_json else ():
        lines = f"lines {tally.first} to {tally.last}" if tally.count > 1 else f"line {tally.first}"
        print(f"In {tally.count} {'line' if tally.count == 1 else 'lines'}, {lines}:", file=out)
        print(findings_reply([Finding(decode(code), tally.written)]).plain, end="\n\n", file=out)
    return FOUND if tallies else NOTHING_FOUND


def search_command(words: Sequence[str], out: TextIO, page: int) -> int:
    """Print a page, from 1, of what fits the words; the exit code."""
    text = " ".join(words)
    start = (page - 1) * PAGE
    hits = tuple(islice(search(text), start, start + PAGE + 1))
    if page > 1 and not hits:
        print(f"There is no page {page}.", file=out)
        return NOTHING_FOUND
    print(search_reply(text, hits, _ASK).plain, file=out)
    if len(hits) > PAGE:
        print(f"More: --page {page + 1}", file=out)
    return FOUND if hits else NOTHING_FOUND


def _as_text(findings: Findings, text: str) -> str:
    if findings.codes or findings.doubts:
        found = [Finding(decode(found.code), found.written) for found in findings.codes]
        return findings_reply(found, findings.doubts, complete=findings.complete).plain
    words = telling_words(text)
    hits = tuple(islice(search(words), PAGE + 1))
    if hits:
        return search_reply(words, hits, _ASK).plain
    return "No status code found. Give the number that IISSYNC printed, such as 2148598792."


def to_json(findings: Findings) -> dict[str, Any]:
    """What was found, as `decode --json` prints it."""
    return {
        "codes": [_code(found.written, found.code) for found in findings.codes],
        "doubts": [
            {
                "written": doubt.written,
                "did_you_mean": [code.decimal for code in doubt.did_you_mean],
            }
            for doubt in findings.doubts
        ],
    }


def _code(written: str, code: StatusCode) -> dict[str, Any]:
    return {"written": written, **_diagnosis(code)}


@lru_cache(maxsize=1024)
def _diagnosis(code: StatusCode) -> dict[str, Any]:
    return _as_json(decode(code))


def _as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    code, entry = diagnosis.code, diagnosis.entry
    return {
        "decimal": code.decimal,
        "signed": code.signed,
        "hex": code.hex,
        "source": diagnosis.source,
        "names": list(diagnosis.names),
        "facility": code.facility.label,
        "readings": [_reading(reading) for reading in diagnosis.readings],
        "meaning": entry.meaning.text if entry else diagnosis.readings[0].in_words,
        "cause": " ".join(cause.text for cause in entry.causes) or None if entry else None,
        "steps": [step.text for step in entry.steps] if entry else [],
        "warnings": [warning.text for warning in entry.warnings] if entry else [],
        "references": list(dict.fromkeys(map(str, entry.references))) if entry else [],
        "wraps": diagnosis.wrapped.code.decimal if diagnosis.wrapped else None,
        "advice": _advice(diagnosis.advice),
        "did_you_mean": [near.decimal for near in diagnosis.did_you_mean],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind,
        "decimal": reading.code.decimal,
        "names": list(reading.names),
        "in_words": reading.in_words,
        "why": reading.why,
    }


def _advice(advice: Advice | None) -> dict[str, Any] | None:
    if advice is None:
        return None
    return {"label": ADVICE_LABEL, "means": advice.means, "check": list(advice.check)}
