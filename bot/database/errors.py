"""PURE. How a database fails, for every room that asks one."""


class DatabaseUnavailable(Exception):
    """The database is out of reach, read-only, full, busy or broken; the message says which."""
