from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.database.columns import metadata
from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.schema import config, opened_database, upgrade
from bot.database.schema_version import VERSIONS, SchemaError, version_of
from bot.jobs.model import Job, State
from bot.jobs.sql_store import SqlJobStore
from bot.team.model import Card, Person
from bot.team.sql_store import SqlStore
from tests.database.cluster import Cluster
from tests.database.fixtures import numbers
from tests.database.old import write_old
from tests.database.processes import run, run_at_once
from tests.team.entries import published
from tests.team.values import CODE, HERE, THERE

Connect = Callable[[str], Engine]


def test_an_empty_database_is_upgraded_once(empty_url: str, engines: Connect) -> None:
    made = engines(empty_url)
    before = version_of(made).is_current
    upgrade(made)
    entry = published(SqlStore(made))
    upgrade(made)

    assert (before, version_of(made).is_current) == (False, True)
    assert SqlStore(made).entries(HERE) == (entry,)


def test_an_older_backup_over_a_newer_database_of_postgresql_is_not_upgraded_but_explained(
    postgresql: Cluster, engines: Connect
) -> None:
    made = engines(postgresql.create(f"mixed{next(numbers)}"))
    upgrade(made)
    with made.begin() as connection:  # as `pg_restore --clean`, which leaves newer tables there
        connection.execute(text("UPDATE alembic_version SET version_num = 'fair_claims'"))
    with pytest.raises(DatabaseUnavailable) as refused:
        upgrade(made)

    assert "restore the backup into an empty database" in str(refused.value)
    assert refused.value.cause is Cause.REFUSED
    assert version_of(made).number == "fair_claims"


def test_the_versions_are_the_migrations_in_their_order() -> None:
    migrations = ScriptDirectory.from_config(config()).walk_revisions()

    assert [each.revision for each in migrations] == [*reversed(VERSIONS)]


