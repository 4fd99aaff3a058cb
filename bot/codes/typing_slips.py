"""The codes that a mistyped number may have been meant for. They are offered, never assumed."""

from collections.abc import Iterator
from functools import cache

from bot.codes.names import names_of
from bot.codes.rules import Notation
from bot.codes.status_code import HEX_DIGITS, SIGN, TOO_BIG, StatusCode, StatusCodeError
from bot.codes.tokens import Token
from bot.codes.values import (
    DOCUMENTED,
    FIRST_ERROR,
    SMALLEST_DISTINCTIVE,
    is_likely,
    is_likely_large,
    wrapped_win32,
)

_SHORTEST, _LONGEST = 3, 12
_MOST_KNOWN_CODES = 3
_LOOKALIKES = str.maketrans("OoIlX", "0011x")


def intended_codes(token: Token, *, called: bool = True) -> tuple[StatusCode, ...]:
    """The codes that a token may have been meant for: documented ones, else others with a name.

    `called` says that the text calls the token a code.
    """
    if token.notation is Notation.LOOKALIKE:
        return _codes_of_lookalike(token.digits)
    sign = "-" if token.notation is Notation.SIGNED else ""
    documented = near_misses(sign + token.digits.upper())
    if documented:
        return documented
    if token.notation in {Notation.HEX, Notation.BARE_HEX}:
        return near_known(token.digits.upper())
    return sign_lost(token.values[0]) if called and token.values and not sign else ()


def _codes_of_lookalike(text: str) -> tuple[StatusCode, ...]:
    """The codes meant by digits with letters among them: a known code, or those near to it."""
    digits = text.translate(_LOOKALIKES)
    if len(digits) == HEX_DIGITS and is_likely_large(hexadecimal := int(digits, 16)):
        return (StatusCode(hexadecimal),)
    near = near_misses(digits.removeprefix("0x").upper())
    try:
        code = StatusCode.parse(digits)
    except StatusCodeError:
        return near
    return (code,) if is_likely(code.decimal) else near


def is_slip_of(token: Token, value: int) -> bool:
    """Whether a token is `value` with one typing slip, or with its digits in another order."""
    code = StatusCode(value)
    forms = (code.hex[2:], str(code.decimal), str(abs(code.signed)))
    digits = token.digits.upper()
    return any(is_one_slip(digits, form) or sorted(digits) == sorted(form) for form in forms)


def near_misses(written: str) -> tuple[StatusCode, ...]:
    """The documented codes that are one slip away from `written`: digits, signed digits or hex.

    A slip is one wrong, missing or extra digit, or two neighbours swapped. Short codes are never
    offered, because every short number is near to 0, 3 and 64.
    """
    if not _SHORTEST <= len(written) <= _LONGEST:
        return ()
    alike = {
        pair for shorter in (written, *_one_less(written)) for pair in _forms().get(shorter, ())
    }
    return tuple(sorted({code for code, form in alike if is_one_slip(written, form)}))


@cache
def _forms() -> dict[str, list[tuple[StatusCode, str]]]:
    """The forms of the long documented codes, indexed by form and by each form less one digit.

    Two texts that are one slip apart share one of these keys.
    """
    index: dict[str, list[tuple[StatusCode, str]]] = {}
    for code in map(StatusCode, DOCUMENTED):
        is_long = code.decimal >= SMALLEST_DISTINCTIVE
        for form in {str(code), str(code.signed), code.hex[2:]} if is_long else ():
            for key in (form, *_one_less(form)):
                index.setdefault(key, []).append((code, form))
    return index


def _one_less(text: str) -> set[str]:
    return {text[:n] + text[n + 1 :] for n in range(len(text))}


def is_one_slip(written: str, meant: str) -> bool:
    """Whether exactly one typing slip makes one text of the other."""
    gap = len(written) - len(meant)
    if written == meant or not -1 <= gap <= 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b),
        min(len(written), len(meant)),
    )
    rest, other = written[start:], meant[start:]
    if gap:
        return rest[1:] == other if gap > 0 else rest == other[1:]
    return rest[1:] == other[1:] or (rest[1::-1] == other[:2] and rest[2:] == other[2:])


def near_known(digits: str) -> tuple[StatusCode, ...]:
    """The codes with a name that hex with one digit too few or too many may have been meant for.

    A missing digit is restored only as a 0 or as the double of a neighbour. Codes that wrap a Win32
    error come first, because they are the most usual.
    """
    if len(digits) == HEX_DIGITS + 1:
        meant = _one_less(digits)
    elif len(digits) == HEX_DIGITS - 1:
        meant = set(_one_more(digits))
    else:
        return ()
    values = {int(text, 16) for text in meant}
    named = [value for value in values if value >= FIRST_ERROR and names_of(value)]
    wrapping = [
        value for value in values if (inner := wrapped_win32(value)) is not None and names_of(inner)
    ]
    ordered = sorted({*named, *wrapping}, key=lambda value: (wrapped_win32(value) is None, value))
    return tuple(StatusCode(value) for value in ordered[:_MOST_KNOWN_CODES])


def _one_more(digits: str) -> Iterator[str]:
    for n, digit in enumerate(digits):
        yield digits[:n] + digit + digits[n:]
        yield digits[:n] + "0" + digits[n:]


def sign_lost(number: int) -> tuple[StatusCode, ...]:
    """The named code that a decimal would be with a minus before it."""
    value = TOO_BIG - number
    return (StatusCode(value),) if SIGN <= value < TOO_BIG and names_of(value) else ()
