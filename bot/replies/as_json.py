"""PURE. Answers for programs: the output of `--json`, as `*.schema.json` describe it."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from bot.codes.context import Context
from bot.guide.explain import NUMBER_ALONE, explain
from bot.guide.hits import AnyHit, FamilyHit, Hit

Json = dict[str, Any]


def json_of(value: object) -> Any:  # noqa: ANN401 - JSON is any of its types
    """A dataclass, and all in it, as JSON: its fields as members, a tuple as a list."""
    if is_dataclass(value):
        return {field.name: json_of(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [json_of(each) for each in value]
    return value.value if isinstance(value, StrEnum) else value


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
        "sources": [{"title": source.title, "url": source.url} for source in entry.references],
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
