import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.database.columns import storable
from bot.team.draft_form import Field, parse_draft
from bot.team.export_file import export_lines
from bot.team.history_import import ImportReport
from bot.team.import_reader import ExportFileError, read_export
from bot.team.model import Draft, History, Imported, Origin, Person, Revision, TeamEntry, Vote
from bot.team.sql_store import SqlStore
from tests.database.fixtures import upgraded_engine
from tests.database.processes import run
from tests.team.entries import improved, proposed, published
from tests.team.values import ANN, BOB, EVE, HERE, NOW, OTHER, THERE, draft, later


def exported(store: SqlStore, workspace: str = HERE) -> bytes:
    return "".join(export_lines(workspace, store.history(workspace))).encode()


def without_source(content: bytes) -> dict[str, Any]:
    """The content of a file without the sources of imported entries."""
    file: dict[str, Any] = json.loads(content)
    for entry in file["entries"]:
        entry.pop("imported", None)
    return file


def imported(
    store: SqlStore, content: bytes, workspace: str = HERE, minutes: int = 5
) -> ImportReport:
    histories = read_export(content)
    return store.import_histories(workspace, histories, EVE, later(minutes), lambda: "apart")


def fill(store: SqlStore) -> None:
    """Make a history with each kind of revision, votes, and a forgotten person."""
    entry = published(store)
    made = proposed(store, entry)
    edited = store.change_draft(HERE, made.current_version, draft("Better."), ANN, NOW)
    store.approve(HERE, edited.current_version, BOB, NOW, "unused")
    store.restore(HERE, entry.id, 1, EVE, NOW, 2)
    store.vote(HERE, entry.id, "U7", helped=True, at=NOW)
    store.vote(HERE, entry.id, "U8", helped=False, at=NOW)
    published(store, content=draft(code=OTHER))
    store.forget(EVE.id)


@pytest.fixture
def elsewhere() -> SqlStore:
    """Another store, empty."""
    return SqlStore(upgraded_engine("sqlite://"))


