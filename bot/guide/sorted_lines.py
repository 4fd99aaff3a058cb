"""PURE. Sorted lines in compressed blocks; those that are needed are unpacked, and stay so.

In front of the blocks is a directory: the size of each block, and how its first line begins.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

BLOCK = 8192
"""Characters of a block. Four times as many take four times as long to unpack, for a sixth less."""
_LENGTH = 4
"""Bytes in which the length of the directory is written, at the very beginning."""


class SortedLines:
    """Reads the lines that `packed` has packed."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        start = _LENGTH + int.from_bytes(packed[:_LENGTH], "big")
        directory = zlib.decompress(packed[_LENGTH:start]).decode()
        self._begins, self._ends = [], [start]
        for each in directory.split("\n"):
            size, _, begin = each.partition(" ")
            self._begins.append(begin)
            self._ends.append(self._ends[-1] + int(size))
        self._block = cache(self._unpacked)

    def first(self, start: str) -> str:
        """The first line that begins with `start`; empty if there is none."""
        return next(self.all(start), "")

    def all(self, start: str) -> Iterator[str]:
        """Each line that begins with `start`, in order."""
        number = max(bisect_left(self._begins, start) - 1, 0)
        at = bisect_left(self._block(number), start)
        while number < len(self._begins):
            for line in self._block(number)[at:]:
                if not line.startswith(start):
                    return
                yield line
            number, at = number + 1, 0

    def _unpacked(self, number: int) -> list[str]:
        block = self._packed[self._ends[number] : self._ends[number + 1]]
        return zlib.decompress(block).decode().split("\n")


def packed(text: str) -> bytes:
    """A text of sorted lines, compressed."""
    blocks: list[bytes] = []
    directory: list[str] = []
    before = ""
    for block in _blocks(text.removesuffix("\n").split("\n")):
        blocks.append(zlib.compress("\n".join(block).encode(), 9))
        directory.append(f"{len(blocks[-1])} {_begin(block[0], before)}")
        before = block[-1]
    head = zlib.compress("\n".join(directory).encode(), 9)
    return b"".join((len(head).to_bytes(_LENGTH, "big"), head, *blocks))


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Neighbouring lines, together no longer than a block; a longer line has one of its own."""
    block: list[str] = []
    size = 0
    for line in lines:
        if block and size + len(line) > BLOCK:
            yield block
            block, size = [], 0
        block.append(line)
        size += len(line)
    yield block


def _begin(line: str, before: str) -> str:
    """As much of a line as tells it from the line before."""
    size = 1
    while size < len(line) and line[:size] == before[:size]:
        size += 1
    return line[:size]
