"""Disks that are full or mounted read-only, for one command.

Where nobody may mount, permission bits and limits do the same. The bits do not hold for root, so
root gives up the capability to ignore them.
"""

import os
import subprocess
from pathlib import Path

_UNSHARE = (("unshare", "--mount"), ("unshare", "--mount", "--map-root-user"))
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
_FULL = 'mount -t tmpfs -o size=64k none "$0" && exec "$@"'
_LIMITED = 'ulimit -f 64; exec "$@"'
_AS_ANYONE = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def read_only(folder: Path) -> tuple[str, ...]:
    """The beginning of a command line for a command that finds the folder read-only."""
    for unshare in _UNSHARE:
        mount = (*unshare, "sh", "-c", _READ_ONLY, str(folder))
        if _refuses(folder, mount, "true"):
            return mount
    folder.chmod(0o555)
    for file in folder.iterdir():
        file.chmod(0o444)
    bits = as_anyone()
    assert _refuses(folder, bits, "true")
    return bits


def as_anyone() -> tuple[str, ...]:
    """The beginning of a command line for a command to which permission bits apply."""
    return () if os.geteuid() else _AS_ANYONE


def full(folder: Path) -> tuple[str, ...]:
    """The beginning of a command line for one that finds the folder empty, with 64 KiB left."""
    for unshare in _UNSHARE:
        mount = (*unshare, "sh", "-c", _FULL, str(folder))
        if _refuses(folder, mount, "head -c 1M /dev/zero"):
            return mount
    limit = ("sh", "-c", _LIMITED, str(folder))
    assert _refuses(folder, limit, "head -c 1M /dev/zero")
    return limit


def _refuses(folder: Path, beginning: tuple[str, ...], write: str) -> bool:
    """Whether the command line can be run, and the file cannot be written."""
    line = (*beginning, "sh", "-c", f'echo begun; {write} >"$0"', str(folder / "made"))
    try:
        ended = subprocess.run(line, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return False
    (folder / "made").unlink(missing_ok=True)
    return ended.stdout == "begun\n" and ended.returncode != 0
