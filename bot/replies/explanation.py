"""PURE. The one way to show what is known of a code, whoever's word it is.

In this order: what it means, the likeliest cause, a warning, the steps, whose word it is. What is
not known takes no line.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.codes.names import names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry, Fact, Family, Provenance
from bot.guide.explain import Explanation, title_of
from bot.replies.document import (
    Button,
    Items,
    Line,
    Link,
    Moment,
    Offer,
    Paragraph,
    Part,
    Small,
    Span,
    TextOnly,
    as_written,
    bold,
    code,
    counted,
    line,
    said,
)
from bot.replies.reply import COMMAND, Shown

STEPS_SHOWN = 5
"""Steps of a documented code in a short answer."""
GUIDE_STEPS_SHOWN = 3
NAMES_SHOWN = 1
SOURCE_SHOWN = 48
"""Characters of a source's title in a short answer."""
QUOTED = 80

ALL_STEPS = "All steps"
ALL_CAUSES = "All causes"
ALL_CAUSES_AND_STEPS = "All causes and steps"
ALL_ENTRIES = "All entries"
IF_IISSYNC = "If IISSYNC printed it"
ELSEWHERE = "What it means elsewhere"
STEPS = "Steps"


class Origin(NamedTuple):
    """The message or the file in which a code was found, and what it says there.

    A message tells when it was written; `utc` is empty for what the question's own message quotes.
    A file has a name, and tells in how many lines the code stands and which is the first of them.
    """

    seconds: int
    utc: str
    quote: str
    file: str = ""
    line: int = 0
    lines: int = 1


class TeamWord(NamedTuple):
    """One entry of the team, its id, and who says it and when; not `whole` where it is cut."""

    entry: Entry
    id: str
    credit: Line
    whole: bool = True


class Answered(NamedTuple):
    """A code that was asked for: how it was written, what it means, and what the team says.

    `parameters` are those of a bug check, as the text writes them; `origin` is the message in
    which the code stands, if not the question itself.
    """

    written: str
    explanation: Explanation
    team: tuple[TeamWord, ...] = ()
    parameters: tuple[str, ...] = ()
    origin: Origin | None = None

    @property
    def is_status_code(self) -> bool:
        """Whether it may be one of Windows, of which a team may write down what it finds."""
        return self.explanation.context.may_be_a_status_code

    @property
    def shown(self) -> Shown:
        """What shows the same code in the same context again."""
        context = self.explanation.context
        return Shown(self.explanation.code, context.printed_by, context.certain)


def explanation_parts(answered: Answered, *, whole: bool) -> Iterator[Part]:
    """What is known of one code; `whole` folds nothing away."""
    told = answered.explanation
    yield Paragraph(_title(answered))
    if answered.team:
        yield from _team_first(answered, whole=whole)
    else:
        yield from _entry_parts(told, whole=whole)
    yield from _parameters(told.entry, answered.parameters)
    yield from _other_readings(answered)
    yield from _elsewhere(answered, whole=whole)
    yield Small(_small(answered, whole=whole))
    if answered.origin:
        yield Small(_from(answered.origin))


def offers_of(answered: Answered) -> Iterator[Button]:
    """The buttons below an answer that show more of it, the most useful first."""
    told = answered.explanation
    if answered.team:  # what is folded has a button at its side
        return
    folded = _folded(told)
    if folded:
        yield answered.shown.button(folded)
    if told.elsewhere:
        yield _elsewhere_button(told)


def one_line(answered: Answered, first: Answered) -> Offer:
    """A code beside the first of a text: its meaning alone, and a button that shows the rest."""
    told = answered.explanation
    button = answered.shown.button(STEPS)
    if told.entry.meaning and _says(told.entry) == _says(first.explanation.entry):
        words = line(code(shortened(answered.written)), ": the same.")
    else:
        words = _title(answered)
    return Offer((*words, *_in_file(answered.origin)), button)


def _says(entry: Entry) -> tuple[Fact | None, tuple[Fact, ...], tuple[Fact, ...]]:
    return entry.meaning, entry.causes, entry.steps


def written_as(written: str, meant: StatusCode) -> str:
    """A code in the notation of what was written for it: hex where that is, else decimal."""
    in_hex = written.lower().startswith("0x") and not meant.is_plain_win32
    return meant.hex if in_hex else str(meant)


