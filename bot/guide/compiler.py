"""Compiles the guide's data files into one file that is quick to load, and reports their faults.

A line of that file is `entry 80070005 any guide {…}` or `family win32 {…}`. What entries share,
such as a source, is a line of its own (`bot.guide.pool`), which entries refer to by its id.
`bot.guide.data` reads the file.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.guide.data_file import KINDS, SHARED, DataFile, Table
from bot.guide.pool import Content, Pool, as_json

FOLDER = Path(__file__).parent / "entries"


class GuideError(ValueError):
    """The data files have `faults`, each with the name of its file."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def compiled(folder: Path = FOLDER) -> str:
    """The guide as one text, sorted. Raises `GuideError` if a file is unusable."""
    guide = _read(folder)
    if guide.faults:
        raise GuideError(guide.faults)
    return guide.text


def checked(folder: Path = FOLDER) -> str:
    """The same. Raises `GuideError` if a file has any fault, even in its words."""
    guide = _read(folder)
    faults = (*guide.faults, *guide.remarks())
    if faults:
        raise GuideError(faults)
    return guide.text


def people_say(folder: Path = FOLDER) -> Mapping[str, Sequence[str]]:
    """What people say in place of each code, by the key of its compiled line."""
    return _read(folder).phrases


def _read(folder: Path) -> "_Guide":
    guide = _Guide()
    for path in sorted(folder.glob("*.toml"), key=lambda path: (path.name != SHARED, path.name)):
        guide.add(path)
    guide.check_families()
    return guide


class _Guide:
    """The compiled lines of all files by their keys, and the faults of the files."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.lines: dict[str, Content] = {}
        self.phrases: dict[str, Sequence[str]] = {}
        self._remarks: list[str] = []
        self._shared: Table = {}
        self._used: set[str] = set()
        self._families: dict[str, str] = {}

    @property
    def text(self) -> str:
        """All lines, sorted."""
        pool = Pool(self.lines.values())
        lines = [f"{key} {as_json(pool.put(content))}" for key, content in self.lines.items()]
        return "".join(f"{line}\n" for line in sorted((*lines, *pool.lines)))

    def remarks(self) -> list[str]:
        """What is wrong with the words, and what is unused: the bot can work with it."""
        unused = sorted(self._shared.get("steps", {}).keys() - self._used)
        return [*self._remarks, *(f"{SHARED}: no entry uses {key!r}" for key in unused)]

    def check_families(self) -> None:
        """Find the files whose family is described nowhere."""
        families = {key.removeprefix("family ") for key in self.lines if key.startswith("family ")}
        self.faults += (
            f"{file}: there is no family {key!r}"
            for file, key in sorted(self._families.items())
            if key not in families
        )

    def add(self, path: Path) -> None:
        """Compile one file; the shared file has to be the first."""
        content = self._content(path)
        if content is None:
            return
        if path.name == SHARED:
            self._shared = content
        try:
            file = DataFile(path.name, content, self._shared)
        except ValueError as error:
            self.faults.append(f"{path.name}: family: {error}")
            return
        for key, content_of_line in file.lines:
            if key in self.lines:
                file.faults.append(f"{path.name}: {key} stands twice")
            self.lines[key] = content_of_line
        self.phrases |= file.phrases
        self.faults += file.faults
        self._remarks += file.remarks
        self._used |= file.used
        if content.get("family"):
            self._families[path.name] = str(content["family"].get("key"))

    def _content(self, path: Path) -> Table | None:
        """The content of a file; None, and a fault, if it is unusable."""
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(f"{path.name}: {error}")
            return None
        wrong = [
            name for name, kind in KINDS.items() if not isinstance(content.get(name, kind()), kind)
        ]
        self.faults += [f"{path.name}: [{name}] has not the form it must have" for name in wrong]
        return None if wrong else content
