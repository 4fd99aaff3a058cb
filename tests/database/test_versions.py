"""Two versions of the bot on one database, and databases of all earlier schemas.

`versions/` has the code of each version that this one may run beside: `freeze` keeps it.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import (
    Boolean,
    DateTime,
    Double,
    Engine,
    Float,
    Integer,
    MetaData,
    Table,
    insert,
    text,
)

from bot.database import schema_version
from bot.database.schema import upgrade
from bot.jobs.sql_store import SqlJobStore
from bot.team.sql_store import SqlStore
from tests.database.exercise import CODE, SHARED, main, read
from tests.database.freeze import EXERCISE, VERSIONS, files

Connect = Callable[[str], Engine]
ROOT = Path(__file__).parents[2]
OLDEST = "compatibility"
"""The oldest version that works with the current schema, as the last migration that names one says.

A migration that an older version does not work with changes it: see .github/CONTRIBUTING.md.
"""


def knows(archive: Path, schema: str) -> bool:
    """Whether the version in an archive has that migration."""
    with ZipFile(archive) as opened:
        return f"bot/database/migrations/versions/{schema}.py" in opened.namelist()


BESIDE = [each for each in sorted(VERSIONS.glob("*.zip")) if knows(each, OLDEST)]


@pytest.fixture(params=BESIDE, ids=lambda path: path.stem, scope="session")
def older(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the code of an older version, which stays compiled."""
    folder = tmp_path_factory.mktemp("older")
    with ZipFile(request.param) as archive:
        archive.extractall(folder)
    return folder


