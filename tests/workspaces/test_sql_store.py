import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from bot.team.sql_store import SqlStore
from bot.workspaces.cipher import TokenCipher
from bot.workspaces.model import BotToken, Workspace, WrongKeyError
from bot.workspaces.sql_store import WorkspaceStore

KEY, OTHER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OLD, NEW = BotToken("xoxb-old", "xoxe-old", 2e9), BotToken("xoxb-new", "xoxe-new", 2e9 + 43_200)
ACME = Workspace("T1", "Acme", False, ("commands", "chat:write"), "U1", NOW, OLD)  # noqa: FBT003
GRID = Workspace("E2", "Grid", True, (), "U2", NOW, BotToken("xoxb-grid"))  # noqa: FBT003


@pytest.fixture
def stores(url: str, engines: Callable[[str], Engine]) -> Callable[..., WorkspaceStore]:
    """Makes stores with keys, or with one."""
    return lambda *keys: WorkspaceStore(engines(url), TokenCipher(keys or (KEY,)))


Stores = Callable[..., WorkspaceStore]


def test_an_installation_is_stored_whole(stores: Stores) -> None:
    store = stores()
    store.save(ACME)
    store.save(GRID)

    assert store.all() == [replace(GRID, token=None), replace(ACME, token=None)]
    assert (store.token("T1"), store.token("E2")) == (OLD, GRID.token)
    assert store.token("T3") is None


def test_a_new_installation_replaces_an_older_one_and_its_removal(stores: Stores) -> None:
    store = stores()
    store.save(ACME)
    assert store.remove("T1", NOW + timedelta(minutes=1))
    again = replace(ACME, token=NEW, installed_at=NOW + timedelta(hours=1))
    store.save(again)

    assert store.all() == [replace(again, token=None)]
    assert store.token("T1") == NEW


def test_a_removal_deletes_the_token_and_keeps_when_it_was(stores: Stores) -> None:
    store, at = stores(), NOW + timedelta(minutes=1)
    store.save(ACME)
    store.save(GRID)

    assert (store.remove("T1", at), store.remove("T1", at)) == (True, True)
    assert store.token("T1") is None
    assert [each.removed_at for each in store.all()] == [None, at]


def test_a_removal_from_before_the_installation_deletes_nothing(stores: Stores) -> None:
    store = stores()
    store.save(ACME)

    assert not store.remove("T1", NOW - timedelta(seconds=1))
    assert store.token("T1") == OLD


def test_of_two_replicas_that_exchange_a_token_both_use_what_was_stored_first(
    stores: Stores,
) -> None:
    store = stores()
    store.save(ACME)
    late = BotToken("xoxb-late", "xoxe-late", 3e9)

    assert store.replace_token("T1", OLD, NEW) == NEW
    assert store.replace_token("T1", OLD, late) == NEW
    assert store.token("T1") == NEW


def test_a_token_that_was_removed_during_its_exchange_stays_removed(stores: Stores) -> None:
    store = stores()
    store.save(ACME)
    store.remove("T1", NOW)

    assert store.replace_token("T1", OLD, NEW) is None
    assert store.token("T1") is None


def test_a_token_can_be_read_with_any_of_the_keys_until_keys_are_rotated(stores: Stores) -> None:
    stores().save(ACME)

    assert stores(OTHER_KEY, KEY).token("T1") == OLD
    assert stores(OTHER_KEY, KEY).rotate_keys() == 1
    assert stores(OTHER_KEY).token("T1") == OLD
    with pytest.raises(WrongKeyError):
        stores().token("T1")


def test_keys_are_rotated_for_all_or_for_none(stores: Stores) -> None:
    stores().save(ACME)
    stores(OTHER_KEY).save(GRID)

    with pytest.raises(WrongKeyError):
        stores(OTHER_KEY).rotate_keys()
    assert stores().token("T1") == OLD
    assert stores(OTHER_KEY).token("E2") == GRID.token


def test_a_state_is_good_once(stores: Stores) -> None:
    store = stores()

    assert [store.use_state("first", 700, now) for now in (100, 100, 700)] == [True, False, False]
    assert store.use_state("second", 700, 100)


def test_a_state_that_has_expired_is_forgotten(stores: Stores) -> None:
    store = stores()
    store.use_state("first", 700, 100)
    store.use_state("second", 1400, 800)

    assert store.use_state("first", 700, 100)
    assert not store.use_state("second", 1400, 900)


def test_no_repr_shows_a_token() -> None:
    assert "xox" not in repr(ACME)


def test_who_installed_the_bot_can_be_forgotten(
    url: str, stores: Stores, engines: Callable[[str], Engine]
) -> None:
    store, team = stores(), SqlStore(engines(url))
    store.save(ACME)
    store.save(GRID)

    assert (team.forget("U2", "T1"), team.forget("U2", "E2"), team.forget("U1")) == (0, 1, 1)
    assert [each.installed_by for each in store.all()] == ["", ""]


def test_who_installed_the_bot_is_known_until_the_bot_is_removed(stores: Stores) -> None:
    store = stores()
    store.save(ACME)
    before = store.installer("T1"), store.installer("T2")
    store.remove("T1", NOW)

    assert (before, store.installer("T1")) == (("U1", ""), "")


ACTS: dict[str, Callable[[WorkspaceStore], object]] = {
    "installer": lambda store: store.installer("T1"),
    "save": lambda store: store.save(replace(ACME, token=NEW)),
    "remove": lambda store: store.remove("T1", NOW),
    "replace_token": lambda store: store.replace_token("T1", OLD, NEW),
    "token": lambda store: store.token("T1"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_of_another_workspace_is_changed(
    stores: Stores, act: Callable[[WorkspaceStore], object]
) -> None:
    store, theirs = stores(), replace(ACME, id="T2")
    for each in (ACME, theirs):
        store.save(each)
    act(store)

    assert store.token("T2") == OLD
    assert store.all()[1] == replace(theirs, token=None)


def test_every_method_with_a_workspace_is_in_that_table() -> None:
    methods = {
        name
        for name, method in inspect.getmembers(WorkspaceStore, inspect.isfunction)
        if "workspace" in inspect.signature(method).parameters
    }

    assert methods == {*ACTS}


def test_installations_of_one_workspace_at_once_leave_one_of_them(stores: Stores) -> None:
    store, start = stores(), Barrier(4)

    def install(number: int) -> None:
        start.wait()
        for round_ in range(20):
            store.save(replace(ACME, token=BotToken(f"xoxb-{number}-{round_}")))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(install, range(4)))

    token = store.token("T1")
    assert token
    assert token.value.endswith("-19")