def shortened(text: str, most: int = QUOTED) -> str:
    """`text` on one line, cut visibly where it is longer than `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


# What it means, why, what to do


def _title(answered: Answered) -> Line:
    entry = answered.explanation.entry
    meaning = entry.meaning.text if entry.meaning else "No meaning of it is known."
    return line(code(shortened(answered.written)), ": ", *_bold(meaning))


def _bold(text: str) -> Iterator[Span]:
    """A text in bold, without the marks of what would be code."""
    yield bold(text.replace("`", ""))


def _entry_parts(told: Explanation, *, whole: bool) -> Iterator[Part]:
    entry, advice = told.entry, told.suggestion
    if entry.causes:
        yield Paragraph(_fact(entry, entry.causes[0]))
    elif entry.provenance in {Provenance.NAMES, Provenance.UNKNOWN} and entry.family.about:
        yield Paragraph(line(entry.family.about))
    elif advice and advice.meaning:
        yield Paragraph(line("Likely, but not documented: ", advice.meaning.text))
    yield from _warnings(entry)
    steps = entry.steps or (advice.steps if advice else ())
    yield from _steps(entry, steps, whole=whole)
    if whole and len(entry.causes) > 1:
        yield Paragraph(line(bold("Other causes")))
        yield Items(tuple(_fact(entry, cause) for cause in entry.causes[1:]))


def _warnings(entry: Entry) -> Iterator[Part]:
    for warning in entry.warnings:
        yield Paragraph(line("⚠️ ", *_fact(entry, warning)))


def _steps(entry: Entry, steps: Sequence[Fact], *, whole: bool) -> Iterator[Part]:
    shown = steps if whole else steps[: _most_steps(entry)]
    if shown:
        yield Items(tuple(_fact(entry, step) for step in shown), numbered=True)


def _most_steps(entry: Entry) -> int:
    """How many steps a short answer shows: all that an article gives, but for the longest."""
    documented = entry.provenance is Provenance.DOCUMENTED
    return STEPS_SHOWN if documented else GUIDE_STEPS_SHOWN


def _fact(entry: Entry, fact: Fact) -> Line:
    """A fact, and the product it is limited to where that is not the whole entry's."""
    if entry.provenance is Provenance.TEAM:
        return as_written(fact.text)
    where = f"On {fact.product}: " if fact.product and entry.products != (fact.product,) else ""
    return line(f"{where}{fact.text}")


def _folded(told: Explanation) -> str:
    """What a short answer leaves out, as the button calls it that shows it; empty for nothing."""
    steps = told.entry.steps or (told.suggestion.steps if told.suggestion else ())
    has_causes, has_steps = len(told.entry.causes) > 1, len(steps) > _most_steps(told.entry)
    if has_causes and has_steps:
        return ALL_CAUSES_AND_STEPS
    return ALL_CAUSES if has_causes else ALL_STEPS if has_steps else ""


# The team


def _team_first(answered: Answered, *, whole: bool) -> Iterator[Part]:
    """What the team says; a short answer has the best entry alone. Then what else is known."""
    told = answered.explanation
    button = answered.shown.button
    several = whole and len(answered.team) > 1
    for number, word in enumerate(answered.team if whole else answered.team[:1], start=1):
        lead = f"Your team ({number}): " if several else "Your team: "
        yield Paragraph((*line(bold(lead)), *_fact(word.entry, word.entry.causes[0])))
        if number == 1 and not whole:  # else they stand with what they warn of
            yield from _warnings(told.entry)
        yield from _team_details(word.entry)
    if whole:
        yield from _below_the_team(told)
        return
    more = len(answered.team) - 1
    if more:
        words = counted(more, "more entry", "more entries")
        yield Offer(line(f"Your team has {words}."), button(ALL_ENTRIES))
    if _is_explained(told):
        yield Offer(_guide_line(told), button(STEPS))


def _team_details(entry: Entry) -> Iterator[Part]:
    yield from _steps(entry, entry.steps, whole=True)
    for product in entry.products:
        yield Paragraph(line("Applies to: ", *as_written(product)))
    for source in entry.sources:
        yield Paragraph(line("Link: ", *as_written(source.url)))


def _below_the_team(told: Explanation) -> Iterator[Part]:
    if _is_explained(told):
        yield Paragraph(line(bold(_whose(told.entry))))
        yield from _entry_parts(told, whole=True)


def _is_explained(told: Explanation) -> bool:
    """Whether there are causes or steps for this very code, not for its family alone."""
    return bool(told.entry.causes) or (_is_known(told.entry) and bool(told.entry.steps))


def _is_known(entry: Entry) -> bool:
    return entry.provenance in {Provenance.DOCUMENTED, Provenance.GUIDE}


