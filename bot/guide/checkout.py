"""The guide of a checkout: compiled on first use, and kept for as long as the data files stay.

It is kept in `__pycache__`, as Python does with its own files, with the sizes and times of what it
was made of and by. Nothing is imported here that takes longer than reading it.
"""
# ruff: noqa: PTH103, PTH105, PTH116, PTH120, PTH123 - the import of pathlib takes longer than reading

import os

FOLDER = f"{os.path.dirname(__file__)}/entries"
COMPILER = f"{os.path.dirname(__file__)}/compiler.py"
KEPT = f"{os.path.dirname(__file__)}/__pycache__/guide.txt"


def compiled_here(folder: str = FOLDER, kept: str = KEPT) -> bytes:
    """What the data files in `folder` say, compiled anew if one of them has changed since.

    Raises `bot.guide.compiler.GuideError` where they are not right.
    """
    files = sorted((each.name, each.stat()) for each in os.scandir(folder))
    files.append(("compiler.py", os.stat(COMPILER)))
    state = " ".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in files).encode()
    was, text = _kept(kept)
    if was == state and text.endswith(b"\n"):
        return text
    from pathlib import Path  # noqa: PLC0415 - as the module says

    from bot.guide.compiler import compiled  # noqa: PLC0415

    text = compiled(Path(folder)).encode()
    try:
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        new = f"{kept}.{os.getpid()}"
        with open(new, "wb") as file:
            file.write(b"%b\n%b" % (state, text))
        os.replace(new, kept)
    except OSError:
        return text  # a folder that cannot be written to: it is compiled each time
    return text


def _kept(path: str) -> tuple[bytes, bytes]:
    """What was kept: the state of the data files then, and what was compiled of them."""
    try:
        with open(path, "rb") as file:
            state, _, text = file.read().partition(b"\n")
    except OSError:
        return b"", b""
    return state, text
