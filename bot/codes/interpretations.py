"""Every way in which Windows reads one 32-bit value, likeliest first.

The layouts are those of [MS-ERREF]: 2.1 HRESULT, 2.2 Win32, 2.3 NTSTATUS. A value is an NTSTATUS
if its two top bits are set, or if a header lists it as one; an HRESULT of facility WIN32
holds a Win32 error in its low 16 bits, and one with bit 28 set holds an NTSTATUS in the others.
The errors of ESE, the Extensible Storage Engine, are small negative numbers: -1018 is 0xFFFFFC06.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.codes.names import FIRST_ESE, Name, all_names_of, names_of
from bot.codes.status_code import StatusCode

if TYPE_CHECKING:  # at run time there is none
    from bot.codes.names import Table

Kind = Literal[
    "Win32 error",
    "HRESULT",
    "success HRESULT",
    "wrapped Win32 error",
    "wrapped NTSTATUS",
    "NTSTATUS",
    "bug check",
    "ESE error",
]

_WIN32 = 7
_WRAPS_NTSTATUS = 1 << 28
_NTSTATUS_ERROR = 0b11
_TABLES: "dict[Kind, tuple[Table, ...]]" = {
    "Win32 error": ("Win32",),
    "HRESULT": ("COM+", "MTS", "HRESULT"),
    "success HRESULT": ("HRESULT",),
    "wrapped Win32 error": ("Win32",),
    "wrapped NTSTATUS": ("NTSTATUS",),
    "NTSTATUS": ("NTSTATUS",),
    "bug check": ("bug check",),
    "ESE error": ("ESE",),
}


class Interpretation(NamedTuple):
    """One way to read a value: its kind, the code, and the code's names, the usual one first.

    `code` is the inner code if one is wrapped; `names` is empty if no header has a name.
    """

    kind: Kind
    code: StatusCode
    names: tuple[str, ...]

    @property
    def is_wrapped(self) -> bool:
        """Whether the value wraps the code."""
        return self.kind in {"wrapped Win32 error", "wrapped NTSTATUS"}


@lru_cache(maxsize=2048)
def interpretations_of(code: StatusCode) -> tuple[Interpretation, ...]:
    """The interpretations that apply, likeliest first; one without a name only if none has any."""
    read = tuple(Interpretation(kind, inner, _names(kind, inner)) for kind, inner in _layouts(code))
    named = tuple(interpretation for interpretation in read if interpretation.names)
    return named or read[:1]


def _layouts(code: StatusCode) -> Iterator[tuple[Kind, StatusCode]]:
    if code.is_plain_win32:
        yield "Win32 error", code
        yield "success HRESULT", code
        yield "NTSTATUS", code
        yield "bug check", code  # these are counted from 1, too
    elif code.decimal >> 30 == _NTSTATUS_ERROR:
        yield from _layouts_of_ntstatus_error(code)
    else:
        yield from _layouts_of_hresult(code)


def _layouts_of_ntstatus_error(code: StatusCode) -> Iterator[tuple[Kind, StatusCode]]:
    """The layouts of a value whose top two bits are set."""
    if code.decimal >= FIRST_ESE and _names("ESE error", code):
        yield "ESE error", code  # these are small negative numbers
    yield "NTSTATUS", code
    if code.decimal & _WRAPS_NTSTATUS:
        yield "wrapped NTSTATUS", _without(code, _WRAPS_NTSTATUS)
    yield "HRESULT", code
    yield "Win32 error", code
    yield "bug check", code


def _layouts_of_hresult(code: StatusCode) -> Iterator[tuple[Kind, StatusCode]]:
    """The layouts of a value that is larger than a Win32 error, and no NTSTATUS error."""
    if code.failed and code.facility_number == _WIN32 and code.code:
        yield "wrapped Win32 error", StatusCode(code.code)
    if code.decimal & _WRAPS_NTSTATUS:
        yield "wrapped NTSTATUS", _without(code, _WRAPS_NTSTATUS)
    yield ("HRESULT" if code.failed else "success HRESULT"), code
    yield "NTSTATUS", code
    yield "Win32 error", code
    yield "bug check", code  # with bit 28, one of which a small dump was written


def _without(code: StatusCode, bit: int) -> StatusCode:
    return StatusCode(code.decimal & ~bit)


def _names(kind: Kind, code: StatusCode) -> tuple[str, ...]:
    names = all_names_of(code.decimal) if kind == "ESE error" else names_of(code.decimal)
    return tuple(name.name for name in names if _fits(name, kind))


def _fits(name: Name, kind: Kind) -> bool:
    return name.table in _TABLES[kind]
