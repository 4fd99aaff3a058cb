"""A log that is read in blocks has the codes that it has as a whole."""

import io

from bot.codes.log_reader import BLOCK, lines_with_codes

HEAD = "#Fields: date cs-uri-stem sc-status sc-win32-status time-taken"
ROWS = [
    f"2026-11-28 /oak{number}.asp 500 {64 if number % 50 == 0 else 0} 1722"
    for number in range(2 * BLOCK // 32)
]


def test_the_columns_of_a_web_servers_log_are_known_in_each_block() -> None:
    log = "\n".join((HEAD, *ROWS, "#Fields: of another log", "2026-11-28 /oak 500 53 1722"))
    lines = list(lines_with_codes("", io.StringIO(log)))

    assert len(log) > 2 * BLOCK
    assert [(line.number, line.text) for line in lines] == [
        (index + 2, row) for index, row in enumerate(ROWS) if " 64 " in row
    ]
    assert {found.code.decimal for line in lines for found in line.codes} == {64}
