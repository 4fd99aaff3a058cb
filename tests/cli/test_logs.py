"""`python -m bot decode` of a log: a summary, or an object for each line with codes."""

import json
import sys
from io import BytesIO, StringIO
from pathlib import Path

from bot.cli.decode import decode_input
from bot.codes.log_reader import BLOCK
from tests.cli.decoding import as_json, decoded
from tests.cli.processes import on_a_terminal

PLAIN = "2026-11-23 10:40:07 INFO copied 133 keys in 250 ms\n"
FAILED = "2026-11-23 10:40:09 ERROR replicating to target failed, error code 2148007941\n"


def log(*, lines: int) -> str:
    """A log longer than a question, with one failure in each thousand lines."""
    return "".join(FAILED if n % 1000 == 999 else PLAIN for n in range(lines))


def test_a_long_input_is_a_log_that_is_summarised() -> None:
    status, text = decoded(source=log(lines=5000))

    assert status == 0
    assert text.startswith("In 5 lines, lines 1000 to 5000:\n2148007941: No Administrator")
    assert text.count("2148007941: No Administrator") == 1


def test_a_log_as_json_is_one_object() -> None:
    assert [code["decimal"] for code in as_json(source=log(lines=5000))["codes"]] == [2148007941]


def test_a_summary_counts_the_codes_and_has_the_most_frequent_first() -> None:
    failures = "oak: error 53\n" + "oak: error 1726\n" * 3 + "oak: error 64, ignored\n"
    status, text = decoded(source=PLAIN * 1000 + failures)
    places = [text.find(f"\n{code}: ") for code in (1726, 53, 64)]

    assert status == 0
    assert text.startswith("3 codes, the most frequent first.\n\nIn 3 lines, lines 1002 to 1004:\n")
    assert -1 < places[0] < min(places[1:])


def test_json_of_a_log_has_the_most_frequent_code_first() -> None:
    failures = "oak: error 53\n" + "oak: error 1726\n" * 3

    assert [code["decimal"] for code in as_json(source=PLAIN * 1000 + failures)["codes"]] == [
        1726,
        53,
    ]


def test_a_log_without_a_code_returns_1() -> None:
    assert decoded(source=PLAIN * 2000) == (1, "No status code found.\n")


def test_with_lines_each_line_with_codes_is_an_object() -> None:
    out = StringIO()
    source = BytesIO(f"{PLAIN}{FAILED}error 5, 5 (0x5) and error 53\n{PLAIN}".encode())
    status = decode_input(source, out, as_json=True, by_line=True)
    printed = [json.loads(line) for line in out.getvalue().splitlines()]

    assert status == 0
    assert [(line["line"], [c["decimal"] for c in line["codes"]]) for line in printed] == [
        (2, [2148007941]),
        (3, [5, 53]),
    ]
    assert all(line["candidates"] == [] for line in printed)


def test_lines_of_any_length_are_counted() -> None:
    source = "x" * (2 * BLOCK + 10) + "\n" + PLAIN * 10_000 + FAILED
    text = decoded(source=source)[1]

    assert text.startswith("In 1 line, line 10002:")


def test_a_line_of_many_blocks_counts_once() -> None:
    assert decoded(source="error 1722; " * 60_000)[1].startswith("In 1 line, line 1:")


def test_on_a_terminal_a_bar_shows_the_progress(tmp_path: Path) -> None:
    path = tmp_path / "long.log"
    path.write_text(log(lines=60_000))
    seen = on_a_terminal(f"{sys.executable} -m bot decode < {path}")

    assert "In 60 lines" in seen
    assert "%|" in seen
