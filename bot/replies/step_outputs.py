"""PURE. An answer as the outputs of a workflow's step: a few plain texts, without any markup.

A workflow puts them into a message, a list or another app, so each of them can stand alone: the
meaning names its code, and a cause or a step begins with its source.
"""

import re
from collections.abc import Iterator, Sequence

from bot.codes.printed_by import PrintedBy
from bot.guide.entry import Entry, Fact, Provenance
from bot.replies.answered_code import AnsweredCode
from bot.replies.document import line, shortened
from bot.replies.explanation import fact_line
from bot.replies.other_meanings import elsewhere
from bot.replies.text import plain_line

LONGEST = 2_500
"""Characters of an output. Slack documents no limit; a block of a message holds 3,000."""
NO_TEXT = "The text of the step “Decode status codes” is empty: fill it in, in the workflow."
NO_CODE = (
    "I found no status code in the text of the step “Decode status codes”. Let the workflow run "
    "for messages that have one, such as those with the word “error”."
)
OTHER_MANIFEST = (
    "The app's manifest declares other outputs of the step “Decode status codes” than this version "
    "of the bot has. Ask an administrator to replace the manifest by the current one."
)
NOT_DONE = "The step “Decode status codes” could not be done. Run the workflow again later."
_NO_FAILURE = "It is no failure."
_NO_CAUSE = "No cause of it is known."
_NO_STEP = "No step against it is known."
_CONTROL = re.compile(r"<(?=[!@#]|[A-Za-z][A-Za-z0-9+.-]*:)")
"""Where Slack would read a mention or a link, if a workflow posts the text as it is."""
_HARMLESS = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"

Outputs = dict[str, str]


def step_outputs(answered: Sequence[AnsweredCode]) -> Outputs:
    """The outputs for the codes of a text, of which the first is the main one.

    `link` is left out if there is no page on the code.
    """
    main = answered[0]
    outputs = {
        "codes": ", ".join(dict.fromkeys(shortened(one.written) for one in answered)),
        "meaning": " ".join(_meaning(main)),
        "cause": _cause(main),
        "first_step": _first_step(main),
        "link": _link(main),
    }
    return {name: _safe(text) for name, text in outputs.items() if text}


def _safe(text: str) -> str:
    return _CONTROL.sub(_HARMLESS, shortened(text, LONGEST))


def _meaning(one: AnsweredCode) -> Iterator[str]:
    """What the code means, and what it means if something else printed it."""
    yield f"{shortened(one.written)}: {_plain(one.explanation.entry.says)}"
    alone = one._replace(team=())
    yield from (plain_line(part.line) for part in elsewhere(alone, whole=True))


def _cause(one: AnsweredCode) -> str:
    """The likeliest cause with its source: the team's, the guide's, or what its family says."""
    entry = next((each for each in _entries(one) if each.causes), None)
    if entry:
        return _labelled(entry, entry.causes[0])
    main, advice = one.explanation.entry, one.explanation.suggestion
    if main.succeeded:
        return _NO_FAILURE
    if advice and advice.meaning:
        return f"Likely, but not documented: {_plain(advice.meaning.text)}"
    return _NO_CAUSE if main.is_explained else main.family.about or _NO_CAUSE


def _first_step(one: AnsweredCode) -> str:
    """The first step with its source, after the warnings."""
    entry = next((each for each in _entries(one) if each.steps), None)
    if entry is None:
        return _NO_STEP
    warnings = [f"Warning: {_plain(each.text)}" for each in one.explanation.entry.warnings]
    return " ".join([*warnings, _labelled(entry, entry.steps[0])])


def _entries(one: AnsweredCode) -> Iterator[Entry]:
    """What is known of a code, the best first: the team's, the guide's, our own suggestion."""
    yield from (credited.entry for credited in one.team)
    yield one.explanation.entry
    if one.explanation.suggestion:
        yield one.explanation.suggestion


def _labelled(entry: Entry, fact: Fact) -> str:
    return f"{_source(entry, fact)}: {plain_line(fact_line(entry, fact))}"


def _source(entry: Entry, fact: Fact) -> str:
    """Who says it."""
    match entry.provenance:
        case Provenance.TEAM:
            return "Your team"
        case Provenance.DOCUMENTED if fact not in entry.suggested:
            return "Documented by Microsoft for IISSYNC"
        case Provenance.GUIDE if entry.printed_by is not PrintedBy.IISSYNC:
            return "The guide"
        case _:
            return "Our suggestion"


def _link(one: AnsweredCode) -> str:
    """The address that the team's entry names, or that of the first page on the code."""
    return next((source.url for entry in _entries(one) for source in entry.references), "")


def _plain(text: str) -> str:
    return plain_line(line(text))
