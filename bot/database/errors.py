"""PURE. The error of every room that uses a database."""


class DatabaseUnavailable(Exception):
    """The database is unreachable, read-only, full, busy or broken; the message says which."""
