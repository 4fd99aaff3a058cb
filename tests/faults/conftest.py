"""Fixtures of the fault tests: a Slack without retries, and databases of their own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.database.cluster import Cluster
from tests.database.fixtures import numbers
from tests.scenarios.conftest import slack

__all__ = ["slack"]


@pytest.fixture
def new_url(kind: str, request: pytest.FixtureRequest, quick_folder: Path) -> Callable[[], str]:
    """Makes upgraded databases, each on its own."""
    made: Path | Cluster = request.getfixturevalue(kind)

    def make() -> str:
        name = f"own{next(numbers)}"
        if isinstance(made, Cluster):
            return made.create(name, "upgraded")
        return f"sqlite:///{shutil.copy(made, quick_folder / f'{name}.db')}"

    return make
