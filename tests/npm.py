"""Packages of npm, in a temporary folder, for the tests that need Node."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def needed(what: str) -> None:
    """Fail where all must be tested; elsewhere say loudly what is not."""
    words = f"NOT TESTED: {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


def installed(folder: Path, package: str) -> Path:
    """That package, of that exact version, below node_modules; without it the test is skipped."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        needed(f"what needs npm's {package}, as there is no Node: apt-get install nodejs npm")
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error")
    done = subprocess.run(
        [str(npm), "install", *quiet, package],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        needed(f"what needs npm's {package}: {done.stderr.strip()}")
    return folder / "node_modules" / package.rpartition("@")[0]