def _guide_line(told: Explanation) -> Line:
    entry = told.entry
    first = entry.causes[0] if entry.causes else None
    if first is None:
        return line(f"{_whose(entry)} has steps, too.")
    return line(f"{_whose(entry)}: ", *_fact(entry, first))


def _whose(entry: Entry) -> str:
    if entry.provenance is Provenance.DOCUMENTED:
        return "Microsoft's cause"
    return "The guide"


# What else it may be


def _parameters(entry: Entry, parameters: Sequence[str]) -> Iterator[Part]:
    """The parameters of a bug check, each with what it is and what it is called, if known."""
    if not parameters:
        return
    lines = []
    for number, parameter in enumerate(parameters, start=1):
        what = entry.parameters[number - 1 : number]
        about = f": {what[0]}" if what else ""
        name = _parameter_name(parameter)
        named = (" (", code(name), ")") if name else ()
        lines.append(line(f"Parameter {number}, ", code(parameter), *named, about))
    yield Items(tuple(lines))


def _parameter_name(parameter: str) -> str | None:
    """The name of an NTSTATUS that a parameter holds."""
    value = int(parameter.replace("`", "").lower().removeprefix("0x"), 16)
    if value >> 32 not in {0, _SIGN_EXTENDED}:  # an address
        return None
    value &= _LOW
    named = (name.name for name in names_of(value) if name.table == "NTSTATUS")
    return next(named, None) if value >> 28 == _NTSTATUS_ERROR else None


_NTSTATUS_ERROR = 0xC
_LOW = _SIGN_EXTENDED = 0xFFFF_FFFF


def _other_readings(answered: Answered) -> Iterator[Part]:
    told = answered.explanation
    for other in told.others:
        meaning = other.meaning.text if other.meaning else ""
        stop = other.printed_by is PrintedBy.BUG_CHECK
        what = (
            f"As a STOP code, `0x{told.code.decimal:X}`: "
            if stop
            else f"As a {other.family.title}: "
        )
        yield Offer(line(what, meaning), Shown(told.code, other.printed_by).button(STEPS))
    for meant in told.did_you_mean:
        form = code(written_as(answered.written, meant))
        words = line("Did you mean ", form, "? ", title_of(meant, told.context))
        yield Offer(words, answered.shown._replace(code=meant).button(STEPS))


def _elsewhere(answered: Answered, *, whole: bool) -> Iterator[Part]:
    """What the code means if something else printed it.

    Blocks have a button in place of the line, where `offers_of` has one. Below what the team says
    it is folded away with what the guide knows.
    """
    told = answered.explanation
    if told.elsewhere is None or (answered.team and not whole and _is_explained(told)):
        return
    is_iissync = told.elsewhere.printed_by is PrintedBy.IISSYNC
    meaning = told.elsewhere.meaning.text if told.elsewhere.meaning else ""
    lead = f"{IF_IISSYNC}: " if is_iissync else "Elsewhere in Windows: "
    words = line(lead, meaning)
    if whole or answered.team:
        yield Offer(words, Shown(told.code, told.elsewhere.printed_by).button(STEPS))
    else:
        yield TextOnly(words)


def _elsewhere_button(told: Explanation) -> Button:
    assert told.elsewhere is not None
    other = told.elsewhere.printed_by
    label = IF_IISSYNC if other is PrintedBy.IISSYNC else ELSEWHERE
    return Shown(told.code, other).button(label)


# Whose word it is


def _small(answered: Answered, *, whole: bool) -> Line:
    """Whose word it is and why it came first; then the other forms of the number, and its names."""
    told = answered.explanation
    words = answered.team if whole else answered.team[:1]
    pieces: list[Line] = [word.credit for word in words]
    if not all(word.whole for word in words):
        pieces.append(line("shortened; all of it: ", code(f"{COMMAND} history {told.code}")))
    if not answered.team or _is_known(told.entry):
        pieces.append(_voice(told, whole=whole))
    if told.elsewhere and told.context.why and not answered.team:
        pieces.append(_why_first(told))
    wraps = told.wraps if told.wraps and told.wraps.names else None
    if wraps:
        pieces.append(line(f"{wraps.kind.removeprefix('wrapped ')} ", code(wraps.code)))
    forms = _forms(told.code, answered.written) if answered.is_status_code else []
    names = _other_names(answered)
    most = 0 if wraps else NAMES_SHOWN
    is_signed = answered.written.startswith("-")  # who typed it so knows neither other form
    pieces.append(_listed(forms if whole or is_signed else forms[:1]))
    pieces.append(_listed(names if whole else names[:most]))
    return _joined(piece for piece in pieces if piece)


