"""Adds the compiled guide and its search index to a built package.

Hatchling runs it (`pyproject.toml`) in an environment of its own. An editable install compiles the
data files when they have changed.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GuideHook(BuildHookInterface):  # type: ignore[type-arg] # it works for every kind of builder
    """Adds the compiled guide and its search index to a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the guide. Raises `GuideError`, which ends the build, for faulty data files."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from bot.guide.checkout import search_index  # noqa: PLC0415 - importable only now
        from bot.guide.compiler import checked  # noqa: PLC0415 - as above
        from bot.guide.sorted_lines import packed  # noqa: PLC0415 - as above

        self._made = tempfile.TemporaryDirectory()
        made = {"guide.bin": packed(checked()), "phrases.db": search_index()}
        for name, content in made.items():
            path = Path(self._made.name) / name
            path.write_bytes(content)
            build_data["force_include"][str(path)] = f"bot/guide/{name}"

    def finalize(self, version: str, _: dict[str, Any], __: str) -> None:
        """Delete the temporary files."""
        if version != "editable":
            self._made.cleanup()
