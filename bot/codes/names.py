"""The names of Windows status codes, by value.

They stand in names.txt, which .ci/names/build.py makes; it is read when a name is first asked for.
Nothing is imported here: a first look-up takes 0.9 ms, but `functools` alone 1.8 and `typing` 7.6.
"""

TYPE_CHECKING = False  # by this name mypy knows it, from wherever it comes
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, Literal

    Table = Literal[
        "Win32",
        "HRESULT",
        "NTSTATUS",
        "MTS",
        "COM+",
        "bug check",
        "ESE",
        "Kerberos",
        "LDAP",
        "TLS alert",
        "Configuration Manager",
        "Device Manager",
        "event",
        "API",
    ]

CACHE_SIZE = 1024
"""Values whose names are kept: there are 2^32 to ask for."""

_TABLES: "dict[str, Table]" = {
    "W": "Win32",
    "H": "HRESULT",
    "N": "NTSTATUS",
    "M": "MTS",
    "C": "COM+",
    "B": "bug check",
    "J": "ESE",  # the Extensible Storage Engine: JET_err and JET_wrn
    "K": "Kerberos",
    "L": "LDAP",
    "T": "TLS alert",
    "R": "Configuration Manager",  # of Windows' own devices: CR_
    "D": "Device Manager",  # its problem codes: CM_PROB_
    "E": "event",  # messages of event logs
    "P": "API",  # the results of one programming interface each, such as MMSYSERR_ or SE_ERR_
}
_CODE_TABLES = frozenset(_TABLES[letter] for letter in "WHNMCB")
FIRST_ESE = 0xFFFFF000
"""From here on, a value is a small negative number, as those of ESE's errors are."""


class Name:
    """One name of one unsigned 32-bit value, and the table that gives it: compare these three."""

    __slots__ = ("name", "table", "value")

    def __init__(self, value: int, table: "Table", name: str) -> None:
        self.value: Final = value
        self.table: Final = table
        self.name: Final = name

    @property
    def is_code(self) -> bool:
        """Whether the value alone is read as what has this name: see `interpretations_of`."""
        return self.table in _CODE_TABLES or (self.table == "ESE" and self.value >= FIRST_ESE)


_file: list[bytes] = []
_cache: dict[int, tuple[Name, ...]] = {}
_values: set[int] = set()
_lookups = [0]
_MANY_LOOKUPS = 2000


def names_of(value: int) -> tuple[Name, ...]:
    """The names of an unsigned 32-bit value that tell it for a code, the most usual first.

    The order is the file's: by table (Win32, HRESULT, COM+, MTS, NTSTATUS, bug check; NTSTATUS
    first where the value's top bits are its own), then winerror.h before other headers, then
    ERROR_, E_, STATUS_, COMADMIN_E_ and mtsErr before aliases. The numbers of the other tables
    begin at 0 or -1 again and are like any others: `all_names_of` has their names, too.
    """
    names = _cache.get(value)
    if names is None:
        names = tuple(name for name in all_names_of(value) if name.table in _CODE_TABLES)
        if len(_cache) >= CACHE_SIZE:
            _cache.clear()
        _cache[value] = names
    return names


def all_names_of(value: int) -> tuple[Name, ...]:
    """Every name of an unsigned 32-bit value in any table; none for an unknown one."""
    if not _has_names(value):
        return ()
    start, end = (
        _position_of(b"%08X " % value),
        _position_of(b"%08X!" % value),
    )  # "!" comes right after " "
    return tuple(parse_line(line) for line in data()[start:end].decode().splitlines())


def _has_names(value: int) -> bool:
    """Whether a value may have names; that is known at once when many were asked for.

    To read all values takes as long as some thousand look-ups.
    """
    _lookups[0] += 1
    if _lookups[0] == _MANY_LOOKUPS:
        _values.update(int(line[:8], 16) for line in data().splitlines()[1:])
    return _lookups[0] < _MANY_LOOKUPS or value in _values


def names_in_order() -> "Iterator[Name]":
    """Every name, by value."""
    return map(parse_line, data().decode().splitlines()[1:])


def data() -> bytes:
    """The file: a line for each name, sorted by value; the first, a comment, sorts before all."""
    if not _file:
        with open(f"{__file__.removesuffix('names.py')}names.txt", "rb") as file:  # noqa: PTH123 - pathlib's import takes longer than all of this
            _file.append(file.read())
    return _file[0]


def parse_line(line: str) -> Name:
    """The name that a line of the file holds."""
    return Name(int(line[:8], 16), _TABLES[line[9]], line[11:])


def _position_of(key: bytes) -> int:
    """Where the first line starts that does not sort before `key`: by bisection."""
    lines = data()
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        start = lines.rfind(b"\n", low, middle) + 1 or low
        if lines[start : start + len(key)] < key:
            low = lines.index(b"\n", middle) + 1
        else:
            high = start
    return low
