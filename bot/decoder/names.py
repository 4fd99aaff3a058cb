"""The names of Windows status codes, by value and by name.

They stand in names.txt, which .ci/names/build.py makes; it is read when a name is first asked for.
"""

from functools import cache, lru_cache
from typing import Literal, NamedTuple

Table = Literal["Win32", "HRESULT", "NTSTATUS", "MTS", "COM+"]

_TABLES: dict[str, Table] = {"W": "Win32", "H": "HRESULT", "N": "NTSTATUS", "M": "MTS", "C": "COM+"}


class Name(NamedTuple):
    """One name of one unsigned 32-bit value, and the table that gives it."""

    value: int
    table: Table
    name: str


@lru_cache(maxsize=1024)
def names_of(value: int) -> tuple[Name, ...]:
    """Every name of an unsigned 32-bit value, the most usual first; none for an unknown one.

    The order is the file's: by table (Win32, HRESULT, COM+, MTS, NTSTATUS; NTSTATUS first where the
    value's top bits are NTSTATUS's own), then winerror.h before other headers, then ERROR_, E_,
    STATUS_, COMADMIN_E_ and mtsErr before aliases.
    """
    data = _data()
    start, end = _line(b"%08X " % value), _line(b"%08X!" % value)  # "!" comes right after " "
    return tuple(named(line) for line in data[start:end].decode().splitlines())


def find_name(text: str) -> tuple[Name, ...]:
    """The names spelt like `text`, in any case, with Samba's NT_STATUS_ for STATUS_.

    One name as a rule; two for the few that different headers give different values.
    """
    return tuple(map(named, by_name().get(as_spelt(text), "").splitlines()))


@cache
def _data() -> bytes:
    """The file: a line for each name, sorted by value; the first, a comment, sorts before all."""
    with open(f"{__file__.removesuffix('names.py')}names.txt", "rb") as file:  # noqa: PTH123 - pathlib's import takes longer than all of this
        return file.read()


def _line(key: bytes) -> int:
    """Where the first line starts that does not sort before `key`: by bisection."""
    data = _data()
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        start = data.rfind(b"\n", low, middle) + 1 or low
        if data[start : start + len(key)] < key:
            low = data.index(b"\n", middle) + 1
        else:
            high = start
    return low


@cache
def by_name() -> dict[str, str]:
    """The lines of each name in capitals, in the order of their values."""
    index: dict[str, str] = {}
    for line in _data().decode().splitlines()[1:]:
        name = line[11:].upper()
        index[name] = f"{index[name]}\n{line}" if name in index else line
    return index


def named(line: str) -> Name:
    """The name that a line of the file holds."""
    return Name(int(line[:8], 16), _TABLES[line[9]], line[11:])


def as_spelt(text: str) -> str:
    """A name as the index spells it. What is not ASCII is no name, even if its capitals are."""
    text = text.strip().upper() if text.isascii() else ""
    return text.removeprefix("NT_") if text.startswith("NT_STATUS_") else text
