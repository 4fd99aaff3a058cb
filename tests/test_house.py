"""The house rules that no linter knows: what stands where, and documents that tell the truth."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.guide.data import all_documented, all_entries
from bot.guide.figures import figures
from bot.settings import Settings, SettingsError

ROOT = Path(__file__).parents[1]
NAMES = ROOT / "bot" / "codes" / "names.txt"
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

MODELS = {"bot.team.model", "bot.team.store", "bot.jobs.model", "bot.database.errors"}
PURE = {"bot.codes", "bot.guide", "bot.replies", "bot.conversation"}
MAY_IMPORT = {
    "bot.codes": {"bot.codes"},
    "bot.guide": {"bot.guide", "bot.codes"},
    "bot.team.model": {"bot.codes"},
    "bot.team.store": {"bot.codes", "bot.team.model"},
    "bot.jobs.model": set[str](),
    "bot.database.errors": set[str](),
    "bot.replies.document": set[str](),
    "bot.replies": {"bot.replies", "bot.guide", "bot.codes", *MODELS},
    "bot.conversation": {
        "bot.conversation",
        "bot.replies",
        "bot.guide",
        "bot.codes",
        "bot.team.model",
    },
    "bot.settings": set[str](),
    "bot.database": {"bot.database"},
    "bot.jobs": {"bot.jobs", "bot.database"},
    "bot.team": {"bot.team", "bot.jobs.model", "bot.jobs.tables", "bot.database", "bot.guide"}
    | {"bot.codes"},
    "bot.operations": {"bot.operations"},
    "bot.slack": {"bot.slack", "bot.team.team", "bot.jobs.write_batcher", "bot.operations"}
    | {"bot.settings", *PURE, *MODELS},
    "bot.cli": {"bot.cli", "bot.team", "bot.jobs", "bot.database", "bot.operations.log_format"}
    | PURE,
    "bot.server": {"bot.slack", "bot.team", "bot.jobs", "bot.database", "bot.operations"}
    | {"bot.settings"},
    "bot.playground": {"bot.playground", "bot.cli.terminal"},
}


def imports() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "bot":
                yield from ((module, f"bot.{each.name}") for each in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot."):
                yield module, str(node.module)


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize(("module", "imported"), list(imports()))
def test_imports_run_one_way(module: str, imported: str) -> None:
    allowed = MAY_IMPORT.get(module) or MAY_IMPORT.get(room_of(module), set())

    assert module == "bot.__main__" or allowed & {imported, room_of(imported)}


def third_party() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            yield from ((module, name.partition(".")[0]) for name in names)


def test_pure_rooms_import_only_what_python_brings() -> None:
    pure = {*PURE, *MODELS, "bot.settings"}
    imported = {
        name
        for module, name in third_party()
        if pure & {module, room_of(module)} and module != "bot.guide.build_hook"
    }

    assert imported - sys.stdlib_module_names <= {"bot", "typing_extensions"}


def test_the_top_level_holds_what_was_asked_for_and_nothing_else() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = {line.partition("/")[0] for line in tracked.stdout.splitlines()}

    assert {name for name in names if not name.startswith(".")} == {
        "README.md",
        "bot",
        "pyproject.toml",
        "tests",
    }
    assert ".env.example" in names


class Asked(dict[str, str]):
    """A mapping that remembers what it was asked for."""

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override] # always the default
        self[key] = ""
        return default


def settings_read() -> set[str]:
    asked = Asked()
    with pytest.raises(SettingsError):
        Settings.from_mapping(asked)
    return {name for name in asked if name.isupper()}


def test_the_example_env_names_exactly_the_settings() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()

    assert {line.partition("=")[0] for line in lines if "=" in line[:40]} == settings_read()


def test_readme_explains_exactly_the_settings() -> None:
    table = README.partition("## Settings")[2].partition("\n## ")[0]

    assert {
        name
        for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for name in re.findall(r"`([A-Z_]+)`", row)
    } == settings_read()


def test_readme_shows_what_the_bot_really_answers() -> None:
    shown = README.partition("```text\n> /iissync ")[2].partition("```")[0]
    code, _, answer = shown.partition("\n")
    decoded = subprocess.run(
        [sys.executable, "-m", "bot", "decode", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer == decoded.stdout


def test_readme_counts_the_codes_right() -> None:
    entries = [entry for entry in all_entries() if entry.meaning]
    explained = sum(len(entry.codes) for entry in entries if entry.causes and entry.steps)
    named = len({line[:8] for line in NAMES.read_text("utf-8").splitlines()[1:]})
    intro = README.partition("```")[0].replace("\n", " ")

    assert f"all {len(all_documented())} codes" in intro
    assert f"causes and steps for more than {rounded(explained)} codes" in intro
    assert f"explains more than {rounded(sum(len(entry.codes) for entry in entries))} in" in intro
    assert f"any of some {round(named, -2):,} named codes" in intro


def rounded(count: int) -> str:
    """Down to half a thousand, so that a new code needs no other change."""
    return f"{count // 500 * 500:,}"


def test_readme_says_what_the_guide_holds() -> None:
    shown = README.partition("that was:\n\n```text\n")[2].partition("\n```")[0]
    said, held = numbers(shown), numbers(figures())

    assert said.keys() <= held.keys()
    assert said["All"][0] <= held["All"][0] < said["All"][0] * 1.1, "take its figures anew"


def numbers(table: str) -> dict[str, list[int]]:
    rows = re.findall(r"^(\S.*?)  +([\d,]+) +([\d,]+) +([\d,]+)$", table, re.MULTILINE)
    return {title: [int(each.replace(",", "")) for each in rest] for title, *rest in rows}


@pytest.mark.parametrize(
    "command",
    ["decode", "search", "playground", "run", "health", "manifest", "knowledge", "jobs", "guide"],
)
def test_readme_names_every_command(command: str) -> None:
    assert f"-m bot {command}" in README


def requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(line) for lines in (PROJECT["dependencies"], *extras) for line in lines]


def test_the_lock_satisfies_the_project() -> None:
    lock = (ROOT / ".ci" / "requirements.txt").read_text("utf-8")
    locked = dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)", lock, re.MULTILINE))

    assert all(
        requirement.specifier.contains(locked[canonicalize_name(requirement.name)])
        for requirement in requirements()
    )
    assert "//" not in lock
