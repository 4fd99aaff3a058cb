"""No method reads or changes what belongs to another workspace, whatever ids it is given."""

import sys
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.team.model import Card, ConflictError, NotFoundError, Proposal, TeamEntry
from bot.team.reviewers import Reviewers
from bot.team.settings import NOT_SET, WorkspaceSettings
from bot.team.sql_store import SqlStore
from tests.team.entries import proposed, published
from tests.team.values import (
    ANN,
    BOB,
    CODE,
    EVE,
    HERE,
    NOW,
    THERE,
    draft,
    later,
    proposal,
    question,
)

Act = Callable[[SqlStore, TeamEntry, Proposal], object]

READS: dict[str, Act] = {
    "proposal_within": lambda store, _, theirs: store.proposal_within(HERE, theirs.id),
    "open_proposals": lambda store, *_: store.open_proposals(HERE),
    "count_open": lambda store, *_: store.count_open(HERE),
    "cards": lambda store, _, theirs: store.cards(HERE, theirs.id),
    "entries": lambda store, *_: store.entries(HERE),
    "history": lambda store, *_: store.history(HERE, CODE),
    "history of all": lambda store, *_: store.history(HERE),
    "unknown_codes": lambda store, *_: store.unknown_codes(HERE),
    "most_asked": lambda store, *_: store.most_asked(HERE, NOW, 9),
    "unanswered": lambda store, *_: store.unanswered(HERE, CODE),
    "decisions": lambda store, *_: store.decisions(HERE),
}

WRITES: dict[str, Act] = {
    "propose": lambda store, _, theirs: store.propose(HERE, theirs),
    "propose on their entry": lambda store, entry, _: store.propose(HERE, proposal(entry)),
    "change_draft": lambda store, _, theirs: store.change_draft(
        HERE, theirs.current_version, draft("X"), EVE, NOW
    ),
    "approve": lambda store, _, theirs: store.approve(HERE, theirs.current_version, EVE, NOW, "e9"),
    "reject": lambda store, _, theirs: store.reject(HERE, theirs.current_version, EVE, NOW, "No."),
    "add_card": lambda store, _, theirs: store.add_card(HERE, theirs.id, Card("C9", "9.0")),
    "restore": lambda store, entry, _: store.restore(HERE, entry.id, 1, EVE, NOW, 1),
    "vote": lambda store, entry, _: store.vote(HERE, entry.id, "U8", helped=False, at=NOW),
    "import_histories": lambda store, *_: store.import_histories(
        HERE, store.history(THERE), EVE, NOW, str
    ),
    "record_questions": lambda store, *_: store.record_questions(HERE, question("U8"), known=True),
    "mark_notified": lambda store, *_: store.mark_notified(HERE, [question(minutes=9)]),
    "change_settings": lambda store, *_: store.change_settings(HERE, NOT_SET, EVE, NOW),
    "record_refusal": lambda store, *_: store.record_refusal(HERE, "U8", "approve", NOW),
    "forget": lambda store, *_: store.forget(ANN.id, HERE),
    "delete_workspace": lambda store, *_: store.delete_workspace(HERE),
}


@pytest.fixture(
    params=[("T1", "T2"), ("E1/T1", "E1/T2"), ("E1/T1", "E1")], ids="-".join, autouse=True
)
def two_workspaces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of different companies, two of one organization, and one of them and the organization."""
    for name, workspace in zip(("HERE", "THERE"), request.param, strict=True):
        monkeypatch.setattr(sys.modules[__name__], name, workspace)


@pytest.fixture
def theirs(store: SqlStore) -> tuple[TeamEntry, Proposal]:
    """Another workspace, which has a row in every table."""
    entry = published(store, THERE)
    made = proposed(store, workspace=THERE)
    store.add_card(THERE, made.id, Card("C1", "1.0"))
    store.record_questions(THERE, question(minutes=1), known=False)
    store.record_refusal(THERE, "U7", "approve", NOW)
    store.change_settings(THERE, WorkspaceSettings(Reviewers(frozenset({ANN.id}))), ANN, NOW)
    return store.vote(THERE, entry.id, "U7", helped=True, at=NOW), made


def everything(store: SqlStore, workspace: str, made: Proposal) -> list[object]:
    return [
        store.history(workspace),
        store.open_proposals(workspace),
        store.cards(workspace, made.id),
        store.unanswered(workspace, CODE),
        store.most_asked(workspace, later(-9), 9),
        store.decisions(workspace),
        store.changes_since(0).settings.get(workspace),
    ]


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_fault_41_nothing_of_another_workspace_is_read(
    store: SqlStore, theirs: tuple[TeamEntry, Proposal], read: Act
) -> None:
    assert not read(store, *theirs)


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_fault_41_nothing_of_another_workspace_is_changed(
    store: SqlStore, theirs: tuple[TeamEntry, Proposal], write: Act
) -> None:
    before = everything(store, THERE, theirs[1])
    with suppress(NotFoundError):
        write(store, *theirs)

    assert everything(store, THERE, theirs[1]) == before


def test_every_method_with_a_workspace_is_in_these_tables() -> None:
    without = {"latest_change", "changes_since", "delete_questions", "delete_refusals"} | {
        "delete_removed",
        "workspaces",
    }
    methods = {name for name in dir(SqlStore) if not name.startswith("_")} - without

    assert methods == {name.split()[0] for name in {**READS, **WRITES}}


def test_two_workspaces_may_use_the_same_ids(store: SqlStore) -> None:
    for workspace, cause in ((HERE, "Here."), (THERE, "There.")):
        made = Proposal("p1", workspace, draft(cause), ANN, NOW)
        store.propose(workspace, made)
        store.approve(workspace, made.current_version, BOB, NOW, "e1")
        with pytest.raises(ConflictError):
            store.reject(workspace, made.current_version, BOB, NOW, "No.")

    assert [entry.revision.draft.cause for entry in store.entries(HERE)] == ["Here."]
    assert [entry.revision.draft.cause for entry in store.entries(THERE)] == ["There."]
