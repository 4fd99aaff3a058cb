"""PURE. The small print of an explanation: its source, and other forms and names of the number."""

from collections.abc import Iterable

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry, Family, Provenance
from bot.guide.explain import Explanation
from bot.replies.answered_code import AnsweredCode
from bot.replies.document import Line, Link, Span, code, line, shortened, verbatim

NAMES_SHOWN = 1
SOURCE_SHOWN = 48
"""Characters of a source's title in a short answer."""


def attribution(answered: AnsweredCode, *, whole: bool) -> Line:
    """Who says it, and why that meaning comes first; then other forms of the number, and names.

    Who wrote a team's entry is said beside the entry.
    """
    pieces = _voices(answered, whole=whole)
    wraps = answered.explanation.wraps
    names_shown = NAMES_SHOWN
    if wraps and wraps.names:
        pieces.append(line(f"{wraps.kind.removeprefix('wrapped ')} ", code(wraps.code)))
        names_shown = 0
    forms, names = _other_forms(answered), _other_names(answered)
    is_signed = answered.written.startswith("-")  # the person may know neither other form
    pieces.append(_code_list(forms if whole or is_signed else forms[:1]))
    pieces.append(_code_list(names if whole else names[:names_shown]))
    return tuple(span for piece in pieces if piece for span in (Span(" · "), *piece))[1:]


def _voices(answered: AnsweredCode, *, whole: bool) -> list[Line]:
    """The source of the guide's entry, and why its meaning comes first."""
    explanation, voices = answered.explanation, []
    if not answered.team or explanation.entry.is_explained:
        has_steps = whole or not answered.team  # a short answer shows a team's steps instead
        voices.append(_voice(explanation, whole=whole, has_steps=has_steps))
    if explanation.elsewhere and explanation.context.why and not answered.team:
        voices.append(_why_first(explanation))
    return voices


def _voice(explanation: Explanation, *, whole: bool, has_steps: bool) -> Line:
    entry = explanation.entry
    match entry.provenance:
        case Provenance.DOCUMENTED:
            product = " of IIS 5.0" if entry.products == ("IIS 5.0",) else ""
            links = _links(entry, whole=whole)
            lead = f"Documented by Microsoft for IISSYNC{product}: "
            return line(lead, *links, _suggested_steps(explanation) if has_steps else "")
        case Provenance.GUIDE if entry.printed_by is PrintedBy.IISSYNC:
            return line("Our suggestion for IISSYNC: no article explains this code")
        case Provenance.GUIDE:
            own = entry.printed_by.counts_its_own
            lead = entry.family.title if own else "General Windows meaning"
            return line(f"{lead}: ", *_links(entry, whole=whole))
        case Provenance.NAMES:
            return line(f"{entry.family.title}, known by its name alone")
        case _ if entry.printed_by.counts_its_own:
            return line(f"{entry.family.title}, not explained in the guide")
        case _:
            return line(_unknown(explanation.code, entry.family))


def _links(entry: Entry, *, whole: bool) -> list[str | Link]:
    """The sources, by label; revisions of one article count as one.

    A short answer shows all sources if all have a short label; else the title of the first, and how
    many more there are.
    """
    pages = {source.name: source.url for source in entry.references}
    if whole or all(source.label for source in entry.references):
        return [piece for name, url in pages.items() for piece in (", ", Link(name, url))][1:]
    name, url = next(iter(pages.items()))
    more = [f" and {len(pages) - 1} more"] if len(pages) > 1 else []
    return [Link(shortened(name, SOURCE_SHOWN), url), *more]


def _suggested_steps(explanation: Explanation) -> str:
    """Which of the steps are our suggestions, because no article has them."""
    if explanation.suggestion and not explanation.entry.steps:
        return ". The steps are our suggestion"
    steps, suggested = explanation.entry.steps, explanation.entry.suggested
    ours = [str(number) for number, step in enumerate(steps, 1) if step in suggested]
    if not ours:
        return ""
    if len(ours) == 1:
        return f". Step {ours[0]} is our suggestion"
    return f". Steps {', '.join(ours[:-1])} and {ours[-1]} are our suggestion"


def _why_first(explanation: Explanation) -> Line:
    why = verbatim(explanation.context.why)
    if explanation.entry.printed_by is PrintedBy.IISSYNC:
        return line("IISSYNC first: ", why)
    if explanation.context.printed_by is PrintedBy.IISSYNC:
        return line("no IISSYNC article on it")
    return line("Windows first: ", why)


def _unknown(status: StatusCode, family: Family) -> str:
    """What the bits of an unknown number say."""
    if not family.key.startswith(("hresult", "facility-")):
        return f"{family.title}, without a name in any public header"
    number = status.facility_number
    name = status.facility or f"0x{number:X}"
    return f"HRESULT: facility {number} ({name}), code 0x{status.code:X}"


def _other_forms(answered: AnsweredCode) -> list[str]:
    """The forms of a status code that differ from how it was written: hex, decimal, signed."""
    if not answered.is_status_code:
        return []
    status = answered.explanation.code
    forms = dict.fromkeys((status.hex, str(status.decimal), str(status.signed)))
    return [form for form in forms if form.lower() != answered.written.lower()]


def _other_names(answered: AnsweredCode) -> list[str]:
    """The names that the answer has not shown yet; of a documented code, the entry's own names."""
    explanation = answered.explanation
    entry = explanation.entry
    is_bug_check = entry.printed_by is PrintedBy.BUG_CHECK
    left_out = {answered.written.upper()}
    for reading in explanation.interpretations:  # a bug check and an error have different names
        if (reading.kind == "bug check") is not is_bug_check:
            left_out.update(reading.names)
    if entry.provenance is Provenance.NAMES:
        left_out.update(entry.names[:1])
    names = entry.names if entry.provenance is Provenance.DOCUMENTED else explanation.names
    return [name for name in names if name.upper() not in left_out]


def _code_list(texts: Iterable[str]) -> Line:
    """The texts as code, with commas between them."""
    return line(*[piece for text in texts for piece in (", ", code(text))][1:])