PROGRAM = """
import os, sys
from contextlib import redirect_stdout
from io import StringIO
from {module} import main
url, *actions = sys.argv[1:]
children = []
for action in actions:
    child = os.fork()
    if not child:
        with redirect_stdout(StringIO()) as returned:
            main(url, *action.split())
        os.write(1, (returned.getvalue() + "\\n").encode())  # a line of one stays whole
        sys.exit()
    children.append(child)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


def start(folder: Path, url: str, *actions: str) -> subprocess.Popen[str]:
    """Start actions of the exercise at once: of this version, in its root, or of an older one.

    Each has a process of its own; another makes the imports for all.
    """
    module = EXERCISE if folder == ROOT else "exercise"
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(module=module), url, *actions],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> list[Any]:
    """What each action returns; all must succeed."""
    out, error = process.communicate()
    assert process.returncode == 0, error
    return [json.loads(line) for line in out.splitlines()]


def exercise(folder: Path, url: str, action: str) -> Any:  # noqa: ANN401 - what the action returns
    """What an action of the exercise returns; of this version, it runs in this process."""
    if folder == ROOT:
        with redirect_stdout(StringIO()) as out:
            main(url, *action.split())
        return json.loads(out.getvalue())
    [returned] = end(start(folder, url, action))
    return returned


def test_the_current_schema_says_which_is_the_oldest_version_that_works_with_it(
    empty_url: str, engines: Connect
) -> None:
    made = engines(empty_url)
    upgrade(made)
    with made.connect() as connection:
        assert connection.execute(text("SELECT oldest FROM compatibility")).scalar_one() == OLDEST


def test_there_is_a_version_to_run_beside_this_one() -> None:
    assert BESIDE


def test_two_versions_read_the_same_rows_whoever_wrote_them(empty_url: str, older: Path) -> None:
    exercise(ROOT, empty_url, "write new")
    exercise(older, empty_url, "write old")
    theirs, ours = exercise(older, empty_url, "read"), exercise(ROOT, empty_url, "read")

    assert {name for name, _, _, _ in theirs["entries"]} == {"new-entry", "old-entry"}
    assert {name: ours[name] for name in theirs} == theirs


PARSED = (
    ("bot/team/model.py", "Act"),
    ("bot/team/model.py", "Decision"),
    ("bot/team/model.py", "Origin"),
    ("bot/jobs/model.py", "State"),
)
"""The values of a column that a version parses as it reads them, and where they are defined."""


NOT_STORED = {"CONFIGURED"}
"""A value that no column has: the rows of the settings are read as such."""


def members(source: Path, name: str) -> set[str]:
    """The names of the values of an enumeration."""
    classes = (each for each in ast.walk(tree(source)) if isinstance(each, ast.ClassDef))
    body = next(each.body for each in classes if each.name == name)
    targets = (each.targets[0] for each in body if isinstance(each, ast.Assign))
    return {each.id for each in targets if isinstance(each, ast.Name)}


def used(name: str) -> set[str]:
    """The values of an enumeration that the stores of this version name."""
    sources = (each for room in ("team", "jobs") for each in (ROOT / "bot" / room).glob("*.py"))
    return {
        node.attr
        for source in sources
        for node in ast.walk(tree(source))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    }


def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text("utf-8"))


@pytest.mark.parametrize(("module", "name"), PARSED)
def test_a_new_value_is_not_written_before_the_older_version_can_read_it(
    older: Path, module: str, name: str
) -> None:
    written = used(name) - NOT_STORED

    assert written
    assert written <= members(older / module, name)


AT_ONCE = ("share", "share", "write")


def test_two_versions_at_once_do_each_job_once(empty_url: str, older: Path) -> None:
    exercise(ROOT, empty_url, "read")  # a process that starts later would find it upgraded
    started = [
        start(folder, empty_url, *(f"{action} {action}-{name}" for action in AT_ONCE))
        for folder, name in ((ROOT, "new"), (older, "old"))
    ]
    done = [key for process in started for keys in end(process) for key in keys or ()]

    assert len(done) == len(set(done)) == SHARED
    assert len(exercise(ROOT, empty_url, "read")["revisions"]) == 2


EXPANDED = (
    "ALTER TABLE job ADD COLUMN priority INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE entry ADD COLUMN summary TEXT",
    "CREATE INDEX job_by_priority ON job (priority)",
    "CREATE TABLE label (id INTEGER PRIMARY KEY, entry TEXT NOT NULL)",
    "UPDATE alembic_version SET version_num = 'expanded'",
)


def test_a_version_works_with_what_a_later_one_has_added(
    empty_url: str, engines: Connect, older: Path
) -> None:
    upgrade(engines(empty_url))
    change(engines(empty_url), *EXPANDED)
    exercise(older, empty_url, "write old")

    assert exercise(older, empty_url, "read")["open"] == 2


def test_a_version_refuses_what_a_later_one_has_taken_away_and_changes_nothing(
    empty_url: str, engines: Connect, older: Path
) -> None:
    made = engines(empty_url)
    upgrade(made)
    change(made, *EXPANDED, "UPDATE compatibility SET oldest = 'expanded'")
    process = start(older, empty_url, "write old")
    _, error = process.communicate()

    assert process.returncode == 1
    assert " is of a newer version of the bot (its schema is 'expanded')" in error
    assert SqlStore(made).entries("T1") == ()


def change(made: Engine, *statements: str) -> None:
    with made.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_is_frozen_does_not_need_the_rest_of_the_bot() -> None:
    rooms = {name.split("/")[1] for name in files() if name.count("/") > 1}

    assert rooms == {"codes", "database", "jobs", "team", "workspaces"}


# Rows of earlier schemas

VALUES: dict[str, object] = {
    "workspace": "T1",
    "id": "e1",
    "code": CODE.decimal,
    "entry": "e1",
    "proposal": "e1",
    "person": "U1",
    "user_id": "U1",
    "steps": '["Look at it."]',
    "editors": '[["U1", "Ann"]]',
    "reviewers": '["U1"]',
    "origin": "published",
    "decision": "open",
    "printed_by": "any",
    "state": "waiting",
    "content": '{"text": "1722"}',
    "action": "refused",
}
KINDS: Sequence[tuple[type, object]] = (
    (Boolean, False),
    (DateTime, datetime(2026, 11, 23, 7, tzinfo=UTC)),
    (Double, 7.0),
    (Float, 7.0),
    (Integer, 1),
)
EARLIER = schema_version.VERSIONS
NOT_FILLED = {"alembic_version", "change", "compatibility"}


def row_for(table: Table) -> dict[str, object]:
    """A value for each column, by its name or else by its type; the database numbers the rows."""
    row: dict[str, object] = {}
    for column in table.columns:
        kinds = (value for kind, value in KINDS if isinstance(column.type, kind))
        by_type = next(kinds, f"some {column.name}")
        by_name = VALUES.get(column.name)
        row[column.name] = by_name if type(by_name) is type(by_type) else by_type
    return {name: value for name, value in row.items() if (name, value) != ("id", 1)}


@pytest.mark.parametrize("schema", EARLIER)
def test_rows_of_each_earlier_schema_are_read_after_the_upgrade(
    empty_url: str, engines: Connect, schema: str
) -> None:
    made, tables = engines(empty_url), MetaData()
    upgrade(made, schema)
    tables.reflect(made)
    with made.begin() as connection:
        for table in tables.sorted_tables:
            if table.name not in NOT_FILLED:
                connection.execute(insert(table).values(row_for(table)))
    before = set(tables.tables)
    upgrade(made)
    found = read(SqlStore(made), SqlJobStore(made))

    assert [entry[:3] for entry in found["entries"]] == [("e1", 1, "some cause")]
    assert [proposal[:2] for proposal in found["proposals"]] == [("e1", "some cause")]
    assert found["refused"] == (["U1"] if "audit" in before else [])
    assert found["unanswered"] == (["U1"] if "question" in before else [])
    assert found["states"]["waiting"] == len(before & {"inbox", "job"})
