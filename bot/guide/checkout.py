"""The guide in a Git working copy, compiled on first use and cached until its files change.

The cache is in `__pycache__`, with the sizes and times of the files that it was made from; the
search index is cached in the same way. This module imports only what loads faster than a file is
read.
"""
# ruff: noqa: PTH103, PTH105, PTH116, PTH120, PTH123 - the import of pathlib takes longer than reading
# ruff: noqa: PLC0415 - as do these

import os

TYPE_CHECKING = False  # mypy knows the name, and the import of typing would take longer
if TYPE_CHECKING:
    from collections.abc import Callable

HERE = os.path.dirname(__file__)
FOLDER = f"{HERE}/entries"
CACHE = f"{HERE}/__pycache__/guide.bin"
INDEX_CACHE = f"{HERE}/__pycache__/phrases.db"


CODES = f"{HERE}/../codes"


def _modules(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}.py" for name in names.split())


COMPILERS = (
    *_modules(HERE, "compiler data_file entry pool sorted_lines wording"),
    *_modules(CODES, "found http_status names normalise numberings patterns plain_words"),
    *_modules(CODES, "printed_by rules status_code"),
)
"""The modules that compile the guide, and those that they import."""
INDEXERS = (
    *COMPILERS,
    *_modules(HERE, "data hits index_builder number_ranges phrase_index phrases search"),
    *_modules(HERE, "vocabulary words"),
    *_modules(CODES, "interpretations name_search"),
    *(f"{HERE}/most_asked.txt", f"{HERE}/synonyms.txt", f"{CODES}/names.txt"),
)
"""The modules that make the search index, those that they import, and the lists that they read."""


def compiled_guide(folder: str = FOLDER, cache: str = CACHE) -> bytes:
    """The data files in `folder`, compiled again if one of them has changed, and packed.

    Raises `bot.guide.compiler.GuideError` if they are unusable.
    """

    def make() -> bytes:
        from pathlib import Path

        from bot.guide.compiler import compiled
        from bot.guide.sorted_lines import packed

        return packed(compiled(Path(folder)))

    return _cached(cache, _state((folder,), COMPILERS), make)


def search_index() -> bytes:
    """The search index of the data files, as a package has it."""

    def make() -> bytes:
        from bot.guide.phrases import packed_index

        return packed_index()

    return _cached(INDEX_CACHE, _state((FOLDER, f"{HERE}/messages"), INDEXERS), make)


def _cached(cache: str, state: bytes, make: "Callable[[], bytes]") -> bytes:
    """The content of the cache if it has this state; else new content, which is cached."""
    cached_state, content = _read(cache)
    if cached_state == state and content:
        return content
    content = make()
    try:
        os.makedirs(os.path.dirname(cache), exist_ok=True)
        new = f"{cache}.{os.getpid()}"
        with open(new, "wb") as file:
            file.write(b"%b\n%b" % (state, content))
        os.replace(new, cache)
    except OSError:
        return content  # the folder is read-only, so the content is made each time
    return content


def _state(folders: tuple[str, ...], files: tuple[str, ...]) -> bytes:
    """The sizes and times of all files that something is made from."""
    found = [(each.name, each.stat()) for folder in folders for each in os.scandir(folder)]
    found += [(file, os.stat(file)) for file in files]
    found.sort()
    return " ".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found).encode()


def _read(cache: str) -> tuple[bytes, bytes]:
    """The state and the content in the cache; both are empty if there is no cache."""
    try:
        with open(cache, "rb") as file:
            state, _, content = file.read().partition(b"\n")
    except OSError:
        return b"", b""
    return state, content
