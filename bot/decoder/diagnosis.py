"""What one status code means: all that is known of it, and the codes it may be mistaken for.

Total: every 32-bit code has a diagnosis. A code is never corrected; its near misses are offered.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from bot.decoder.advice import ADVICE, Advice
from bot.decoder.catalogue import CATALOGUE, Entry
from bot.decoder.readings import Reading, readings_of
from bot.decoder.slips import near_misses
from bot.decoder.status_code import StatusCode

Source = Literal["iissync", "windows", "unknown"]


class Diagnosis(NamedTuple):
    """All that is known of a code, each kind of fact apart.

    `entry` is what is documented for IISSYNC; `readings` is what the number says in Windows; where
    it wraps a code that is documented, `wrapped` is that one's entry; `advice` is our own; and
    `did_you_mean` are documented codes that an undocumented one may be a slip of.
    """

    code: StatusCode
    entry: Entry | None
    readings: tuple[Reading, ...]
    wrapped: Entry | None
    advice: Advice | None
    did_you_mean: tuple[StatusCode, ...]

    @property
    def source(self) -> Source:
        """Who explains the code: an article on IISSYNC, the headers of Windows, or nobody."""
        if self.entry:
            return "iissync"
        return "windows" if self.names else "unknown"

    @property
    def names(self) -> tuple[str, ...]:
        """The code's names in the headers of Windows and MTS, the most usual first."""
        own = self.entry.windows_names + self.entry.mts_names if self.entry else ()
        return tuple(
            dict.fromkeys((*own, *(n for reading in self.readings for n in reading.names)))
        )


@lru_cache(maxsize=1024)
def decode(code: StatusCode) -> Diagnosis:
    """The diagnosis of `code`, whether it is documented or not."""
    entry = CATALOGUE.get(code)
    readings = readings_of(code)
    inner = next((reading.code for reading in readings if reading.is_wrapped), code)
    wrapped = None if entry else CATALOGUE.get(inner)
    known = entry or wrapped
    explained = known and known.causes
    return Diagnosis(
        code,
        entry,
        readings,
        wrapped,
        None if explained else ADVICE.get(code.decimal) or ADVICE.get(inner.decimal),
        _slips(code) if not entry and not wrapped else (),
    )


def _slips(code: StatusCode) -> tuple[StatusCode, ...]:
    """What a code that nobody explains may be a slip of."""
    if readings_of(code)[0].names:
        return ()
    forms = (str(code.decimal), str(code.signed), code.hex[2:])
    return tuple(sorted({other for form in forms for other in near_misses(form)}))
