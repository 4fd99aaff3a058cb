"""A built package has the compiled guide, and reads it; it has what it should and nothing else."""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.guide.compiler import FOLDER, compiled
from bot.guide.sorted_lines import packed
from tests.measured import MEASURED

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
LARGEST = 6_000_000
"""Bytes that an installed package may have: a code with causes and steps takes about 350."""
MADE = {"bot/guide/guide.bin", "bot/guide/phrases.db"}
"""Files that the build makes of the data files."""
METADATA = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/.github/LICENSE"}
LEFT_OUT = {".editorconfig", ".gitattributes"}
"""Files for editors and Git, which an archive of the sources does not need."""


def build(folder: Path, target: str) -> zipfile.ZipFile:
    """Build a wheel of that kind into the folder, and open it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    measured = {**os.environ, **MEASURED}
    subprocess.run(command, cwd=ROOT, env=measured, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The package as it is shipped."""
    with build(tmp_path_factory.mktemp("wheel"), "wheel") as built:
        yield built


def test_a_built_package_has_the_compiled_guide_and_no_data_files(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    shipped = wheel.read("bot/guide/guide.bin")
    size = sum(each.file_size for each in wheel.infolist())

    assert shipped == packed(compiled(FOLDER))
    assert not [name for name in names if name.endswith(".toml") or "build_hook" in name]
    assert size < LARGEST


def in_checkout(*folders: str) -> set[str]:
    """The files below the folders that are in Git, or would be in the next commit."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders)
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}


def test_a_wheel_has_the_bot_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    metadata = {name for name in names if ".dist-info/" in name}
    sources = {"bot/guide/build_hook.py", *in_checkout("bot/guide/entries", "bot/guide/messages")}

    assert names - metadata == (in_checkout("bot") - sources) | MADE
    assert {name.partition(".dist-info/")[2] for name in metadata} == METADATA


def test_a_source_archive_has_what_is_in_git_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names == (in_checkout(".") - LEFT_OUT) | {"PKG-INFO"}


def test_an_editable_install_has_no_compiled_guide(tmp_path: Path) -> None:
    with build(tmp_path, "wheel:editable") as editable:
        assert not [name for name in editable.namelist() if name.startswith("bot/guide")]


def test_an_installed_package_reads_its_compiled_guide(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "decode", "1060"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.startswith("1060: The two nodes have a communications problem.")
