"""Each kind of database, and a queue in it."""

import pytest

from bot.jobs.sql_store import SqlJobStore
from tests.database.fixtures import empty_url, engines, kind, postgresql, sqlite, store, url
from tests.jobs.values import Connect

__all__ = ["empty_url", "engines", "kind", "postgresql", "sqlite", "store", "url"]


@pytest.fixture
def queue(url: str, engines: Connect) -> SqlJobStore:
    return SqlJobStore(engines(url))
