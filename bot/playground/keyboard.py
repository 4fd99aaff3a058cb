"""Lines from standard input, be it a terminal, a pipe or a file, without blocking the event loop.

The thread reads the descriptor itself: one that waits in `sys.stdin` would hang or break the exit.
"""

import asyncio
import codecs
import os
import threading
from contextlib import suppress

_MOST = 65_536


class Keyboard:
    """What is typed, line by line."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        threading.Thread(target=self._read, name="keyboard", daemon=True).start()

    async def line(self) -> str | None:
        """The next line; None at the end."""
        return await self._lines.get()

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        begun = ""
        # The loop, and the descriptor with it, may be closed while this waits.
        with suppress(RuntimeError, OSError):
            while read := os.read(self._descriptor, _MOST):
                *lines, begun = (begun + decoder.decode(read)).split("\n")
                self._hand_over(lines)
            self._hand_over([begun] if begun else [])
            self._loop.call_soon_threadsafe(self._lines.put_nowait, None)

    def _hand_over(self, lines: list[str]) -> None:
        for line in lines:
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
