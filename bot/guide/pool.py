"""PURE. What the entries of the compiled guide share: sources, and steps that stand in several.

Each is a line of its own, such as `source 1f3 {…}`, and stands in an entry by its number in hex.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.guide.data import LEARN, MEANING, SHORT, SOURCES

Content = Mapping[str, Any]
"""What a compiled line says."""


class Pool:
    """What several entries share: each source, and each step that stands in more than one."""

    def __init__(self, contents: Iterable[Content]) -> None:
        self.lines: list[str] = []
        self._known: dict[str, str] = {}
        steps = (as_json(step) for content in contents for step in content.get("steps", ()))
        self._often = {step for step, times in Counter(steps).items() if times > 1}

    def put(self, content: Content) -> Content:
        """What an entry says, with an id in place of what it shares."""
        pooled = dict(content)
        for name in ("causes", "steps", "warnings"):
            if name in content:
                pooled[name] = [self._fact(fact) for fact in content[name]]
        if "meaning" in content:
            pooled[MEANING] = self._inline(pooled.pop("meaning"))
        if "sources" in content:
            pooled[SOURCES] = self._ids(pooled.pop("sources"))
        return pooled

    def _fact(self, fact: list[Any]) -> list[Any] | str:
        if as_json(fact) in self._often:
            return self._id("step", self._inline(fact))
        return self._inline(fact)

    def _inline(self, fact: list[Any]) -> list[Any]:
        text, *rest = fact
        return [text, self._ids(rest[0]), *rest[1:]] if rest else fact

    def _ids(self, sources: Iterable[Content]) -> list[str]:
        return [self._id("source", _shortened(source)) for source in sources]

    def _id(self, kind: str, shared: object) -> str:
        """The id of a line that says it, which is made when it is first asked for."""
        said = as_json(shared)
        if said not in self._known:
            self._known[said] = f"{len(self._known):x}"
            self.lines.append(f"{kind} {self._known[said]} {said}")
        return self._known[said]


def _shortened(source: Content) -> Content:
    """A source without the beginning that most addresses share."""
    url = str(source.get("url", ""))
    return {**source, "url": url.replace(LEARN, SHORT, 1)} if url.startswith(LEARN) else source


def as_json(content: object) -> str:
    """The content of a line."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
