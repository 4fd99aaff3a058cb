"""Packages of npm for the tests that need Node."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

QUIET = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error")


def needed(what: str) -> None:
    """Fail where all must be tested; elsewhere say loudly what is not."""
    words = f"NOT TESTED: {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


def installed(cache: pytest.Cache, package: str) -> Path:
    """That package, of that exact version, below node_modules; without it the test is skipped.

    It is installed once per checkout, into pytest's cache.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        needed(f"what needs npm's {package}, as there is no Node: apt-get install nodejs npm")
    folder = cache.mkdir("npm") / quote(package, safe="")
    if not folder.exists():
        _install(str(npm), folder, package)
    return folder / "node_modules" / package.rpartition("@")[0]


def _install(npm: str, folder: Path, package: str) -> None:
    """Make the folder in one step, complete: another process may look for it meanwhile."""
    with TemporaryDirectory(dir=folder.parent) as temporary:
        unfinished = Path(temporary, "unfinished")
        unfinished.mkdir()
        done = subprocess.run(
            [npm, "install", *QUIET, package],
            cwd=unfinished,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            needed(f"what needs npm's {package}: {done.stderr.strip()}")
        try:
            unfinished.rename(folder)
        except OSError:
            assert folder.exists(), "another process can only have been faster"
