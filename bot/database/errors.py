"""PURE. The error of every room that uses a database."""

import logging
from enum import StrEnum


class Cause(StrEnum):
    """Why a database is unavailable, as far as an operator would do something else about it."""

    DAMAGED = "damaged"
    DISK_ERROR = "disk-error"
    FULL = "full"
    GONE = "gone"
    LOCKED = "locked"
    NOT_ANSWERING = "not-answering"
    OTHER_VERSION = "other-version"
    READ_ONLY = "read-only"
    REFUSED = "refused"
    """The server or the file is there, and takes neither this user nor what the bot does."""
    UNAVAILABLE = "unavailable"
    """Any other cause, which the message of the error names."""


_PASSING = {Cause.LOCKED, Cause.NOT_ANSWERING, Cause.UNAVAILABLE}
"""What may pass by itself."""


class DatabaseUnavailable(Exception):
    """The database is unreachable, read-only, full, busy or broken; the message says which.

    `advice` is what to do about it, as far as the error shows it; the text has both.
    """

    def __init__(self, message: str, cause: Cause = Cause.UNAVAILABLE, advice: str = "") -> None:
        super().__init__(f"{message}: {advice}" if advice else message)
        self.message = message
        self.cause = cause
        self.advice = advice

    @property
    def level(self) -> int:
        """The level at which it is logged: an error if someone has to act."""
        return logging.WARNING if self.cause in _PASSING else logging.ERROR
