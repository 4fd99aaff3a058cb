"""Which codes a slip of the hand may have been meant for. They are offered, never taken."""

from collections.abc import Iterator
from functools import cache

from bot.codes.names import names_of
from bot.codes.status_code import SIGN, TOO_BIG, StatusCode
from bot.codes.values import DOCUMENTED


def near_misses(written: str) -> tuple[StatusCode, ...]:
    """The documented codes that `written` may have been meant for: digits, signed digits or hex.

    One digit wrong, lost, or one too many, or two neighbours swapped. Short codes are never
    offered: everything is near to 0, 3 and 64.
    """
    if not _SHORTEST <= len(written) <= _LONGEST:
        return ()
    alike = {
        pair for shorter in (written, *_one_less(written)) for pair in _forms().get(shorter, ())
    }
    return tuple(sorted({code for code, form in alike if one_slip(written, form)}))


_SHORTEST, _LONGEST = 3, 12


@cache
def _forms() -> dict[str, list[tuple[StatusCode, str]]]:
    """The forms of the long documented codes, found by themselves and by each with a digit lost.

    Two texts that one slip parts share one of these.
    """
    index: dict[str, list[tuple[StatusCode, str]]] = {}
    for code in map(StatusCode, DOCUMENTED):
        for form in {str(code), str(code.signed), code.hex[2:]} if code.decimal >= _LONG else ():
            for key in (form, *_one_less(form)):
                index.setdefault(key, []).append((code, form))
    return index


_LONG = 1000


def _one_less(text: str) -> set[str]:
    return {text[:n] + text[n + 1 :] for n in range(len(text))}


def one_slip(written: str, meant: str) -> bool:
    """Whether one slip of the hand, and no less, makes one text of the other."""
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


_HEX_DIGITS = 8
_FIRST_ERROR = 0x80000010  # below it, and from 0x80000000 up: registry roots and flags
_MOST = 3


def near_known(digits: str) -> tuple[StatusCode, ...]:
    """The codes with a name that hex digits may have been meant for: one lost, or one too many.

    A lost digit is sought where one stands double, or was a 0; those that wrap a Win32 error, which
    are the most usual, come first.
    """
    if len(digits) == _HEX_DIGITS + 1:
        meant = _one_less(digits)
    elif len(digits) == _HEX_DIGITS - 1:
        meant = set(_one_more(digits))
    else:
        return ()
    values = {int(text, 16) for text in meant}
    named = [value for value in values if value >= _FIRST_ERROR and names_of(value)]
    wrapped = [v for v in values if v >> 16 == _WRAPPED_WIN32 and names_of(v & 0xFFFF)]
    ranked = sorted({*named, *wrapped}, key=lambda value: (value >> 16 != _WRAPPED_WIN32, value))
    return tuple(StatusCode(value) for value in ranked[:_MOST])


_WRAPPED_WIN32 = 0x8007


def _one_more(digits: str) -> Iterator[str]:
    for n, digit in enumerate(digits):
        yield digits[:n] + digit + digits[n:]
        yield digits[:n] + "0" + digits[n:]


def sign_lost(number: int) -> tuple[StatusCode, ...]:
    """The code that a decimal is if its minus was lost, where that one has a name."""
    value = TOO_BIG - number
    return (StatusCode(value),) if SIGN <= value < TOO_BIG and names_of(value) else ()
