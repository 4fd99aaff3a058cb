"""Why a file cannot be made in a folder or opened there, and what to do about it."""

import os
import sqlite3
from contextlib import suppress
from errno import EACCES, EDQUOT, EFBIG, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS
from pathlib import Path

from bot.database.errors import Cause, DatabaseUnavailable
from bot.database.redaction import unavailable

_MAKE_ROOM = "free disk space, or raise the quota"
_LET_IN = "this user must be allowed to write in its folder"
_WHAT_TO_DO = {
    EACCES: _LET_IN,
    EDQUOT: _MAKE_ROOM,
    EFBIG: _MAKE_ROOM,
    ENOENT: "make its folder, or name another",
    ENOSPC: _MAKE_ROOM,
    ENOTDIR: "name another folder",
    EPERM: _LET_IN,
    EROFS: "mount the disk for writing, or name another folder",
}


def reason_and_advice(error: OSError) -> str:
    """What the system says, and what to do about it if that is known."""
    return ": ".join(filter(None, (error.strerror, _WHAT_TO_DO.get(error.errno or 0))))


def unopened(
    name: str, path: str, error: BaseException | None, cause: Cause | None = None
) -> DatabaseUnavailable:
    """The error of the SQLite database of that name at that path.

    SQLite says of many causes only that it is unable to open the file, or that it is read-only.
    Those that can be seen from here replace its advice; they do not pass by themselves.
    """
    found = unavailable(name, error, cause)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _NO_FILE_MADE and _has_no_inodes(Path(path).parent):
        full = f"{name}: its disk has room for no more files"
        return DatabaseUnavailable(full, Cause.FULL, "delete some; `df -i` counts them")
    seen = _why_not_opened(Path(path)) if code == sqlite3.SQLITE_CANTOPEN else ""
    return DatabaseUnavailable(found.message, cause or Cause.REFUSED, seen) if seen else found


_NO_FILE_MADE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
"""Also what SQLite says if it cannot make its write-ahead log."""


def _has_no_inodes(folder: Path) -> bool:
    with suppress(OSError, AttributeError):  # Windows has no inodes
        disk = os.statvfs(folder)
        return disk.f_files > 0 and disk.f_favail == 0  # some file systems do not count them
    return False


def _why_not_opened(path: Path) -> str:
    """What can be seen to be wrong with the file, and what to do about it; empty if nothing."""
    with suppress(OSError):  # a path that cannot be looked at stays unexplained
        if path.is_dir():
            return "it is a folder: name a file in it, or remove it if it is empty"
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            owner = "let the user that runs the bot own it, and the files beside it"
            return f"this user may not read and write {path.name}: {owner}"
    return ""
