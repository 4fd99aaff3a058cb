"""A team on each kind of database, and on a SQLite file of its own."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.team.model import Draft, TeamEntry
from bot.team.reviewers import Reviewers
from bot.team.settings import WorkspaceSettings
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.team.values import ANN, BOB, EVE, HERE, NOW, draft

Connect = Callable[[str], Engine]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(sqlite: Path, quick_folder: Path) -> Path:
    """The file of an upgraded database without entries."""
    return Path(shutil.copy(sqlite, quick_folder / "team.db"))


@pytest.fixture
def team_store(path: Path, engines: Connect) -> SqlStore:
    return SqlStore(engines(f"sqlite:///{path}"))


def team_of(store: SqlStore, clock: Clock, reviewers: Reviewers | None = None) -> Team:
    """A team with two reviewers, unless others are given; its ids are id1, id2, …"""
    ids = count(1)
    reviewers = reviewers or Reviewers(frozenset({BOB.id, EVE.id}))
    return Team(store, WorkspaceSettings(reviewers), clock, lambda: f"id{next(ids)}")


@pytest.fixture
def team(team_store: SqlStore, clock: Clock) -> Team:
    return team_of(team_store, clock)


@pytest.fixture
def unavailable(tmp_path: Path, engines: Connect, clock: Clock) -> Team:
    """A team whose database does not exist."""
    return team_of(SqlStore(engines(f"sqlite:///{tmp_path}/no/such/folder/team.db")), clock)


async def publish(team: Team, content: Draft | None = None) -> TeamEntry:
    """The entry of Ann's proposal that Bob approves."""
    proposal = await team.propose(HERE, content or draft(), ANN)
    return await team.approve(HERE, proposal.current_version, BOB)
