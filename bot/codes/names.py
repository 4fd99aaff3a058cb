"""The names of Windows status codes, by value.

They are in names.txt, which .ci/names/build.py generates; it is read at the first look-up.
Nothing is imported here: the first look-up takes 0.9 ms, but `functools` alone 1.8, `typing` 7.6.
"""

TYPE_CHECKING = False  # mypy recognises this name without an import from `typing`
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
"""Values whose names are cached; there are 2^32 values."""

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
_SMALL_DUMP, _PLAIN = 0x10000, 0xFFF
"""The upper digits of a bug check of which a small dump was written, and all of its other ones."""
FIRST_ESE = 0xFFFFF000
"""From here on, a value is a small negative number, like ESE's errors."""


class Name:
    """One name of one unsigned 32-bit value, and its table. Compare the three attributes."""

    __slots__ = ("name", "table", "value")

    def __init__(self, value: int, table: "Table", name: str) -> None:
        self.value: Final = value
        self.table: Final = table
        self.name: Final = name

    @property
    def is_code(self) -> bool:
        """Whether the value is a status code without further context: see `interpretations_of`."""
        return self.table in _CODE_TABLES or (self.table == "ESE" and self.value >= FIRST_ESE)


_file: list[bytes] = []
_cache: dict[int, tuple[Name, ...]] = {}
_values: set[int] = set()
_lookups = [0]
_MANY_LOOKUPS = 2000


def names_of(value: int) -> tuple[Name, ...]:
    """The names of an unsigned 32-bit value as a status code, the most usual first.

    The order is the file's: by table (Win32, HRESULT, COM+, MTS, NTSTATUS, bug check; NTSTATUS
    first if the value has its top bits), then winerror.h before other headers, then ERROR_, E_,
    STATUS_, COMADMIN_E_ and mtsErr before aliases. Numbers of the other tables start again at 0 or
    -1 and do not identify a status code: `all_names_of` has their names, too.
    """
    names = _cache.get(value)
    if names is None:
        names = tuple(name for name in all_names_of(value) if name.table in _CODE_TABLES)
        if len(_cache) >= CACHE_SIZE:
            _cache.clear()
        _cache[value] = names
    return names


def plain_bug_check(value: int) -> int:
    """The number of a bug check without the flag of a small dump: 0x100000D1 is 0xD1.

    Any other value is returned as it is.
    """
    return value & _PLAIN if value >> 12 == _SMALL_DUMP else value


def all_names_of(value: int) -> tuple[Name, ...]:
    """Every name of an unsigned 32-bit value in any table; none for an unknown one.

    A bug check of a small dump is named like the plain one, unless it has a name of its own.
    """
    names, plain = _names_in_file(value), plain_bug_check(value)
    if names or plain == value:
        return names
    of_plain = (name for name in _names_in_file(plain) if name.table == "bug check")
    return tuple(Name(value, name.table, name.name) for name in of_plain)


def _names_in_file(value: int) -> tuple[Name, ...]:
    if not _has_names(value):
        return ()
    start, end = (
        _position_of(b"%08X " % value),
        _position_of(b"%08X!" % value),
    )  # "!" comes right after " "
    return tuple(parse_line(line) for line in data()[start:end].decode().splitlines())


def _has_names(value: int) -> bool:
    """Whether a value may have names. After many look-ups, a set of all values answers this.

    To build that set takes as long as some thousand look-ups.
    """
    _lookups[0] += 1
    if _lookups[0] == _MANY_LOOKUPS:
        _values.update(int(line[:8], 16) for line in data().splitlines()[1:])
    return _lookups[0] < _MANY_LOOKUPS or value in _values


def names_in_order() -> "Iterator[Name]":
    """Every name, by value."""
    return map(parse_line, data().decode().splitlines()[1:])


def data() -> bytes:
    """The file: a line for each name, sorted by value, behind a comment that sorts before all."""
    if not _file:
        with open(f"{__file__.removesuffix('names.py')}names.txt", "rb") as file:  # noqa: PTH123 - pathlib's import takes longer than all of this
            _file.append(file.read())
    return _file[0]


def parse_line(line: str) -> Name:
    """The name in a line of the file."""
    return Name(int(line[:8], 16), _TABLES[line[9]], line[11:])


def _position_of(key: bytes) -> int:
    """The start of the first line that does not sort before `key`, found by bisection."""
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
