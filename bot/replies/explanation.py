"""PURE. The one rendering of what is known of a code, whatever its source.

In this order: the meaning, the likeliest cause, a warning, the steps, other meanings, the source.
What is unknown takes no line.
"""

from collections.abc import Iterator, Sequence

from bot.guide.entry import Entry, Fact, Provenance
from bot.guide.explain import Explanation
from bot.replies.answered_code import AnsweredCode, CreditedEntry, Location
from bot.replies.attribution import attribution
from bot.replies.document import (
    Button,
    Items,
    Line,
    Moment,
    Offer,
    Paragraph,
    Part,
    Small,
    bold,
    code,
    counted,
    formatted,
    line,
    shortened,
    verbatim,
)
from bot.replies.other_meanings import (
    STEPS,
    elsewhere,
    elsewhere_button,
    other_readings,
    parameters,
)
from bot.replies.reply import COMMAND, ask_button

DOCUMENTED_STEPS_SHOWN = 5
"""Steps of a documented code in a short answer: all that an article has, except for the longest."""
GUIDE_STEPS_SHOWN = 3

ALL_STEPS = "All steps"
ALL_CAUSES = "All causes"
ALL_CAUSES_AND_STEPS = "All causes and steps"
ALL_ENTRIES = "All entries"
HISTORY = "History"


def explanation_parts(answered: AnsweredCode, *, whole: bool) -> Iterator[Part]:
    """The explanation of one code: a short one, or the `whole` of what is known."""
    explanation = answered.explanation
    yield Paragraph(_title(answered))
    about = attribution(answered, whole=whole)
    is_teams_alone = answered.team and not whole and not explanation.entry.is_explained
    if is_teams_alone:  # then the other forms of the number stand beside the authors
        yield from _team_first(answered, whole=whole, about=about)
    elif answered.team:
        yield from _team_first(answered, whole=whole)
    else:
        yield from _entry_parts(explanation, whole=whole)
    yield from parameters(explanation.entry, answered.parameters)
    yield from other_readings(answered)
    yield from elsewhere(answered, whole=whole)
    if not is_teams_alone:
        yield Small(about)
    if answered.location:
        yield Small(_location(answered.location))


def offers_of(answered: AnsweredCode) -> Iterator[Button]:
    """The buttons below an answer that show more of it, the most useful first.

    A team's entry needs none: what its answer leaves out has buttons beside it.
    """
    if answered.team:
        return
    label = _label_of_the_rest(answered.explanation)
    if label:
        yield answered.shown.button(label)
    if answered.explanation.elsewhere:
        yield elsewhere_button(answered.explanation.code, answered.explanation.elsewhere)


def one_line(answered: AnsweredCode, first: AnsweredCode) -> Offer:
    """The meaning of a code that is listed after the `first`, with a button that shows the rest."""
    entry, other = answered.explanation.entry, first.explanation.entry
    same = (entry.meaning, entry.causes, entry.steps) == (other.meaning, other.causes, other.steps)
    if entry.meaning and same:
        words = line(code(shortened(answered.written)), ": the same.")
    else:
        words = _title(answered)
    return Offer((*words, *_line_of_file(answered.location)), answered.shown.button(STEPS))


# The guide


def _title(answered: AnsweredCode) -> Line:
    entry = answered.explanation.entry
    title = bold(entry.says.replace("`", ""))  # bold text cannot hold code
    return line(code(shortened(answered.written)), ": ", title)


def _entry_parts(explanation: Explanation, *, whole: bool) -> Iterator[Part]:
    entry, advice = explanation.entry, explanation.suggestion
    if entry.causes:
        yield Paragraph(fact_line(entry, entry.causes[0]))
    elif not entry.is_explained and entry.family.about:
        yield Paragraph(line(entry.family.about))
    elif advice and advice.meaning:
        yield Paragraph(line("Likely, but not documented: ", advice.meaning.text))
    yield from _warnings(entry)
    shown = explanation.steps if whole else explanation.steps[: _most_steps(entry)]
    yield from _steps(entry, shown)
    if whole and len(entry.causes) > 1:
        yield Paragraph(line(bold("Other causes")))
        yield Items(tuple(fact_line(entry, cause) for cause in entry.causes[1:]))


def _warnings(entry: Entry) -> Iterator[Part]:
    for warning in entry.warnings:
        yield Paragraph(line("⚠️ ", *fact_line(entry, warning)))


def _steps(entry: Entry, steps: Sequence[Fact]) -> Iterator[Part]:
    if steps:
        yield Items(tuple(fact_line(entry, step) for step in steps), numbered=True)


