"""One 32-bit status code and its bits.

A status code is an unsigned 32-bit number: a plain Win32 error, or an HRESULT made of a severity
bit, a facility and a code ([MS-ERREF] 2.1). The meaning of codes is not known here.
"""

import re
from dataclasses import dataclass

from bot.codes.normalise import normalised

WIDTH = 32
TOO_BIG = 1 << WIDTH
SIGN = 1 << (WIDTH - 1)
HEX_DIGITS = WIDTH // 4

_WRITTEN = r"""(?aix)
    (?: 0n )? (?P<decimal> -? [0-9]{1,40} )
    | (?: 0x | &h ) (?P<hex> [0-9a-f]{1,40} ) (?: &|l|ul )?
    | (?P<bare> (?=[0-9]*[a-f]) [0-9a-f]{8} )
"""


class StatusCodeError(ValueError):
    """The input is not a 32-bit number; the message shows it."""


@dataclass(frozen=True, slots=True)
class StatusCode:
    """One status code, by its unsigned value from 0 to 4,294,967,295.

    Raises `StatusCodeError` for any other value. For negative numbers, which are the same 32 bits
    read as signed, use `parse`.
    """

    decimal: int

    def __post_init__(self) -> None:
        if not 0 <= self.decimal < TOO_BIG:
            raise StatusCodeError(f"{_short(str(self.decimal))} does not fit in 32 bits")

    @classmethod
    def parse(cls, text: str) -> "StatusCode":
        """The code of a text that holds nothing else. Raises `StatusCodeError`.

        Accepts decimal, signed decimal, both also after the `0n` of the Windows debugger, `0x…` and
        `&H…&` hex, and bare hex of eight digits with a letter among them. Full-width forms count as
        the plain ones; digits of other scripts and underscores are refused, though `int()` would
        accept them.
        """
        match = re.fullmatch(_WRITTEN, normalised(text).strip())
        if match is None:
            raise StatusCodeError(
                f"{_short(text)!r} is not a number that a status code is written as"
            )
        if match["decimal"]:
            number = int(match["decimal"])
        else:
            number = int(match["hex"] or match["bare"], 16)
        if not -SIGN <= number < TOO_BIG:
            raise StatusCodeError(f"{_short(text)!r} does not fit in 32 bits")
        return cls(number % TOO_BIG)

    @property
    def signed(self) -> int:
        """The same 32 bits as a signed number, as VBScript and .NET print them."""
        return self.decimal - TOO_BIG if self.decimal & SIGN else self.decimal

    @property
    def hex(self) -> str:
        """`0x` and eight capital hex digits."""
        return f"0x{self.decimal:08X}"

    @property
    def failed(self) -> bool:
        """The HRESULT severity bit. A plain Win32 error has it clear, though it is a failure."""
        return bool(self.decimal & SIGN)

    @property
    def facility_number(self) -> int:
        """The HRESULT facility, bits 16 to 26."""
        return self.decimal >> 16 & 0x7FF

    @property
    def facility(self) -> str | None:
        """The name of the HRESULT facility, without `FACILITY_`; None if it has none."""
        from bot.codes.facilities import FACILITIES  # noqa: PLC0415 - seldom needed

        return FACILITIES.get(self.facility_number)

    @property
    def code(self) -> int:
        """The HRESULT code, bits 0 to 15."""
        return self.decimal & 0xFFFF

    @property
    def is_plain_win32(self) -> bool:
        """Whether nothing but the code bits is set: a Win32 error, not an HRESULT."""
        return self.decimal == self.code

    def __lt__(self, other: "StatusCode") -> bool:
        return self.decimal < other.decimal

    def __str__(self) -> str:
        return str(self.decimal)


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
