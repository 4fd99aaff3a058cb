"""PURE. What the codes in a text mean, as values for programs: what `bot.decode` returns.

The fields are the members of `decode.schema.json`, in their order: the library, `--json` and
the tools for agents have one shape.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.codes.extraction import Extraction
from bot.codes.printed_by import PrintedBy
from bot.guide.entry import Entry, Fact, Provenance
from bot.guide.explain import Explanation
from bot.replies.answered_code import AnsweredCode
from bot.replies.as_json import Json, json_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A page that an explanation rests on."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """Another meaning of a number: to another program, as a bug check, or what it wraps."""

    printed_by: PrintedBy
    family: str
    source: Provenance
    decimal: int
    names: tuple[str, ...]
    meaning: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenContext:
    """What is taken to have printed a number, and why."""

    taken: PrintedBy
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedCode:
    """Everything that is known of one code.

    `written` is how the text writes it; `decimal` is unsigned, `signed` the same 32 bits with a
    sign, `hex` has eight digits. `names` are those of public headers, the most usual first.
    `source` says whose word the meaning, the causes and the steps are, and `sources` on which pages
    they rest. `meaning` is one sentence, None if it is not known. The likeliest of the `causes`
    comes first, and the `steps` are in their order. `undocumented` has the causes and steps of a
    documented code that no article has: this project's own suggestions. `parameters` are those of a
    bug check. `did_you_mean` has the codes that this one may be a slip of.
    """

    written: str
    decimal: int
    signed: int
    hex: str
    names: tuple[str, ...]
    family: str
    source: Provenance
    meaning: str | None
    causes: tuple[str, ...]
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    sources: tuple[SourcePage, ...]
    undocumented: tuple[str, ...]
    parameters: tuple[str, ...]
    other_readings: tuple[OtherReading, ...]
    context: TakenContext
    did_you_mean: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainCandidate:
    """What may be a code, but is none as it stands, and the codes that may have been meant."""

    written: str
    did_you_mean: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNumber:
    """A number of another product, and what it is: no status code of Windows."""

    written: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What the codes in a text mean.

    `codes` has each code once: the main failure first where the text tells, of a log the most
    frequent. `answer` is what `python -m bot decode` prints for the text.
    """

    codes: tuple[DecodedCode, ...]
    candidates: tuple[UncertainCandidate, ...]
    foreign: tuple[ForeignNumber, ...]
    answer: str = ""

    def to_json(self) -> Json:
        """What `python -m bot decode --json` prints for the text, before it becomes a string."""
        members: Json = json_of(self)
        del members["answer"]
        return members


def decoded_codes(
    answered: Sequence[AnsweredCode], extraction: Extraction | None = None, answer: str = ""
) -> Decoded:
    """The contents of a text: its codes, the uncertain candidates, and other products' numbers."""
    candidates = extraction.candidates if extraction else ()
    foreign = extraction.foreign if extraction else ()
    return Decoded(
        codes=tuple(map(decoded_code, answered)),
        candidates=tuple(
            UncertainCandidate(
                written=each.written,
                did_you_mean=tuple(code.decimal for code in each.did_you_mean),
            )
            for each in candidates
        ),
        foreign=tuple(ForeignNumber(written=each.written, what=each.what) for each in foreign),
        answer=answer,
    )


def decoded_code(answered: AnsweredCode) -> DecodedCode:
    """Everything that is known of one code, without the team's entries."""
    explanation = answered.explanation
    code, entry, steps = explanation.code, explanation.entry, explanation.steps
    context = explanation.context
    return DecodedCode(
        written=answered.written,
        decimal=code.decimal,
        signed=code.signed,
        hex=code.hex,
        names=explanation.names,
        family=entry.family.title,
        source=entry.provenance,
        meaning=_meaning(entry),
        causes=_texts(entry.causes),
        steps=_texts(steps),
        warnings=_texts(entry.warnings),
        sources=tuple(SourcePage(title=each.title, url=each.url) for each in entry.references),
        undocumented=_texts((*entry.suggested, *(() if entry.steps else steps))),
        parameters=answered.parameters,
        other_readings=tuple(_other_readings(explanation)),
        context=TakenContext(taken=context.printed_by, why=context.why),
        did_you_mean=tuple(near.decimal for near in explanation.did_you_mean),
    )


def _other_readings(explanation: Explanation) -> Iterator[OtherReading]:
    """Other meanings of the number: to another program, as a bug check, and what it wraps."""
    for entry in explanation.alternatives:
        yield OtherReading(
            printed_by=entry.printed_by,
            family=entry.family.title,
            source=entry.provenance,
            decimal=explanation.code.decimal,
            names=entry.names,
            meaning=_meaning(entry),
        )
    entries = (explanation.entry, *explanation.alternatives)
    known = {name for entry in entries for name in entry.names}
    for reading in explanation.interpretations:
        names = tuple(name for name in reading.names if name not in known)
        if names and (reading.is_wrapped or len(explanation.interpretations) > 1):
            is_bug_check = reading.kind == "bug check"
            yield OtherReading(
                printed_by=PrintedBy.BUG_CHECK if is_bug_check else PrintedBy.ANY,
                family=reading.kind,
                source=Provenance.NAMES,
                decimal=reading.code.decimal,
                names=names,
                meaning=None,
            )


def _meaning(entry: Entry) -> str | None:
    return entry.meaning.text if entry.meaning else None


def _texts(facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(fact.text for fact in facts)
