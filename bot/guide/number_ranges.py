"""PURE. A number that a person searches -> the ranges of the values that are written so."""

import re
from collections.abc import Iterator

from bot.codes.status_code import HEX_DIGITS, SIGN, TOO_BIG

_DECIMAL_DIGITS = len(str(TOO_BIG - 1))


def ranges_of(number: str) -> tuple[range, ...]:
    """The values that are written as `number` in decimal, signed decimal, hex or hex without `0x`.

    A number that ends with a star is the beginning of all of them. Its letters are small. The
    ranges may overlap, and reach beyond 32 bits.
    """
    is_beginning, digits = number.endswith("*"), number.removesuffix("*")
    if is_beginning and digits in {"0", "0x"}:  # each begins so in hex
        return (range(TOO_BIG),)
    return (*_decimal(digits, is_beginning), *_hex(digits.removeprefix("0x"), is_beginning))


def _decimal(number: str, is_beginning: bool) -> Iterator[range]:  # noqa: FBT001 - of `ranges_of`
    if number == "0":
        yield range(1)
    if not re.fullmatch(r"-?[1-9][0-9]*", number):
        return
    digits = number.removeprefix("-")
    missing = _DECIMAL_DIGITS - len(digits) if is_beginning else 0
    for scale in (10**more for more in range(missing + 1)):
        first, end = int(digits) * scale, (int(digits) + 1) * scale
        if digits == number:
            yield range(first, end)
        else:
            yield range(max(SIGN, TOO_BIG - end + 1), TOO_BIG - first + 1)


def _hex(digits: str, is_beginning: bool) -> Iterator[range]:  # noqa: FBT001 - of `ranges_of`
    missing = HEX_DIGITS - len(digits)
    if re.fullmatch(r"[0-9a-f]{1,8}", digits) and (is_beginning or not missing):
        first, end = (int(digits, 16) + more << 4 * missing for more in (0, 1))
        yield range(first, end)
