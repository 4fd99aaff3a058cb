"""The lines of names.txt, and names as text."""

from pathlib import Path

from hypothesis import strategies as st

from bot.codes import names
from bot.codes.names import Name

LINES = Path(names.__file__).with_name("names.txt").read_text(encoding="ascii").splitlines()[1:]
ANY_LINE = st.sampled_from(LINES)


def spellings_of(found: tuple[Name, ...] | list[Name]) -> list[str]:
    return [name.name for name in found]