def _most_steps(entry: Entry) -> int:
    """How many steps a short answer shows."""
    documented = entry.provenance is Provenance.DOCUMENTED
    return DOCUMENTED_STEPS_SHOWN if documented else GUIDE_STEPS_SHOWN


def fact_line(entry: Entry, fact: Fact) -> Line:
    """A fact, and the product that it is limited to, if that is not the product of the entry."""
    if entry.provenance is Provenance.TEAM:
        return formatted(fact.text)
    where = f"On {fact.product}: " if fact.product and entry.products != (fact.product,) else ""
    return line(f"{where}{fact.text}")


def _label_of_the_rest(explanation: Explanation) -> str:
    """The label of the button that shows what a short answer leaves out; empty without one."""
    has_causes = len(explanation.entry.causes) > 1
    has_steps = len(explanation.steps) > _most_steps(explanation.entry)
    if has_causes and has_steps:
        return ALL_CAUSES_AND_STEPS
    return ALL_CAUSES if has_causes else ALL_STEPS if has_steps else ""


# The team


def _team_first(answered: AnsweredCode, *, whole: bool, about: Line = ()) -> Iterator[Part]:
    """The team's entries, or the best of them in a short answer; then the guide's.

    `about` follows the authors: the other forms of the number, if they have no line of their own.
    """
    explanation = answered.explanation
    several = whole and len(answered.team) > 1
    for number, credited in enumerate(answered.team if whole else answered.team[:1], start=1):
        lead = f"Your team ({number}): " if several else "Your team: "
        entry = credited.entry
        yield Paragraph((*line(bold(lead)), *fact_line(entry, entry.causes[0])))
        if not whole:  # a whole answer has the warnings with the guide's entry
            yield from _warnings(explanation.entry)
        yield from _team_details(entry)
        yield _credit(answered, credited, about)
    if not whole:
        yield from _offers_after_the_team(answered)
    elif explanation.has_advice:
        yield Paragraph(line(bold(_whose(explanation.entry))))
        yield from _entry_parts(explanation, whole=True)


def _team_details(entry: Entry) -> Iterator[Part]:
    yield from _steps(entry, entry.steps)
    for product in entry.products:
        yield Paragraph(line("Applies to: ", *formatted(product)))
    for source in entry.sources:
        yield Paragraph(line("Link: ", *formatted(source.url)))


def _credit(answered: AnsweredCode, credited: CreditedEntry, about: Line) -> Offer:
    """Who wrote an entry, with the button that shows all of it and every earlier version."""
    text = f"history {answered.explanation.code}"
    cut = () if credited.whole else line(", shortened; all of it: ", code(f"{COMMAND} {text}"))
    more = (*line(" · "), *about) if about else ()
    return Offer((*credited.credit, *cut, *more), ask_button(HISTORY, text))


def _offers_after_the_team(answered: AnsweredCode) -> Iterator[Part]:
    """What a short answer leaves out: the team's other entries, and the guide's."""
    explanation, button = answered.explanation, answered.shown.button
    more = len(answered.team) - 1
    if more:
        words = counted(more, "more entry", "more entries")
        yield Offer(line(f"Your team has {words}."), button(ALL_ENTRIES))
    if explanation.has_advice:
        yield Offer(_first_cause(explanation.entry), button(STEPS))


def _first_cause(entry: Entry) -> Line:
    if not entry.causes:
        return line(f"{_whose(entry)} has steps, too.")
    return line(f"{_whose(entry)}: ", *fact_line(entry, entry.causes[0]))


def _whose(entry: Entry) -> str:
    documented = entry.provenance is Provenance.DOCUMENTED
    return "Microsoft's cause" if documented else "The guide"


# Where the code was found


def _location(location: Location) -> Line:
    quote = verbatim(shortened(location.quote))
    if location.file:
        more = f" and {counted(location.lines - 1, 'more line')}" if location.lines > 1 else ""
        place = f"”, line {location.line}{more}: “"
        return line("From the file “", verbatim(location.file), place, quote, "”")
    if not location.utc:
        return line("From what your message quotes: “", quote, "”")
    written = Moment(location.seconds, location.utc)
    return line("From the message of ", written, ": “", quote, "”")


def _line_of_file(location: Location | None) -> Line:
    """The place in a file of a code that has only one line in the answer."""
    if location is None or not location.file:
        return ()
    return line(f" (line {location.line} of “", verbatim(location.file), "”)")
