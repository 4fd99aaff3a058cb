"""Imports without searches for garbage."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Collect no garbage while modules are imported, and never look through them for it.

    They stay until the end. To look through them is a tenth of the start of `decode`, and a sixth
    of that of `mcp`. If all of them are there already, what else there is stays collectable.
    """
    imported = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > imported:
            gc.freeze()
        gc.enable()
