"""The documents of the repository, and the parts of them that tests compare with the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATHS = [ROOT / "README.md", *sorted((ROOT / ".github").rglob("*.md"))]
DOCUMENTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PATHS}
README = DOCUMENTS["README.md"]
ALL = "\n".join(DOCUMENTS.values())


def section(document: str, heading: str) -> str:
    """What is below a heading of the second level, up to the next one."""
    text = DOCUMENTS[document]
    assert f"\n## {heading}\n" in text
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """The first cell of each row of the tables in a text, without heads."""
    rows = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    heads = re.findall(r"^\| (.*?) \|.*\n\|-", text, re.MULTILINE)
    return [row for row in rows if row not in heads]


def code_blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def code_lines(text: str) -> list[str]:
    """Each line of a fenced block, and each span of code in the prose."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(
        "`([^`\n]+)`", without_blocks(text)
    )


def without_blocks(text: str) -> str:
    """The text without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
