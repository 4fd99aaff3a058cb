"""The page's files: small, without a build; none parses HTML or calls another host."""

import re
from pathlib import Path

import pytest

import bot.playground

WEB = Path(bot.playground.__file__).parent / "web"
FILES = sorted(path for path in WEB.rglob("*") if path.suffix in {".html", ".css", ".js"})
SVG = "http://www.w3.org/2000/svg"
PARSES_OR_RUNS = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function"
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_parses_html_or_names_another_host(path: Path) -> None:
    text = path.read_text("utf-8").replace(SVG, "")

    assert not re.search(PARSES_OR_RUNS, text)
    assert not re.search(r"[\"'(]https?://", text)
    assert len(text.splitlines()) <= 250


def test_the_page_names_files_that_exist_and_all_style_sheets() -> None:
    named = re.findall(r'(?:href|src)="/web/([^"]+)"', (WEB / "index.html").read_text("utf-8"))
    sheets = {str(path.relative_to(WEB)) for path in WEB.rglob("*.css")}

    assert all((WEB / name).is_file() for name in named)
    assert {name for name in named if name.endswith(".css")} == sheets


def test_every_module_is_imported_by_another() -> None:
    imported = {
        (path.parent / name).resolve()
        for path in WEB.rglob("*.js")
        for name in re.findall(r'from "([^"]+)"', path.read_text("utf-8"))
    }

    assert {path for path in WEB.rglob("*.js") if path.name != "main.js"} == imported


def test_dark_style_sheets_change_colours_alone() -> None:
    """So that the browser's tests may check in dark colours only what depends on colours."""
    sheets = "".join(path.read_text("utf-8") for path in WEB.rglob("*.css"))
    dark = re.findall(r"@media \(prefers-color-scheme: dark\) \{\n(.*?)\n\}", sheets, re.DOTALL)
    properties = set(re.findall(r"([\w-]+):\s", "".join(dark).replace(":root", "")))

    assert len(dark) == sheets.count("prefers-color-scheme")
    assert {name for name in properties if not name.startswith("--")} == {"background", "color"}