def test_fault_44_an_import_into_an_empty_database_is_a_copy(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    fill(store)
    report = imported(elsewhere, exported(store))

    assert report == ImportReport(added=2)
    assert without_source(exported(elsewhere)) == without_source(exported(store))
    assert [history.revisions for history in elsewhere.history(HERE)] == [
        history.revisions for history in store.history(HERE)
    ]


def test_fault_57_the_editors_are_exported_and_imported(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, draft("Better."), EVE, NOW)
    store.approve(HERE, edited.current_version, BOB, NOW, "e1")
    imported(elsewhere, exported(store))
    [entry] = elsewhere.entries(HERE)

    assert (entry.revision.author, entry.revision.editors) == (ANN, (EVE,))


def test_both_databases_export_the_same_bytes(store: SqlStore, elsewhere: SqlStore) -> None:
    fill(elsewhere)
    imported(store, exported(elsewhere))
    imported(elsewhere, exported(elsewhere), THERE)

    assert exported(store) == exported(elsewhere, THERE).replace(
        b'"workspace": "T2"', b'"workspace": "T1"', 1
    )


def test_an_imported_entry_has_its_source_the_importer_and_the_time(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    entry = published(elsewhere, THERE)
    imported(store, exported(elsewhere, THERE))
    [copy] = store.entries(HERE)

    assert copy.revision == entry.revision
    assert copy.imported == Imported(THERE, entry.id, EVE, later(5))
    assert json.loads(exported(store))["entries"][0]["imported"] == {
        "workspace": THERE,
        "entry": entry.id,
        "by": {"id": EVE.id, "name": EVE.name},
        "at": later(5).isoformat(),
    }


def test_an_import_is_a_change_of_each_entry(store: SqlStore, elsewhere: SqlStore) -> None:
    fill(elsewhere)
    imported(store, exported(elsewhere))

    assert sorted(store.changes_since(0)[1], key=lambda entry: entry.code) == list(
        store.entries(HERE)
    )


def test_importing_twice_changes_nothing(store: SqlStore, elsewhere: SqlStore) -> None:
    fill(elsewhere)
    imported(store, exported(elsewhere))
    before = exported(store), store.latest_change()
    report = imported(store, exported(elsewhere), minutes=9)

    assert report == ImportReport(unchanged=2)
    assert (exported(store), store.latest_change()) == before


def test_a_longer_history_continues_the_entry(store: SqlStore, elsewhere: SqlStore) -> None:
    entry = published(elsewhere)
    imported(store, exported(elsewhere))
    newer = improved(elsewhere, entry, "Better.")
    report = imported(store, exported(elsewhere), minutes=9)
    [continued] = store.history(HERE)

    assert report == ImportReport(continued=1)
    assert continued.revisions == (newer.revision, entry.revision)
    assert continued.entry.imported == Imported(HERE, entry.id, EVE, later(9))


def test_an_older_file_changes_nothing(store: SqlStore) -> None:
    entry = published(store)
    older = exported(store)
    newer = improved(store, entry, "Better.")

    assert imported(store, older) == ImportReport(unchanged=1)
    assert store.entries(HERE) == (newer,)


def test_an_entry_whose_author_was_forgotten_is_the_same_entry(store: SqlStore) -> None:
    published(store)
    before = exported(store)
    store.forget(ANN.id)

    assert imported(store, before) == ImportReport(unchanged=1)
    assert store.entries(HERE)[0].revision.author is None


def test_an_entry_that_was_changed_on_both_sides_is_added_once_beside_ours(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    entry = published(elsewhere)
    imported(store, exported(elsewhere))
    ours = improved(store, entry, "Ours.")
    theirs = improved(elsewhere, entry, "Theirs.")
    report = imported(store, exported(elsewhere), minutes=9)
    again = imported(store, exported(elsewhere), minutes=10)
    apart, own = sorted(store.entries(HERE), key=lambda each: each.id)

    assert (report, again) == (ImportReport(conflicting=1), ImportReport(unchanged=1))
    assert (apart.id, apart.revision) == ("apart", theirs.revision)
    assert apart.imported == Imported(HERE, entry.id, EVE, later(9))
    assert own.revision == ours.revision


def test_an_import_that_fails_midway_changes_nothing(store: SqlStore, elsewhere: SqlStore) -> None:
    fill(elsewhere)

    def histories() -> Iterator[History]:
        yield elsewhere.history(HERE)[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.import_histories(HERE, histories(), EVE, NOW, lambda: "apart")

    assert (store.entries(HERE), store.latest_change()) == ((), 0)


KILLED = """
from pathlib import Path
from bot.team.import_reader import read_export

def act(made):
    assert SqlStore(made).latest_change() == 0
    histories = read_export(Path(*arguments).read_bytes())
    SqlStore(made).import_histories(HERE, histories, EVE, NOW, str)

print(killed_at_each_step(act))
"""


def test_fault_43_an_import_killed_at_any_statement_changes_nothing_and_can_be_repeated(
    store: SqlStore, url: str, elsewhere: SqlStore, tmp_path: Path
) -> None:
    fill(elsewhere)
    file = tmp_path / "team.json"
    file.write_bytes(exported(elsewhere))
    steps = run(KILLED, url, str(file))

    assert int(steps) > 5
    assert without_source(exported(store)) == without_source(exported(elsewhere))


texts = st.text(max_size=60).filter(lambda text: storable(text) == text)
names = st.text(min_size=1, max_size=20).filter(lambda text: storable(text) == text)
people = st.none() | st.builds(Person, names, texts)
times = st.datetimes(timezones=st.just(UTC))
codes = st.integers(0, 2**32 - 1).map(StatusCode)


@st.composite
def drafts(draw: st.DrawFn, code: StatusCode) -> Draft:
    """A draft as the form makes it."""
    fields = {
        Field.CODE: str(code),
        Field.CAUSE: draw(names.filter(str.strip)),
        Field.STEPS: "\n".join(draw(st.lists(texts, max_size=3))),
        Field.APPLIES_TO: draw(texts),
    }
    return parse_draft(fields)


@st.composite
def histories(draw: st.DrawFn, workspace: str, entry_id: str) -> History:
    code = draw(codes)
    revisions = [
        Revision(
            version,
            draw(drafts(code)),
            draw(people),
            draw(people),
            draw(times),
            draw(st.sampled_from(Origin)),
            draw(texts),
            tuple(draw(st.lists(people, max_size=3))),
        )
        for version in range(draw(st.integers(1, 3)), 0, -1)
    ]
    voters = sorted(draw(st.sets(names, max_size=3)))
    votes = tuple(Vote(voter, draw(st.booleans()), draw(times)) for voter in voters)
    yes = sum(vote.helped for vote in votes)
    entry = TeamEntry(entry_id, workspace, revisions[0], yes, len(votes) - yes)
    return History(entry, tuple(revisions), votes)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fault_44_any_history_is_exported_and_imported_unchanged(
    store: SqlStore, data: st.DataObject
) -> None:
    workspace = f"T{store.latest_change()}"  # one of its own for each example
    ids = data.draw(st.sets(names, min_size=1, max_size=3))
    made = tuple(data.draw(histories(workspace, entry_id)) for entry_id in ids)
    content = "".join(export_lines(workspace, sorted(made, key=by_code))).encode()
    read = read_export(content)
    store.import_histories(workspace, read, ANN, NOW, str)

    assert read == tuple(sorted(made, key=by_code))
    assert without_source(exported(store, workspace)) == json.loads(content)


def by_code(history: History) -> tuple[int, str]:
    return history.entry.code.decimal, history.entry.id


@given(
    st.binary() | st.recursive(st.none() | texts, st.lists).map(lambda v: json.dumps(v).encode())
)
def test_any_bytes_are_an_export_file_or_have_faults(content: bytes) -> None:
    with pytest.raises(ExportFileError):
        read_export(content)
