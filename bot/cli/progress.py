"""EDGE. Shows on standard error how much of a long input has been read, if that is a terminal."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from bot.cli.terminal import unguarded

if TYPE_CHECKING:
    from tqdm import tqdm

_SHORT = 64 * 1024
"""Bytes of an input that is read at once, and needs no bar."""


@contextmanager
def shown_progress(source: io.BufferedReader) -> Iterator[BinaryIO]:
    """The source, with a bar that moves as it is read; of a pipe the size is unknown."""
    with _Counted(source, os.fstat(source.fileno()).st_size) as counted:
        yield io.BufferedReader(counted, _SHORT)


class _Counted(io.RawIOBase):
    """A stream of bytes that shows a bar once much of it has been read."""

    def __init__(self, source: io.BufferedReader, size: int) -> None:
        self._source = source
        self._size = size
        self._count = 0
        self._bar: tqdm[NoReturn] | None = None  # it iterates over nothing

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # as BufferedReader calls it
        size = self._source.readinto1(buffer)
        self._count += size
        if self._bar is not None and not size:
            self._bar.close()  # before the result is printed
        elif self._count > _SHORT:
            if self._bar is None:  # a bar without a total is neither true nor false
                self._bar = self._new_bar()
            self._bar.update(self._count - self._bar.n)
        return size

    def _new_bar(self) -> "tqdm[NoReturn]":
        from tqdm import tqdm  # noqa: PLC0415 - few inputs are long

        out = unguarded(sys.stderr)
        return tqdm(total=self._size or None, unit="B", unit_scale=True, leave=False, file=out)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        super().close()
