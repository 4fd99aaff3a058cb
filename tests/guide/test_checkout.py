"""A checkout compiles its data files once, until one of them changes."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.guide import checkout, data
from bot.guide.checkout import compiled_guide
from bot.guide.compiler import compiled
from bot.guide.sorted_lines import packed
from tests.guide.data_files import GOOD, written

ROOT = Path(__file__).parents[2]
COMPILERS = ["bot.guide.compiler", "bot.guide.sorted_lines"]
INDEXERS = [*COMPILERS, "bot.guide.phrases"]


def file_of(module: str) -> Path:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def imported_by(module: str) -> Iterator[str]:
    """What a module of the bot imports of the bot as soon as it is imported."""
    for node in ast.parse(file_of(module).read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bot."):
            inner = (f"{node.module}.{each.name}" for each in node.names)
            yield from (each if file_of(each).exists() else node.module for each in inner)


def all_imported_by(modules: Sequence[str]) -> set[str]:
    """These modules, what they import, and what that imports in turn."""
    found, rest = set[str](), [*modules]
    while rest:
        module = rest.pop()
        rest += {*imported_by(module)} - found
        found.add(module)
    return found


@pytest.mark.parametrize(
    ("modules", "files"), [(COMPILERS, checkout.COMPILERS), (INDEXERS, checkout.INDEXERS)]
)
def test_a_change_of_any_module_that_makes_a_cache_makes_it_again(
    modules: Sequence[str], files: Sequence[str]
) -> None:
    compared = {Path(file).resolve() for file in files if file.endswith(".py")}

    assert compared == {*map(file_of, all_imported_by(modules))}


@pytest.mark.slow
def test_the_index_of_a_checkout_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout, "INDEX_CACHE", str(tmp_path / "phrases.db"))
    made = checkout.search_index()
    written = (tmp_path / "phrases.db").stat().st_mtime_ns

    assert checkout.search_index() == made
    assert (tmp_path / "phrases.db").stat().st_mtime_ns == written


def test_a_checkout_compiles_once_until_a_data_file_changes(tmp_path: Path) -> None:
    folder, cache = tmp_path / "entries", tmp_path / "cache" / "guide.bin"
    folder.mkdir()
    written(folder, GOOD)
    first = compiled_guide(str(folder), str(cache))
    state, _, _ = cache.read_bytes().partition(b"\n")
    cache.write_bytes(b"%b\ncached" % state)
    second = compiled_guide(str(folder), str(cache))
    written(folder, GOOD + "\n")
    third = compiled_guide(str(folder), str(cache))

    assert second == b"cached"
    assert first == third == packed(compiled(folder))


@pytest.mark.parametrize("cache", [b"", b"\xff\xfe", b"cut short\nentry"])
def test_a_broken_cache_is_compiled_again(tmp_path: Path, cache: bytes) -> None:
    written(tmp_path, GOOD)
    path = tmp_path / "guide.bin"
    path.write_bytes(cache)

    assert compiled_guide(str(tmp_path), str(path)) == packed(compiled(tmp_path))


def test_without_a_writable_cache_the_guide_is_compiled_each_time(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "a_file").write_text("x", "utf-8")

    assert compiled_guide(str(tmp_path), str(tmp_path / "a_file" / "guide.bin"))


def test_the_compiled_file_of_a_package_is_read_instead_of_the_data_files(tmp_path: Path) -> None:
    shipped = tmp_path / "guide.bin"
    shipped.write_bytes(b"packed")

    assert data.guide(str(shipped)) == b"packed"
    assert data.guide(str(tmp_path / "none.bin")) == compiled_guide()
