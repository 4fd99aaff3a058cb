"""Keeps the code of this version that uses a database, so that later ones can be run beside it.

`python -m tests.database.freeze NAME` writes `versions/NAME.zip`, the same file for the same code.
"""

import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[2]
VERSIONS = Path(__file__).with_name("versions")
EXERCISE = "tests.database.exercise"


IMPORTED = f"""
import sys, {EXERCISE}
for name, module in sys.modules.items():
    if name.startswith("bot"):
        print(module.__file__)
"""


def files() -> dict[str, Path]:
    """The modules of the bot that the exercise imports, the migrations, and the exercise itself."""
    imported = subprocess.run(
        [sys.executable, "-c", IMPORTED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    migrations = ROOT / "bot" / "database" / "migrations"
    code = sorted({*map(Path, imported.stdout.splitlines()), *migrations.rglob("*.py")})
    named = {path.relative_to(ROOT).as_posix(): path for path in code}
    return named | {"exercise.py": Path(__file__).with_name("exercise.py")}


def freeze(name: str) -> Path:
    """Write the archive of that name; return its path."""
    VERSIONS.mkdir(exist_ok=True)
    path = VERSIONS / f"{name}.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for inside, source in files().items():
            archive.writestr(ZipInfo(inside), source.read_bytes(), ZIP_DEFLATED)
    return path


if __name__ == "__main__":
    freeze(sys.argv[1])
