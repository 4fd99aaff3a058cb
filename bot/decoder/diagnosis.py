"""What one status code means: all that is known of it, and the codes it may be mistaken for.

Total: every 32-bit code has a diagnosis. A code is never corrected; its near misses are offered.
"""

from typing import Literal, NamedTuple

from bot.decoder.catalogue import CATALOGUE, Entry
from bot.decoder.status_code import StatusCode

Source = Literal["iissync", "windows", "unknown"]


class Diagnosis(NamedTuple):
    """A code, its entry where it is documented for IISSYNC, and its near misses where it is not."""

    code: StatusCode
    entry: Entry | None
    did_you_mean: tuple[StatusCode, ...]

    @property
    def source(self) -> Source:
        """Who explains the code: an article on IISSYNC, or nobody."""
        return "iissync" if self.entry else "unknown"

    @property
    def names(self) -> tuple[str, ...]:
        """The code's names in Windows and MTS headers."""
        return self.entry.windows_names + self.entry.mts_names if self.entry else ()


def decode(code: StatusCode) -> Diagnosis:
    """The diagnosis of `code`, whether it is documented or not."""
    entry = CATALOGUE.get(code)
    if entry:
        return Diagnosis(code, entry, ())
    forms = (str(code.decimal), str(code.signed), code.hex[2:])
    near = {other for form in forms for other in near_misses(form)}
    return Diagnosis(code, None, tuple(sorted(near)))


def near_misses(written: str) -> tuple[StatusCode, ...]:
    """The documented codes that `written` may have been meant for: digits, signed digits or hex.

    One digit wrong, lost, or one too many, or two neighbours swapped. Short codes are never
    offered: everything is near to 0, 3 and 64.
    """
    return tuple(
        code for code, forms in _FORMS.items() if any(_one_slip(written, form) for form in forms)
    )


_FORMS = {
    code: {form for form in (str(code), str(code.signed), code.hex[2:]) if code.decimal >= 10**3}
    for code in CATALOGUE
}


def _one_slip(written: str, meant: str) -> bool:
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
