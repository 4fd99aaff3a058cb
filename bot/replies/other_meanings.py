"""PURE. What else a number may mean: to another program, as a bug check, or as a typing slip."""

from collections.abc import Iterator, Sequence

from bot.codes.names import names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry
from bot.guide.explain import title_of
from bot.replies.answered_code import AnsweredCode
from bot.replies.document import Button, Items, Offer, Part, TextOnly, code, line
from bot.replies.reply import ShownCode

IF_IISSYNC = "If IISSYNC printed it"
ELSEWHERE = "What it means elsewhere"
STEPS = "Steps"

_NTSTATUS_ERROR = 0xC
_LOW = _SIGN_EXTENDED = 0xFFFF_FFFF


def parameters(entry: Entry, values: Sequence[str]) -> Iterator[Part]:
    """The parameters of a bug check, each with its meaning and its name, if known."""
    lines = []
    for number, value in enumerate(values, start=1):
        meaning = entry.parameters[number - 1 : number]
        about = f": {meaning[0]}" if meaning else ""
        name = _parameter_name(value)
        named = (" (", code(name), ")") if name else ()
        lines.append(line(f"Parameter {number}, ", code(value), *named, about))
    if lines:
        yield Items(tuple(lines))


def _parameter_name(parameter: str) -> str | None:
    """The name of the NTSTATUS error in a parameter; None for any other number."""
    value = int(parameter.replace("`", "").lower().removeprefix("0x"), 16)
    if value >> 32 not in {0, _SIGN_EXTENDED}:  # an address
        return None
    value &= _LOW
    names = (name.name for name in names_of(value) if name.table == "NTSTATUS")
    return next(names, None) if value >> 28 == _NTSTATUS_ERROR else None


def other_readings(answered: AnsweredCode) -> Iterator[Part]:
    """Other meanings of the number, and codes that may have been meant, each with a button."""
    explanation = answered.explanation
    for other in explanation.others:
        title = other.family.title
        lead = f"As {'an' if title[0] in 'AEIO' else 'a'} {title}: "
        if other.printed_by is PrintedBy.BUG_CHECK:
            lead = f"As a STOP code, `0x{explanation.code.decimal:X}`: "
        shown = ShownCode(explanation.code, other.printed_by)
        yield Offer(line(lead, other.says), shown.button(STEPS))
    for meant in explanation.did_you_mean:
        form = code(written_as(answered.written, meant))
        words = line("Did you mean ", form, "? ", title_of(meant, explanation.context))
        yield Offer(words, answered.shown._replace(code=meant).button(STEPS))


def written_as(written: str, meant: StatusCode) -> str:
    """A code in the notation of the number that was written instead: hex or decimal."""
    in_hex = written.lower().startswith("0x") and not meant.is_plain_win32
    return meant.hex if in_hex else str(meant)


def elsewhere(answered: AnsweredCode, *, whole: bool) -> Iterator[Offer | TextOnly]:
    """What the code means if something else printed it.

    In blocks, a button replaces the line if `offers_of` has one. A short answer with a team's entry
    leaves the line out together with the guide's explanation.
    """
    explanation = answered.explanation
    other = explanation.elsewhere
    if other is None or (answered.team and not whole and explanation.has_advice):
        return
    lead = IF_IISSYNC if other.printed_by is PrintedBy.IISSYNC else "Elsewhere in Windows"
    words = line(f"{lead}: ", other.says)
    if whole or answered.team:
        yield Offer(words, ShownCode(explanation.code, other.printed_by).button(STEPS))
    else:
        yield TextOnly(words)


def elsewhere_button(status: StatusCode, other: Entry) -> Button:
    """The button that shows what a code means according to its `other` entry."""
    label = IF_IISSYNC if other.printed_by is PrintedBy.IISSYNC else ELSEWHERE
    return ShownCode(status, other.printed_by).button(label)
