"""The guide of a checkout: compiled on first use, and kept for as long as the data files stay.

It is kept in `__pycache__`, as Python does with its own files, with the sizes and times of what it
was made of and by; so is the search index. Nothing is imported here that takes longer than reading.
"""
# ruff: noqa: PTH103, PTH105, PTH116, PTH120, PTH123 - the import of pathlib takes longer than reading
# ruff: noqa: PLC0415 - as do these

import os

TYPE_CHECKING = False  # by this name mypy knows it, from wherever it comes
if TYPE_CHECKING:
    from collections.abc import Callable

HERE = os.path.dirname(__file__)
FOLDER = f"{HERE}/entries"
KEPT = f"{HERE}/__pycache__/guide.txt"
INDEX_KEPT = f"{HERE}/__pycache__/phrases.db"
COMPILERS = (f"{HERE}/compiler.py", f"{HERE}/pool.py", f"{HERE}/data.py")
INDEXERS = (
    *COMPILERS,
    *(f"{HERE}/{name}" for name in ("phrases.py", "phrase_index.py", "words.py", "search.py")),
    *(f"{HERE}/{name}" for name in ("same_words.txt", "most_asked.txt")),
    *(f"{HERE}/{name}" for name in ("data.py", "entry.py", "figures.py")),
    *(f"{HERE}/../codes/{name}" for name in ("names.txt", "names.py", "plain_words.py")),
    *(f"{HERE}/../codes/{name}" for name in ("printed_by.py", "numberings.py")),
)
"""What else the search index is made of and by."""


def compiled_here(folder: str = FOLDER, kept: str = KEPT) -> bytes:
    """What the data files in `folder` say, compiled anew if one of them has changed since.

    Raises `bot.guide.compiler.GuideError` where they are not right.
    """

    def make() -> bytes:
        from pathlib import Path

        from bot.guide.compiler import compiled

        return compiled(Path(folder)).encode()

    return _kept_or_made(kept, _state((folder,), COMPILERS), make)


def index_here() -> bytes:
    """The search index of the data files, as a package has it."""

    def make() -> bytes:
        from bot.guide.phrases import packed_index

        return packed_index()

    return _kept_or_made(INDEX_KEPT, _state((FOLDER, f"{HERE}/messages"), INDEXERS), make)


def _kept_or_made(kept: str, state: bytes, make: "Callable[[], bytes]") -> bytes:
    """What was kept, if it is of this state; else what is made now, which is kept if it can be."""
    was, content = _read(kept)
    if was == state and content:
        return content
    content = make()
    try:
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        new = f"{kept}.{os.getpid()}"
        with open(new, "wb") as file:
            file.write(b"%b\n%b" % (state, content))
        os.replace(new, kept)
    except OSError:
        return content  # a folder that cannot be written to: it is made each time
    return content


def _state(folders: tuple[str, ...], files: tuple[str, ...]) -> bytes:
    """The sizes and times of all that something is made of and by."""
    found = [(each.name, each.stat()) for folder in folders for each in os.scandir(folder)]
    found += [(file, os.stat(file)) for file in files]
    found.sort()
    return " ".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found).encode()


def _read(path: str) -> tuple[bytes, bytes]:
    """What was kept: the state of the data files then, and what was made of them."""
    try:
        with open(path, "rb") as file:
            state, _, content = file.read().partition(b"\n")
    except OSError:
        return b"", b""
    return state, content
