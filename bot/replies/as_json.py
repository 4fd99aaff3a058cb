"""PURE. Answers for programs: what `decode --json` prints, as `decode.schema.json` describes it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.codes.context import Context
from bot.codes.extraction import Extraction
from bot.guide.entry import Entry, Fact
from bot.guide.explain import ASKED_ALONE, Explanation, explain
from bot.guide.hits import AnyHit, FamilyHit, Hit
from bot.replies.explanation import Answered

Json = dict[str, Any]


def extraction_json(answered: Sequence[Answered], extraction: Extraction | None = None) -> Json:
    """What was found in a text: its codes, what may be one, and the numbers of other products."""
    return {
        "codes": [code_json(one) for one in answered],
        "candidates": [
            {
                "written": candidate.written,
                "did_you_mean": [code.decimal for code in candidate.did_you_mean],
            }
            for candidate in (extraction.candidates if extraction else ())
        ],
        "foreign": [
            {"written": each.written, "what": each.what}
            for each in (extraction.foreign if extraction else ())
        ],
    }


def code_json(answered: Answered) -> Json:
    """All that is known of one code, without what a team says of it."""
    told = answered.explanation
    code = told.code
    steps = told.entry.steps
    advice = told.suggestion
    undocumented = [*told.entry.suggested]
    if not steps and advice:
        steps = advice.steps
        undocumented += advice.steps
    return {
        "written": answered.written,
        "decimal": code.decimal,
        "signed": code.signed,
        "hex": code.hex,
        "names": list(told.names),
        "family": told.entry.family.title,
        "source": told.entry.provenance.value,
        "meaning": _meaning(told.entry),
        "causes": _texts(told.entry.causes),
        "steps": _texts(steps),
        "warnings": _texts(told.entry.warnings),
        "sources": [{"title": source.title, "url": source.url} for source in told.entry.references],
        "undocumented": _texts(undocumented),
        "parameters": list(answered.parameters),
        "other_readings": list(_other_readings(told)),
        "context": {"taken": told.context.printed_by.value, "why": told.context.why},
        "did_you_mean": [near.decimal for near in told.did_you_mean],
    }


def _other_readings(told: Explanation) -> Iterator[Json]:
    """What else the number means: to another program, as a STOP code, as what it wraps."""
    entries = (*([told.elsewhere] if told.elsewhere else []), *told.others)
    for entry in entries:
        yield {
            "printed_by": entry.printed_by.value,
            "family": entry.family.title,
            "source": entry.provenance.value,
            "decimal": told.code.decimal,
            "names": list(entry.names),
            "meaning": _meaning(entry),
        }
    told_of = {name for entry in (told.entry, *entries) for name in entry.names}
    for reading in told.interpretations:
        names = [name for name in reading.names if name not in told_of]
        if names and (reading.is_wrapped or len(told.interpretations) > 1):
            yield {
                "printed_by": "bug check" if reading.kind == "bug check" else "any",
                "family": reading.kind,
                "source": "names",
                "decimal": reading.code.decimal,
                "names": names,
                "meaning": None,
            }


def _meaning(entry: Entry) -> str | None:
    return entry.meaning.text if entry.meaning else None


def _texts(facts: Sequence[Fact]) -> list[str]:
    return [fact.text for fact in facts]


def hits_json(hits: Iterable[AnyHit]) -> list[Json]:
    """What a search found, the best first: codes, and families of codes."""
    return [_code_hit(hit) if isinstance(hit, Hit) else _family_hit(hit) for hit in hits]


def _code_hit(hit: Hit) -> Json:
    own = hit.printed_by if hit.printed_by.counts_its_own else ASKED_ALONE.printed_by
    told = explain(hit.code, Context(own, "", certain=False))
    return {
        "code": hit.asked,
        "hex": hit.code.hex,
        "decimal": hit.code.decimal,
        "names": list(told.names),
        "meaning": hit.meaning,
        "family": told.entry.family.title,
        "source": told.entry.provenance.value,
        "sources": [{"title": source.title, "url": source.url} for source in told.entry.references],
        "score": round(hit.score, 3),
    }


def _family_hit(hit: FamilyHit) -> Json:
    """A family has no code of its own."""
    return {
        "code": None,
        "hex": None,
        "decimal": None,
        "names": [],
        "meaning": hit.family.about,
        "family": hit.family.title,
        "source": "guide",
        "sources": [],
        "score": round(hit.score, 3),
    }
