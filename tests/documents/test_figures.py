"""The figures of PERFORMANCE.md that a change of the code may make wrong."""

import re

from bot.guide.figures import figures
from tests.documents.documents import code_blocks, section

PERFORMANCE = ".github/PERFORMANCE.md"


def test_performance_shows_the_contents_of_the_guide() -> None:
    [shown] = code_blocks(section(PERFORMANCE, "Contents of the guide"), "text")
    written, now = numbers(shown), numbers(figures())

    assert written.keys() <= now.keys()
    assert written["All"][0] <= now["All"][0] < written["All"][0] * 1.1, "update the table"


def numbers(table: str) -> dict[str, list[int]]:
    rows = re.findall(r"^(\S.*?)  +([\d,]+) +([\d,]+) +([\d,]+)$", table, re.MULTILINE)
    return {title: [int(each.replace(",", "")) for each in rest] for title, *rest in rows}


def test_readme_sums_up_the_run_with_faults() -> None:
    run = section(PERFORMANCE, "Replies under faults")
    found = re.findall(r"\| ([\d,]+) \|$", run, re.MULTILINE)
    counts = [int(each.replace(",", "")) for each in found]
    post, other, twice, database, replica, clock, *results = counts
    words = " ".join(section("README.md", "What you can rely on").split())

    assert f"{post + other:,} calls to Slack failed" in words
    assert f"{twice} deliveries came twice" in words
    assert f"were killed {database + replica} times" in words
    assert f"a clock was set {clock} times" in words
    assert results == [0, 0, 0]
