import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.database.columns import storable
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.team.exchange import Parcel, Report, check, export, import_, read
from bot.team.export_file import lines
from bot.team.model import (
    Draft,
    Field,
    History,
    Imported,
    Origin,
    Person,
    Revision,
    TeamEntry,
    Vote,
)
from bot.team.sql_store import SqlStore
from tests.database.processes import run
from tests.team.values import (
    ANN,
    BOB,
    EVE,
    HERE,
    NOW,
    OTHER,
    THERE,
    draft,
    improved,
    later,
    proposal,
    published,
)


def exported(store: SqlStore, workspace: str = HERE) -> bytes:
    return "".join(export(store, workspace)).encode()


def without_source(content: bytes) -> dict[str, Any]:
    """What a file says, but for where its entries were imported from."""
    made: dict[str, Any] = json.loads(content)
    for entry in made["entries"]:
        entry.pop("imported", None)
    return made


def brought(store: SqlStore, content: bytes, workspace: str = HERE, minutes: int = 5) -> Report:
    return import_(store, workspace, read(content), EVE, later(minutes), lambda: "apart")


def grown(store: SqlStore) -> None:
    """A history with each kind of revision, votes, and somebody forgotten."""
    entry = published(store)
    made = proposal(entry)
    store.propose(HERE, made)
    edited = store.change_draft(HERE, made.seen, draft("Better."), ANN, NOW)
    store.approve(HERE, edited.seen, BOB, NOW, "unused")
    store.restore(HERE, entry.id, 1, EVE, NOW, 2)
    store.vote(HERE, entry.id, "U7", helped=True, at=NOW)
    store.vote(HERE, entry.id, "U8", helped=False, at=NOW)
    published(store, words=draft(code=OTHER))
    store.forget(EVE.id)


@pytest.fixture
def elsewhere() -> SqlStore:
    """Another store, empty."""
    made = engine("sqlite://")
    upgrade(made)
    return SqlStore(made)


