"""PURE. What the entries of the compiled guide share: sources, and steps that several have.

Each is a line of its own, such as `source 1f3 {…}`, and entries refer to it by its id in hex.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.guide.entry import FACTS

Content = Mapping[str, Any]
"""The content of a compiled line."""


class Pool:
    """The lines that entries share: each source, and each step that more than one entry has."""

    def __init__(self, contents: Iterable[Content]) -> None:
        self.lines: list[str] = []
        self._ids_of: dict[str, str] = {}
        steps = (as_json(step) for content in contents for step in content.get("steps", ()))
        self._repeated = {step for step, times in Counter(steps).items() if times > 1}

    def put(self, content: Content) -> Content:
        """The content of an entry, with ids in place of what it shares."""
        pooled = dict(content)
        for name in FACTS:
            if name in content:
                pooled[name] = [self._fact(fact) for fact in content[name]]
        if "meaning" in content:
            pooled["meaning"] = self._inline(content["meaning"])
        if "sources" in content:
            pooled["sources"] = " ".join(self._ids(content["sources"]))
        return pooled

    def _fact(self, fact: list[Any]) -> list[Any] | str:
        if as_json(fact) in self._repeated:
            return self._id("step", self._inline(fact))
        return self._inline(fact)

    def _inline(self, fact: list[Any]) -> list[Any]:
        text, *rest = fact
        return [text, self._ids(rest[0]), *rest[1:]] if rest else fact

    def _ids(self, sources: Iterable[Content]) -> list[str]:
        return [self._id("source", source) for source in sources]

    def _id(self, kind: str, shared: object) -> str:
        """The id of the line for `shared`, which is added at its first use."""
        content = as_json(shared)
        if content not in self._ids_of:
            self._ids_of[content] = f"{len(self._ids_of):x}"
            self.lines.append(f"{kind} {self._ids_of[content]} {content}")
        return self._ids_of[content]


def as_json(content: object) -> str:
    """The content of a line, in the shortest form."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
