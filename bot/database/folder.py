"""Why a file cannot be made in a folder, and what to do about it."""

from errno import EACCES, EDQUOT, EFBIG, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS

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