def test_fault_44_an_export_into_an_empty_database_gives_the_same(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    grown(store)
    report = brought(elsewhere, exported(store))

    assert report == Report(added=2)
    assert without_source(exported(elsewhere)) == without_source(exported(store))
    assert [history.revisions for history in elsewhere.history(HERE)] == [
        history.revisions for history in store.history(HERE)
    ]


def test_fault_57_who_edited_is_exported_and_imported(store: SqlStore, elsewhere: SqlStore) -> None:
    made = proposal()
    store.propose(HERE, made)
    edited = store.change_draft(HERE, made.seen, draft("Better."), EVE, NOW)
    store.approve(HERE, edited.seen, BOB, NOW, "e1")
    brought(elsewhere, exported(store))
    [entry] = elsewhere.entries(HERE)

    assert (entry.revision.author, entry.revision.editors) == (ANN, (EVE,))


def test_both_databases_export_the_same_bytes(store: SqlStore, elsewhere: SqlStore) -> None:
    grown(elsewhere)
    brought(store, exported(elsewhere))
    brought(elsewhere, exported(elsewhere), THERE)

    assert exported(store) == exported(elsewhere, THERE).replace(
        b'"workspace": "T2"', b'"workspace": "T1"', 1
    )


def test_an_imported_entry_says_from_where_by_whom_and_when(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    entry = published(elsewhere, THERE)
    brought(store, exported(elsewhere, THERE))
    [imported] = store.entries(HERE)

    assert imported.revision == entry.revision
    assert imported.imported == Imported(THERE, entry.id, EVE, later(5))
    assert json.loads(exported(store))["entries"][0]["imported"] == {
        "workspace": THERE,
        "entry": entry.id,
        "by": {"id": EVE.id, "name": EVE.name},
        "at": later(5).isoformat(),
    }


def test_an_import_is_seen_as_a_change(store: SqlStore, elsewhere: SqlStore) -> None:
    grown(elsewhere)
    brought(store, exported(elsewhere))

    assert sorted(store.changes_since(0)[1], key=lambda entry: entry.code) == list(
        store.entries(HERE)
    )


def test_importing_twice_changes_nothing(store: SqlStore, elsewhere: SqlStore) -> None:
    grown(elsewhere)
    brought(store, exported(elsewhere))
    before = exported(store), store.sequence()
    report = brought(store, exported(elsewhere), minutes=9)

    assert report == Report(unchanged=2)
    assert (exported(store), store.sequence()) == before


def test_a_file_that_goes_on_continues_the_history(store: SqlStore, elsewhere: SqlStore) -> None:
    entry = published(elsewhere)
    brought(store, exported(elsewhere))
    newer = improved(elsewhere, entry, "Better.")
    report = brought(store, exported(elsewhere), minutes=9)
    [continued] = store.history(HERE)

    assert report == Report(continued=1)
    assert continued.revisions == (newer.revision, entry.revision)
    assert continued.entry.imported == Imported(HERE, entry.id, EVE, later(9))


def test_an_older_file_changes_nothing(store: SqlStore) -> None:
    entry = published(store)
    older = exported(store)
    newer = improved(store, entry, "Better.")

    assert brought(store, older) == Report(unchanged=1)
    assert store.entries(HERE) == (newer,)


def test_a_forgotten_name_makes_no_other_entry(store: SqlStore) -> None:
    published(store)
    before = exported(store)
    store.forget(ANN.id)

    assert brought(store, before) == Report(unchanged=1)
    assert store.entries(HERE)[0].revision.author is None


def test_what_was_changed_on_both_sides_comes_in_once_beside_ours(
    store: SqlStore, elsewhere: SqlStore
) -> None:
    entry = published(elsewhere)
    brought(store, exported(elsewhere))
    ours = improved(store, entry, "Ours.")
    theirs = improved(elsewhere, entry, "Theirs.")
    report = brought(store, exported(elsewhere), minutes=9)
    again = brought(store, exported(elsewhere), minutes=10)
    apart, kept = sorted(store.entries(HERE), key=lambda each: each.id)

    assert (report, again) == (Report(apart=1), Report(unchanged=1))
    assert (apart.id, apart.revision) == ("apart", theirs.revision)
    assert apart.imported == Imported(HERE, entry.id, EVE, later(9))
    assert kept.revision == ours.revision


def test_an_import_that_fails_midway_leaves_nothing(store: SqlStore, elsewhere: SqlStore) -> None:
    grown(elsewhere)
    seen: list[int] = []

    def stop() -> None:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_(store, HERE, read(exported(elsewhere)), EVE, NOW, lambda: "apart", stop)

    assert (store.entries(HERE), store.sequence()) == ((), 0)


def test_an_import_tells_how_far_it_is(store: SqlStore, elsewhere: SqlStore) -> None:
    grown(elsewhere)
    seen: list[int] = []
    import_(
        store, HERE, read(exported(elsewhere)), EVE, NOW, lambda: "apart", lambda: seen.append(1)
    )

    assert len(seen) == 2


KILLED = """
from bot.team.exchange import import_, read
from pathlib import Path

def bring(made):
    assert SqlStore(made).sequence() == 0
    import_(SqlStore(made), HERE, read(Path(*arguments).read_bytes()), EVE, NOW, str)

print(killed_at_each_step(bring))
"""


def test_fault_43_an_import_killed_at_any_step_leaves_nothing_and_can_be_done_again(
    store: SqlStore, url: str, elsewhere: SqlStore, tmp_path: Path
) -> None:
    grown(elsewhere)
    file = tmp_path / "team.json"
    file.write_bytes(exported(elsewhere))
    steps = run(KILLED, url, str(file))

    assert int(steps) > 5
    assert without_source(exported(store)) == without_source(exported(elsewhere))


texts = st.text(max_size=60).filter(lambda text: storable(text) == text)
names = st.text(min_size=1, max_size=20).filter(lambda text: storable(text) == text)
people = st.none() | st.builds(Person, names, texts)
moments = st.datetimes(timezones=st.just(UTC))
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
    return Draft.typed(fields)


@st.composite
def histories(draw: st.DrawFn, workspace: str, entry_id: str) -> History:
    code = draw(codes)
    revisions = [
        Revision(
            version,
            draw(drafts(code)),
            draw(people),
            draw(people),
            draw(moments),
            draw(st.sampled_from(Origin)),
            draw(texts),
            tuple(draw(st.lists(people, max_size=3))),
        )
        for version in range(draw(st.integers(1, 3)), 0, -1)
    ]
    voters = sorted(draw(st.sets(names, max_size=3)))
    votes = tuple(Vote(voter, draw(st.booleans()), draw(moments)) for voter in voters)
    yes = sum(vote.helped for vote in votes)
    entry = TeamEntry(entry_id, workspace, revisions[0], yes, len(votes) - yes)
    return History(entry, tuple(revisions), votes)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fault_44_any_history_comes_back_as_it_was(store: SqlStore, data: st.DataObject) -> None:
    workspace = f"T{store.sequence()}"  # one of its own for each example
    ids = data.draw(st.sets(names, min_size=1, max_size=3))
    made = tuple(data.draw(histories(workspace, entry_id)) for entry_id in ids)
    content = "".join(lines(workspace, sorted(made, key=by_code))).encode()
    parcel = read(content)
    import_(store, workspace, parcel, ANN, NOW, str)

    assert parcel == Parcel(workspace, tuple(sorted(made, key=by_code)))
    assert without_source(exported(store, workspace)) == json.loads(content)


def by_code(history: History) -> tuple[int, str]:
    return history.entry.code.decimal, history.entry.id


@given(
    st.binary() | st.recursive(st.none() | texts, st.lists).map(lambda v: json.dumps(v).encode())
)
def test_any_bytes_are_a_parcel_or_have_faults(content: bytes) -> None:
    assert check(content)
