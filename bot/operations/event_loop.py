"""EDGE. Which event loop the running bot has: uvloop's where it is installed, else asyncio's.

The extra `fast` installs uvloop. .github/PERFORMANCE.md says what it gains.
"""

from asyncio import AbstractEventLoop
from collections.abc import Callable


def loop_factory() -> Callable[[], AbstractEventLoop] | None:
    """What makes uvloop's loop; None without uvloop, for asyncio's own."""
    try:
        import uvloop  # noqa: PLC0415 - an extra, which Windows has not
    except ModuleNotFoundError:
        return None
    return uvloop.new_event_loop


def name_of(loop: AbstractEventLoop) -> str:
    """The package that a loop comes from."""
    return type(loop).__module__.partition(".")[0]
