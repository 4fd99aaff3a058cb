"""The figures of PERFORMANCE.md that a change of the code may make wrong."""

import re

from bot.guide.figures import figures
from tests.documents.documents import code_blocks, section


def test_performance_shows_the_contents_of_the_guide() -> None:
    [shown] = code_blocks(section(".github/PERFORMANCE.md", "Contents of the guide"), "text")
    written, now = numbers(shown), numbers(figures())

    assert written.keys() <= now.keys()
    assert written["All"][0] <= now["All"][0] < written["All"][0] * 1.1, "update the table"


def numbers(table: str) -> dict[str, list[int]]:
    rows = re.findall(r"^(\S.*?)  +([\d,]+) +([\d,]+) +([\d,]+)$", table, re.MULTILINE)
    return {title: [int(each.replace(",", "")) for each in rest] for title, *rest in rows}
