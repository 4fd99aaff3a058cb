"""PURE. The form in which a person describes a cause: its fields, its limits, and its parser."""

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode, StatusCodeError
from bot.team.model import Draft

LONGEST_CAUSE = 2000
LONGEST_STEP = 300
MOST_STEPS = 20
LONGEST_STEPS = 3000  # the limit of an input in a Slack modal
LONGEST_PLACE = 100
LONGEST_LINK = 500
LONGEST_REASON = 500

TEAM_CONTEXTS = {each.value: each for each in (PrintedBy.ANY, PrintedBy.IISSYNC)}
"""The programs that an entry can be limited to, by the value in the form and in the database."""


class Field(StrEnum):
    """The fields of the form."""

    CODE = "code"
    CAUSE = "cause"
    STEPS = "steps"
    APPLIES_TO = "applies_to"
    LINK = "link"
    PRINTED_BY = "printed_by"


Faults = dict[Field, str]


class DraftError(ValueError):
    """The form has faults: `faults` has the error message of each wrong field."""

    def __init__(self, faults: Mapping[Field, str]) -> None:
        super().__init__("; ".join(f"{field.value}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


def parse_draft(fields: Mapping[Field, str]) -> Draft:
    """The draft in a filled-in form; each line of the steps is one. Raises `DraftError`."""
    faults: Faults = {}
    text = {field: (fields.get(field) or "").strip() for field in Field}
    code = _code(text[Field.CODE], faults)
    if not text[Field.CAUSE]:
        faults[Field.CAUSE] = "Say what the cause is."
    _check_length(text, Field.CAUSE, LONGEST_CAUSE, faults)
    _check_length(text, Field.APPLIES_TO, LONGEST_PLACE, faults)
    _check_length(text, Field.LINK, LONGEST_LINK, faults)
    steps = _steps(text[Field.STEPS], faults)
    if text[Field.LINK] and not re.fullmatch(r"https?://[^\s<>|]+", text[Field.LINK]):
        faults[Field.LINK] = "A link begins with https:// and has no blanks."
    printed_by = _printed_by(text[Field.PRINTED_BY], faults)
    if faults or code is None:
        raise DraftError(faults)
    applies_to, link = text[Field.APPLIES_TO], text[Field.LINK]
    return Draft(code, text[Field.CAUSE], steps, applies_to, link, printed_by)


def _code(text: str, faults: Faults) -> StatusCode | None:
    if not text:
        faults[Field.CODE] = "Say which status code it is."
        return None
    try:
        return StatusCode.parse(text)
    except StatusCodeError as error:
        faults[Field.CODE] = f"{error}."
        return None


def _check_length(text: Mapping[Field, str], field: Field, most: int, faults: Faults) -> None:
    if len(text[field]) > most:
        faults[field] = f"At most {most} characters: these are {len(text[field])}."


def _steps(text: str, faults: Faults) -> tuple[str, ...]:
    steps = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(steps) > MOST_STEPS:
        faults[Field.STEPS] = f"At most {MOST_STEPS} steps: these are {len(steps)}."
    elif any(len(step) > LONGEST_STEP for step in steps):
        faults[Field.STEPS] = f"A step has at most {LONGEST_STEP} characters."
    elif len("\n".join(steps)) > LONGEST_STEPS:
        faults[Field.STEPS] = f"All steps together have at most {LONGEST_STEPS} characters."
    return steps


def _printed_by(text: str, faults: Faults) -> PrintedBy:
    """The program that the draft is limited to; any program if the field is empty."""
    if text in TEAM_CONTEXTS:
        return TEAM_CONTEXTS[text]
    if text:
        faults[Field.PRINTED_BY] = f"{text[:30]!r} is neither {' nor '.join(TEAM_CONTEXTS)}."
    return PrintedBy.ANY
