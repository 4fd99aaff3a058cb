"""No method reads or changes what belongs to another workspace, whatever ids it is given."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.team.model import Card, ConflictError, Proposal, TeamEntry
from bot.team.sql_store import SqlStore
from bot.team.store import NotThere
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
    published,
    question,
)

Act = Callable[[SqlStore, TeamEntry, Proposal], object]

READS: dict[str, Act] = {
    "proposal": lambda store, _, theirs: store.proposal(HERE, theirs.id),
    "open_proposals": lambda store, *_: store.open_proposals(HERE),
    "count_open": lambda store, *_: store.count_open(HERE),
    "cards": lambda store, _, theirs: store.cards(HERE, theirs.id),
    "entries": lambda store, *_: store.entries(HERE),
    "history": lambda store, *_: store.history(HERE, CODE),
    "history of all": lambda store, *_: store.history(HERE),
    "unknown": lambda store, *_: store.unknown(HERE),
    "most_asked": lambda store, *_: store.most_asked(HERE, NOW, 9),
    "waiting": lambda store, *_: store.waiting(HERE, CODE),
    "audits": lambda store, *_: store.audits(HERE),
}

WRITES: dict[str, Act] = {
    "propose": lambda store, _, theirs: store.propose(HERE, theirs),
    "propose on their entry": lambda store, entry, _: store.propose(HERE, proposal(entry)),
    "change_draft": lambda store, _, theirs: store.change_draft(
        HERE, theirs.seen, draft("X"), EVE, NOW
    ),
    "approve": lambda store, _, theirs: store.approve(HERE, theirs.seen, EVE, NOW, "e9"),
    "reject": lambda store, _, theirs: store.reject(HERE, theirs.seen, EVE, NOW, "No."),
    "add_card": lambda store, _, theirs: store.add_card(HERE, theirs.id, Card("C9", "9.0")),
    "restore": lambda store, entry, _: store.restore(HERE, entry.id, 1, EVE, NOW, 1),
    "vote": lambda store, entry, _: store.vote(HERE, entry.id, "U8", helped=False, at=NOW),
    "take_in": lambda store, *_: store.take_in(HERE, store.history(THERE), EVE, NOW, str),
    "asked": lambda store, *_: store.asked(HERE, question("U8"), known=False),
    "told": lambda store, *_: store.told(HERE, [question(minutes=9)]),
    "refuse": lambda store, *_: store.refuse(HERE, "U8", "approve", NOW),
    "forget": lambda store, *_: store.forget(ANN.id, HERE),
}


@pytest.fixture
def theirs(store: SqlStore) -> tuple[TeamEntry, Proposal]:
    """Another workspace in which there is everything."""
    entry = published(store, THERE)
    made = proposal(workspace=THERE)
    store.propose(THERE, made)
    store.add_card(THERE, made.id, Card("C1", "1.0"))
    store.asked(THERE, question(minutes=1), known=False)
    store.refuse(THERE, "U7", "approve", NOW)
    return store.vote(THERE, entry.id, "U7", helped=True, at=NOW), made


def everything(store: SqlStore, workspace: str, made: Proposal) -> list[object]:
    return [
        store.history(workspace),
        store.open_proposals(workspace),
        store.proposal(workspace, made.id),
        store.cards(workspace, made.id),
        store.waiting(workspace, CODE),
        store.most_asked(workspace, later(-9), 9),
        store.audits(workspace),
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
    with suppress(NotThere):
        write(store, *theirs)

    assert everything(store, THERE, theirs[1]) == before


def test_every_method_that_takes_a_workspace_is_in_these_tables() -> None:
    without = {"sequence", "changes_since", "expire"}
    methods = {name for name in dir(SqlStore) if not name.startswith("_")} - without

    assert methods == {name.split()[0] for name in {**READS, **WRITES}}


def test_two_workspaces_may_use_the_same_ids(store: SqlStore) -> None:
    for workspace, words in ((HERE, "Here."), (THERE, "There.")):
        made = Proposal("p1", workspace, draft(words), ANN, NOW)
        store.propose(workspace, made)
        store.approve(workspace, made.seen, BOB, NOW, "e1")
        with pytest.raises(ConflictError):
            store.reject(workspace, made.seen, BOB, NOW, "No.")

    assert [entry.revision.draft.cause for entry in store.entries(HERE)] == ["Here."]
    assert [entry.revision.draft.cause for entry in store.entries(THERE)] == ["There."]
