"""EDGE. The number of files and sockets that the process may have open."""

from contextlib import suppress

ENOUGH_FILES = 10_240
"""Files that are enough for any bot; also the most that macOS allows a process."""


def raise_file_limit() -> None:
    """Raise the soft limit of open files as far as the system allows, up to `ENOUGH_FILES`.

    A typical soft limit is 256 or 1,024, with a hard limit of a million. Windows has none.
    """
    with suppress(ModuleNotFoundError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = min(files for files in (hard, ENOUGH_FILES) if files != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def file_limit() -> int:
    """The soft limit of open files, or `ENOUGH_FILES` if that is less."""
    limit = ENOUGH_FILES
    with suppress(ModuleNotFoundError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        limit = min(files for files in (soft, ENOUGH_FILES) if files != resource.RLIM_INFINITY)
    return limit
