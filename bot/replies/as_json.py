"""PURE. Answers for programs: the output of `--json`, as `*.schema.json` describe it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.codes.context import Context
from bot.codes.extraction import Extraction
from bot.guide.entry import Entry, Fact
from bot.guide.explain import NUMBER_ALONE, Explanation, explain
from bot.guide.hits import AnyHit, FamilyHit, Hit
from bot.replies.answered_code import AnsweredCode

Json = dict[str, Any]


def extraction_json(answered: Sequence[AnsweredCode], extraction: Extraction | None = None) -> Json:
    """The contents of a text: its codes, the uncertain candidates, and other products' numbers."""
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


def code_json(answered: AnsweredCode) -> Json:
    """Everything that is known of one code, without the team's entries."""
    explanation = answered.explanation
    code, entry, steps = explanation.code, explanation.entry, explanation.steps
    context = explanation.context
    undocumented = [*entry.suggested, *(() if entry.steps else steps)]
    return {
        "written": answered.written,
        "decimal": code.decimal,
        "signed": code.signed,
        "hex": code.hex,
        "names": list(explanation.names),
        "family": entry.family.title,
        "source": entry.provenance.value,
        "meaning": _meaning(entry),
        "causes": _texts(entry.causes),
        "steps": _texts(steps),
        "warnings": _texts(entry.warnings),
        "sources": _sources(entry),
        "undocumented": _texts(undocumented),
        "parameters": list(answered.parameters),
        "other_readings": list(_other_readings(explanation)),
        "context": {"taken": context.printed_by.value, "why": context.why},
        "did_you_mean": [near.decimal for near in explanation.did_you_mean],
    }


def _other_readings(explanation: Explanation) -> Iterator[Json]:
    """Other meanings of the number: to another program, as a bug check, and what it wraps."""
    for entry in explanation.alternatives:
        yield {
            "printed_by": entry.printed_by.value,
            "family": entry.family.title,
            "source": entry.provenance.value,
            "decimal": explanation.code.decimal,
            "names": list(entry.names),
            "meaning": _meaning(entry),
        }
    entries = (explanation.entry, *explanation.alternatives)
    known = {name for entry in entries for name in entry.names}
    for reading in explanation.interpretations:
        names = [name for name in reading.names if name not in known]
        if names and (reading.is_wrapped or len(explanation.interpretations) > 1):
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


def _sources(entry: Entry) -> list[Json]:
    return [{"title": source.title, "url": source.url} for source in entry.references]


def hits_json(hits: Iterable[AnyHit]) -> list[Json]:
    """The results of a search, the best first: codes, and families of codes."""
    return [_code_hit(hit) if isinstance(hit, Hit) else _family_hit(hit) for hit in hits]


def _code_hit(hit: Hit) -> Json:
    own = hit.printed_by if hit.printed_by.counts_its_own else NUMBER_ALONE.printed_by
    explanation = explain(hit.code, Context(own, "", certain=False))
    entry = explanation.entry
    return {
        "code": hit.asked,
        "hex": hit.code.hex,
        "decimal": hit.code.decimal,
        "names": list(explanation.names),
        "meaning": hit.meaning,
        "family": entry.family.title,
        "source": entry.provenance.value,
        "sources": _sources(entry),
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
