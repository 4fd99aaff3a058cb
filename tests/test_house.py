"""The rules that no linter knows: what is where, and which room may import which."""

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

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

MODELS = {"bot.team.model", "bot.team.draft_form", "bot.team.reviewers", "bot.jobs.model"} | {
    "bot.team.settings",
    "bot.workspaces.model",
    "bot.database.errors",
}
NOTES = {"bot.team.notes", "bot.team.entry_index"}
"""What an answer reads of a team's entries."""
PURE = {"bot.codes", "bot.guide", "bot.replies", "bot.conversation"}
MAY_IMPORT = {
    "bot.codes": {"bot.codes"},
    "bot.guide": {"bot.guide", "bot.codes"},
    "bot.team.model": {"bot.codes"},
    "bot.team.draft_form": {"bot.codes", "bot.team.model"},
    "bot.team.reviewers": {"bot.team.model"},
    "bot.team.settings": {"bot.codes", "bot.team.reviewers"},
    "bot.team.entry_index": {"bot.guide", "bot.team.model"},
    "bot.team.notes": {"bot.codes", "bot.team.entry_index", "bot.team.model"},
    "bot.jobs.model": {"bot.workspaces.model"},
    "bot.database.errors": set[str](),
    "bot.replies.document": set[str](),
    "bot.replies": {"bot.replies", "bot.guide", "bot.codes", *MODELS},
    "bot.conversation": {
        "bot.conversation",
        "bot.replies",
        "bot.guide",
        "bot.codes",
        "bot.team.notes",
    },
    "bot.settings": {"bot.settings"},
    "bot.decoding": {"bot.replies", "bot.guide", "bot.codes"},
    "bot.__init__": {"bot.decoding", "bot.replies", "bot.guide", "bot.codes"},
    "bot.findings": set[str](),
    "bot.database": {"bot.database", "bot.findings"},
    "bot.workspaces.model": set[str](),
    "bot.workspaces": {"bot.workspaces", "bot.database"},
    "bot.jobs": {"bot.jobs", "bot.database", "bot.workspaces.model"},
    "bot.team": {"bot.team", "bot.jobs.model", "bot.jobs.tables", "bot.database", "bot.guide"}
    | {"bot.codes", "bot.workspaces.model", "bot.workspaces.tables"},
    "bot.operations": {"bot.operations"},
    "bot.http_api": {"bot.http_api", "bot.operations", "bot.codes"},
    "bot.slack": {"bot.slack", "bot.team.team", "bot.team.notes", "bot.jobs.write_batcher"}
    | {
        "bot.jobs.sql_store",
        "bot.workspaces.sql_store",
        "bot.workspaces.cipher",
        "bot.operations",
        "bot.settings",
        "bot.findings",
        *PURE,
        *MODELS,
    },
    "bot.cli": {"bot.cli", "bot.team", "bot.jobs", "bot.database", "bot.operations.log_format"}
    | {"bot.workspaces"}
    | {"bot.settings", "bot.findings", "bot.decoding", *PURE},
    "bot.startup_check": {"bot.slack", "bot.database", "bot.operations", "bot.settings"}
    | {"bot.workspaces"}
    | {"bot.findings"},
    "bot.health": {"bot.slack", "bot.team", "bot.database", "bot.operations", "bot.workspaces"},
    "bot.running_team": {"bot.team", "bot.database", "bot.operations", "bot.settings"},
    "bot.server": {"bot.slack", "bot.team", "bot.jobs", "bot.database", "bot.operations"}
    | {"bot.workspaces"}
    | {"bot.settings", "bot.startup_check", "bot.findings", "bot.health", "bot.running_team"}
    | {"bot.http_api", "bot.decoding"},
    "bot.playground": {"bot.playground", "bot.cli.terminal"},
    "bot.mcp": {"bot.mcp", "bot.cli.terminal", "bot.decoding", *PURE},
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "bot":
            yield from (f"bot.{each.name}" for each in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot."):
            yield str(node.module)


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def forbidden_imports() -> Iterator[tuple[str, str]]:
    """Each module with each import that it may not have; `bot.__main__` may have any."""
    for path in (ROOT / "bot").rglob("*.py"):
        module = module_of(path)
        allowed = MAY_IMPORT.get(module) or MAY_IMPORT.get(room_of(module), set())
        for imported in imports(path):
            if module != "bot.__main__" and not allowed & {imported, room_of(imported)}:
                yield module, imported


def test_imports_run_one_way() -> None:
    assert list(forbidden_imports()) == []


SLACK = ["web_api", "payloads", "answering", "jobs", "listeners", "transport", "installing"]
"""The folders of `bot/slack/`, each of which may import those before it."""
SLACK_MODULES = {"background_tasks", "manifest", "recent"}
"""The modules beside them that they may import."""


def test_each_folder_of_slack_imports_only_those_before_it() -> None:
    backward = [
        f"{module_of(path)} imports {imported}"
        for number, folder in enumerate(SLACK)
        for path in (ROOT / "bot" / "slack" / folder).glob("*.py")
        for imported in imports(path)
        if imported.startswith("bot.slack.")
        and imported.split(".")[2] not in {*SLACK[: number + 1], *SLACK_MODULES}
    ]

    assert backward == []
    assert {*SLACK} == {each.parent.name for each in (ROOT / "bot" / "slack").glob("*/*.py")}


def third_party() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        module = module_of(path)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            yield from ((module, name.partition(".")[0]) for name in names)


def test_pure_rooms_import_only_what_python_brings() -> None:
    pure = {*PURE, *MODELS, *NOTES, "bot.settings", "bot.findings", "bot.decoding", "bot.__init__"}
    imported = {
        name
        for module, name in third_party()
        if pure & {module, room_of(module)} and module != "bot.guide.build_hook"
    }

    assert imported - sys.stdlib_module_names <= {"bot", "typing_extensions"}


OF_SLACK = re.compile(
    r"slack|bolt\b|\bblocks?\b|block_?kit|mrkdwn|ephemeral|\bmodal|\bviews?\b|emoji|\bchannels?\b"
    r"|_ts\b|\bts\b|response_url|trigger|team_id|user_id|action_id|shortcut|slash|<[@#]|<![a-z]|\b[CDTU]0[A-Z0-9]+",
    re.IGNORECASE,
)
"""Slack's parts, fields, ids and markup. Other chats have threads and mentions, too."""


def test_the_conversation_has_no_word_of_slack() -> None:
    found = [
        f"{path.name}: {match[0]}"
        for path in sorted((ROOT / "bot" / "conversation").glob("*.py"))
        for match in OF_SLACK.finditer(path.read_text("utf-8"))
    ]

    assert found == []


def test_the_conversation_answers_without_any_edge() -> None:
    program = (
        "import sys; from bot.conversation import Request, answer; answer(Request('1722'));"
        " print(*{name.partition('.')[0] for name in sys.modules});"
        " print(*{name for name in sys.modules if name.startswith('bot.slack')})"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    packages, of_slack = ended.stdout.splitlines()

    assert {"slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy"} & {*packages.split()} == set()
    assert of_slack == ""


def test_only_one_module_imports_opentelemetry() -> None:
    modules = {module for module, name in third_party() if name == "opentelemetry"}

    assert modules == {"bot.operations.otel"}


ROOMS = sorted(
    path.parent.relative_to(ROOT / "bot").as_posix()
    for path in (ROOT / "bot").rglob("*/__init__.py")
    if "migrations" not in path.parts
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_of_a_room_names_each_of_its_modules_and_folders(room: str) -> None:
    folder = ROOT / "bot" / room
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    folders = {path.parent.name for path in folder.glob("*/__init__.py")}

    assert {*re.findall(r"\w+\.py", docstring)} == {path.name for path in folder.glob("[!_]*.py")}
    assert {each for each in folders if f"{each}/" not in docstring} == set()


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
