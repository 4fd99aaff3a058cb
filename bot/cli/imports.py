"""Imports without searches for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Collect no garbage while modules are imported, and never look through them for it.

    They stay until the end. To look through them is a tenth of the start of `decode`, and a sixth
    of that of `mcp`.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
