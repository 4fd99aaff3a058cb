"""A queue in each kind of database."""

import pytest

from bot.jobs.sql_store import SqlJobStore
from tests.jobs.values import Connect


@pytest.fixture
def queue(url: str, engines: Connect) -> SqlJobStore:
    return SqlJobStore(engines(url))
