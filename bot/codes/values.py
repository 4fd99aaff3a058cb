"""What a 32-bit value shows by itself, without context: whether it is a status code."""

from collections.abc import Sequence

from bot.codes.names import FIRST_ESE, all_names_of, names_of
from bot.codes.status_code import SIGN, StatusCode

DOCUMENTED = frozenset(
    (
        *(0, 3, 64, 1060, 1722, 1726),
        *(0x80004005, 0x80040154, 0x80080005),
        *(0x80110401, 0x80110408, 0x8011040A, 0x8011040D, 0x80110410, 0x80110411, 0x80110418),
        *(0x8011042C, 0x80110501),
    )
)
"""The codes that IISSYNC is documented to print; `bot/guide/entries/iissync.toml` explains them."""
WIN32_MOST = 0xFFFF
CENTURIES = frozenset((19, 20))
"""Of years, which are numbers, too."""
SMALLEST_DISTINCTIVE = 1000
"""A documented code below it is a number like any other."""
FIRST_ERROR = 0x80000010
"""The values from 0x80000000 to here are registry roots and flags."""

_SUCCESS_OR_FAILURE = 1
_PLAIN_CODES = 0x2000  # the codes of a facility are counted from 0
_PAGE = 0x1000
_LAST_ESE_ERROR = (1 << 32) - 100  # [MS-ADTS] and esent.h: JET_err are -100 and below
_NTSTATUS_ERROR = 0xC  # both severity bits, and neither the customer's nor a reserved one
_NTSTATUS_FACILITIES = 0x200  # [MS-ERREF] 2.3 and later headers name none from here on
_WRAPPED_WIN32 = 0x8007
_PRODUCTS = frozenset((0x87D0, 0x87D1, 0x87D3))
"""The upper halves of Configuration Manager's and Intune's codes, most of which have no name."""
_MAIL = 0x800CCC
"""All but the last byte of the codes of Outlook Express and its successors."""
_SIGN_IN, _SIGN_IN_CODES = 0xCAA, 0x4000
"""The first three digits of what Teams and Office show when a sign-in to Entra fails, and how many
codes each part of them has."""
_OF_NT, _FROM_NT = 0xD000, 0x10000000
"""The upper half of an HRESULT_FROM_NT result, and the bit that this macro sets."""
_HRESULT_ERROR = 0b10000  # the severity bit alone of the top five


def is_likely(value: int) -> bool:
    """Whether the value alone shows a code: a large one with a name, or built like a code.

    Of the small ones, only the documented codes of four digits are.
    """
    if value < SIGN:
        return value in DOCUMENTED and value >= SMALLEST_DISTINCTIVE
    if value < FIRST_ERROR:
        return False
    return bool(names_of(value)) or _is_built_like_one(value)


def _is_built_like_one(value: int) -> bool:
    code = value & 0xFFFF
    if value >> 20 == _SIGN_IN:
        return 0 < code < _SIGN_IN_CODES
    if value >> 28 == _NTSTATUS_ERROR:
        return (value >> 16 & 0xFFF) < _NTSTATUS_FACILITIES and 0 < code < _PLAIN_CODES
    if value >> 16 in _PRODUCTS or value >> 8 == _MAIL:
        return code > 0
    if value >> 16 == _OF_NT:
        return bool(names_of(value - _FROM_NT))
    if value >> 16 == _WRAPPED_WIN32:
        return bool(names_of(code)) and code > 0
    plain = value >> 27 == _HRESULT_ERROR and 0 < code < _PLAIN_CODES
    status = StatusCode(value)
    return plain and status.facility is not None and status.facility_number > 0


def may_be_an_error(value: int) -> bool:
    """Whether a value is large, and not a registry root, a flag or the address of a page."""
    return value >= FIRST_ERROR and value & 0xFFFF != 0


def may_be_win32(values: Sequence[int]) -> bool:
    """Whether the first of a number's values is a Win32 error, and neither 0, 1 nor a year."""
    if not values or not _SUCCESS_OR_FAILURE < values[0] <= WIN32_MOST:
        return False
    is_year = values[0] // 100 in CENTURIES
    return not is_year and any(name.table == "Win32" for name in names_of(values[0]))


def is_known_status(value: int) -> bool:
    """Whether a value has a name other than a bug check's, which is not written in decimal."""
    return any(name.table != "bug check" for name in names_of(value))


def is_named(value: int) -> bool:
    """Whether a value is large, has a name in Windows, and is not the address of a page."""
    return value >= FIRST_ERROR and value % _PAGE != 0 and bool(names_of(value))


def is_or_wraps_named(value: int) -> bool:
    """Whether a large value has a name, or wraps a Win32 error that has one, as 0x800706BA does."""
    code = wrapped_win32(value)
    return is_named(value) or bool(code and names_of(code))


def is_ese_error(value: int) -> bool:
    """Whether a value is a small negative number that ESE uses as an error."""
    small = FIRST_ESE <= value <= _LAST_ESE_ERROR
    return small and any(name.table == "ESE" for name in all_names_of(value))


def is_likely_large(value: int) -> bool:
    """Whether a value is large, and shows a code by itself."""
    return value >= SIGN and is_likely(value)


def is_odd(value: int) -> bool:
    """Whether a value is too large for a Win32 error, too small for an HRESULT, and has no name."""
    return WIN32_MOST < value < SIGN and not names_of(value)


def wrapped_win32(value: int) -> int | None:
    """The Win32 error that an HRESULT wraps, if it wraps one."""
    return value & 0xFFFF if value >> 16 == _WRAPPED_WIN32 else None


def known_values(values: Sequence[int]) -> list[int]:
    """Those values that are documented or have a name."""
    return [value for value in values if value in DOCUMENTED or is_named(value)]


def familiarity(values: Sequence[int]) -> int:
    """How well known the readings of a number are: documented (2), named (1), or neither (0)."""
    known = known_values(values)
    return 2 if DOCUMENTED.intersection(known) else 1 if known else 0
