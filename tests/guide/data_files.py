"""A data file of the guide."""

from pathlib import Path

FAMILY = """[family]
key = "win32"
title = "Win32 error"
"""
GOOD = f"""
{FAMILY}
[sources.page]
title = "A page"
url = "https://example.com/page"

[steps]
look = "Look at it."

[[entry]]
codes = ["0x00000005"]
meaning = "Access is denied."
causes = ["The account lacks a right."]
steps = ["@look", {{ text = "Mend it.", sources = ["page"], product = "IIS 4.0" }}]
sources = ["page"]
"""


def written(folder: Path, content: str, name: str = "win32.toml") -> Path:
    (folder / name).write_text(content, "utf-8")
    return folder