def test_the_migrations_lead_to_the_declared_tables(url: str, engines: Connect) -> None:
    with engines(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_a_database_in_memory_can_be_used(engines: Connect) -> None:
    made = engines("sqlite://")
    upgrade(made)

    assert published(SqlStore(made)).revision.version == 1


def make_newer(made: Engine, oldest: str) -> None:
    """Leave the database as a newer version of the bot does, with which `oldest` still works."""
    with made.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'newer'"))
        connection.execute(text(f"UPDATE compatibility SET oldest = '{oldest}'"))


def test_fault_46_a_newer_database_is_refused_and_not_changed(
    empty_url: str, engines: Connect
) -> None:
    made = engines(empty_url)
    upgrade(made)
    make_newer(made, oldest="newer")

    with pytest.raises(SchemaError, match=r"newer version of the bot \(its schema is 'newer'\)"):
        upgrade(made)


def test_a_newer_database_that_works_with_this_version_is_used_and_not_changed(
    empty_url: str, engines: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    made = engines(empty_url)
    upgrade(made)
    make_newer(made, oldest="compatibility")
    with caplog.at_level("INFO"):
        before = upgrade(made)
    with opened_database(empty_url) as opened:
        entry = published(SqlStore(opened))

    assert (before, version_of(made).number) == ("newer", "newer")
    assert "a newer version of the bot has upgraded the database; this one works" in caplog.text
    assert SqlStore(made).entries(HERE) == (entry,)


def test_a_replica_that_waited_for_a_newer_version_does_not_upgrade(
    empty_url: str, engines: Connect
) -> None:
    made, other = engines(empty_url), engines(empty_url)
    upgrade(made, "decisions")

    def upgrade_elsewhere(_: Connection) -> None:
        upgrade(other)
        make_newer(other, oldest="compatibility")

    event.listen(made, "commit", upgrade_elsewhere, once=True)  # when it has read the version
    upgrade(made)

    assert version_of(made).number == "newer"


@pytest.mark.parametrize("version", ["", "0.1.0"], ids=["empty", "old"])
def test_fault_45_six_processes_upgrade_one_database_at_once(
    empty_url: str, engines: Connect, version: str
) -> None:
    made = engines(empty_url)
    if version:
        write_old(made, version)
    code = "made = engine(url); upgrade(made); print(version_of(made).is_current)"

    assert run_at_once(code, empty_url, ["x"] * 6) == ["True\n"] * 6
    assert len(SqlStore(made).entries(HERE)) == (2 if version else 0)


@pytest.fixture
def old(empty_url: str, engines: Connect) -> Engine:
    """A database that version 0.1.0 wrote."""
    made = engines(empty_url)
    write_old(made)
    return made


def test_an_upgrade_keeps_the_entries_of_version_0_1_0(old: Engine) -> None:
    upgrade(old)
    store = SqlStore(old)
    first, second = store.entries(HERE)
    (history,) = store.history(HERE, StatusCode(1060))

    assert (first.code, second.code) == (StatusCode(1060), StatusCode(2148599041))
    assert [each.version for each in history.revisions] == [2, 1]
    assert "template drops port 135" in history.revisions[0].draft.cause
    assert (first.helped, first.did_not_help) == (1, 1)
    assert {each.draft.printed_by for each in history.revisions} == {PrintedBy.ANY}
    assert len(store.entries(THERE)) == 1


def test_an_upgrade_keeps_the_open_proposals_of_version_0_1_0(old: Engine) -> None:
    upgrade(old)
    store = SqlStore(old)
    (proposal,) = store.open_proposals(HERE)

    assert proposal.draft.cause == "Not decided yet."
    assert store.cards(HERE, proposal.id) == [Card("C1", "1.2")]


WRITTEN_BEFORE = (
    "UPDATE card SET for_proposer = true",
    "UPDATE proposal SET edited_at = at WHERE workspace = 'T2' OR id = 'p5'",
    "UPDATE proposal SET edited_by_id = 'U3', edited_by_name = 'Eve' WHERE id = 'p5'",
)


def test_fault_57_an_upgrade_keeps_the_proposer_and_the_last_editor_of_a_draft(
    old: Engine,
) -> None:
    upgrade(old, "printed_by")
    with old.begin() as connection:
        for statement in WRITTEN_BEFORE:
            connection.execute(text(statement))
    upgrade(old)
    store = SqlStore(old)
    [edited] = store.open_proposals(HERE)
    forgotten = store.proposal_within(THERE, "p4")
    untouched = store.proposal_within(HERE, "p1")

    assert (edited.version, edited.editors) == (2, (Person("U3", "Eve"),))
    assert edited.last_author == Person("U3", "Eve")
    assert store.cards(HERE, edited.id) == [Card("C1", "1.2", "U1")]
    assert forgotten
    assert (forgotten.version, forgotten.editors) == (2, (None,))
    assert untouched
    assert (untouched.version, untouched.editors) == (1, ())
    assert untouched.last_author == Person("U1", "Ann")
    assert {each.revision.editors for each in store.entries(HERE)} == {()}


OLD_JOBS = """
    INSERT INTO inbox (workspace, key, kind, person, content, state, at, due, tries, handed, why)
    VALUES ('T1', 'C1:1.0', 'question', 'U1', '{"text": "1722"}', 'parked', 7, 7, 10, 9, 'gone'),
           ('T1', 'C1:2.0', 'question', 'U1', '{}', 'working', 8, 9, 0, 1, ''),
           ('T1', 'C1:3.0', 'question', NULL, '{}', 'done', 9, 9, 0, 1, '')
"""


def test_an_upgrade_moves_the_inbox_into_the_job_queue(empty_url: str, engines: Connect) -> None:
    made = engines(empty_url)
    upgrade(made, "look_ups")
    with made.begin() as connection:
        connection.execute(text(OLD_JOBS.replace(":", "\\:")))
    upgrade(made)
    dead, running = SqlJobStore(made).unfinished()

    assert dead.job == Job("T1", "C1:1.0", "question", "U1", {"text": "1722"})
    assert (dead.state, dead.failures, dead.error) == (State.DEAD, 10, "gone")
    assert (running.state, running.enqueued_at) == (State.RUNNING, 8)
    assert SqlJobStore(made).reserve_key(Job("T1", "C1:3.0", "question", "")) is False


OLD_QUESTIONS = """
    INSERT INTO question (workspace, code, person, at, known, told)
    VALUES ('T1', 2148599041, 'U7', '2026-11-23 07:00:00', false, true),
           ('T1', 2148599041, 'U8', '2026-11-23 07:00:00', false, false)
"""


def test_an_upgrade_keeps_who_was_notified_of_a_cause(empty_url: str, engines: Connect) -> None:
    made = engines(empty_url)
    upgrade(made, "jobs")
    with made.begin() as connection:
        connection.execute(text(OLD_QUESTIONS.replace(":", "\\:")))
    upgrade(made)

    assert [each.person for each in SqlStore(made).unanswered(HERE, CODE)] == ["U8"]


def test_fault_46_an_upgrade_killed_at_any_statement_can_be_continued(
    empty_url: str, engines: Connect
) -> None:
    steps = run("print(killed_at_each_step(upgrade))", empty_url)

    assert int(steps) > 15
    assert version_of(engines(empty_url)).is_current


def test_a_missing_folder_is_named(tmp_path: Path, engines: Connect) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"/gone/team\.db: unable to open"):
        upgrade(engines(f"sqlite:///{tmp_path}/gone/team.db"))


def test_a_lock_file_that_cannot_be_created_is_named(tmp_path: Path, engines: Connect) -> None:
    (tmp_path / "team.db.lock").mkdir()

    with pytest.raises(DatabaseUnavailable, match=r"team\.db\.lock: unable to open"):
        upgrade(engines(f"sqlite:///{tmp_path}/team.db"))
