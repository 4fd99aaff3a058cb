"""Installations on each kind of database."""

from tests.database.fixtures import empty_url, engines, kind, postgresql, sqlite, store, url

__all__ = ["empty_url", "engines", "kind", "postgresql", "sqlite", "store", "url"]