def _other_names(answered: Answered) -> list[str]:
    """The names that the answer has not said yet: of a documented code, the entry's own alone."""
    told = answered.explanation
    stopped = told.entry.printed_by is PrintedBy.BUG_CHECK
    said_already = {answered.written.upper()}
    for one in told.interpretations:  # a STOP code of the same number is not called so
        if (one.kind == "bug check") is not stopped:
            said_already.update(one.names)
    if told.entry.provenance is Provenance.NAMES:
        said_already.update(told.entry.names[:1])
    names = told.entry.names if told.entry.provenance is Provenance.DOCUMENTED else told.names
    return [name for name in names if name.upper() not in said_already]


def _voice(told: Explanation, *, whole: bool) -> Line:
    entry = told.entry
    links = _links(entry, whole=whole)
    match entry.provenance:
        case Provenance.DOCUMENTED:
            of = f" of {entry.products[0]}" if entry.products == ("IIS 5.0",) else ""
            return line(f"Documented by Microsoft for IISSYNC{of}: ", *links, _suggested(told))
        case Provenance.GUIDE if entry.printed_by is PrintedBy.IISSYNC:
            return line("Our suggestion for IISSYNC: no article explains this code")
        case Provenance.GUIDE:
            whose = (
                entry.family.title if entry.printed_by.counts_its_own else "General Windows meaning"
            )
            return line(f"{whose}: ", *links)
        case Provenance.NAMES:
            return line(f"{entry.family.title}, known by its name alone")
        case _ if entry.printed_by.counts_its_own:
            return line(f"{entry.family.title}, not explained in the guide")
        case _:
            return line(_bits(told.code, entry.family))


def _links(entry: Entry, *, whole: bool) -> list[str | Link]:
    """The sources, by label; several revisions of one article are one.

    A short answer has those with a short label, or the first one's title and how many more.
    """
    pages = {source.name: source.url for source in entry.references}
    if whole or all(source.label for source in entry.references):
        return [piece for name, url in pages.items() for piece in (", ", Link(name, url))][1:]
    name, url = next(iter(pages.items()))
    more = [f" and {len(pages) - 1} more"] if len(pages) > 1 else []
    return [Link(shortened(name, SOURCE_SHOWN), url), *more]


def _suggested(told: Explanation) -> str:
    """Which of the steps no article has."""
    if told.suggestion and not told.entry.steps:
        return ". The steps are our suggestion"
    steps = told.entry.steps
    ours = [str(number) for number, step in enumerate(steps, 1) if step in told.entry.suggested]
    if not ours:
        return ""
    if len(ours) == 1:
        return f". Step {ours[0]} is our suggestion"
    return f". Steps {', '.join(ours[:-1])} and {ours[-1]} are our suggestion"


def _why_first(told: Explanation) -> Line:
    if told.entry.printed_by is PrintedBy.IISSYNC:
        return line("IISSYNC first: ", said(told.context.why))
    if told.context.printed_by is PrintedBy.IISSYNC:
        return line("no IISSYNC article on it")
    return line("Windows first: ", said(told.context.why))


def _forms(status: StatusCode, written: str) -> list[str]:
    forms = dict.fromkeys((status.hex, str(status.decimal), str(status.signed)))
    return [form for form in forms if form.lower() != written.lower()]


def _bits(status: StatusCode, family: Family) -> str:
    """What the bits of an unknown number say."""
    if not family.key.startswith(("hresult", "facility-")):
        return f"{family.title}, without a name in any public header"
    facility = status.facility
    return f"HRESULT: facility {facility.number} ({facility.label}), code 0x{status.code:X}"


def _listed(texts: Iterable[str]) -> Line:
    """The texts as code, with commas between them."""
    return line(*[piece for text in texts for piece in (", ", code(text))][1:])


def _joined(pieces: Iterable[Line]) -> Line:
    return tuple(span for piece in pieces for span in (Span(" · "), *piece))[1:]


def _from(origin: Origin) -> Line:
    quote = said(shortened(origin.quote))
    if origin.file:
        more = f" and {counted(origin.lines - 1, 'more line')}" if origin.lines > 1 else ""
        place = f"”, line {origin.line}{more}: “"
        return line("From the file “", said(origin.file), place, quote, "”")
    if not origin.utc:
        return line("From what your message quotes: “", quote, "”")
    return line("From the message of ", Moment(origin.seconds, origin.utc), ": “", quote, "”")


def _in_file(origin: Origin | None) -> Line:
    """Where in a file a code stands of which one line is said."""
    if origin is None or not origin.file:
        return ()
    return line(f" (line {origin.line} of “", said(origin.file), "”)")
