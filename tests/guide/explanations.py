"""Explanations of codes in a context."""

from hypothesis import strategies as st

from bot.codes.context import Context
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.explain import Explanation, explain

IISSYNC = Context(PrintedBy.IISSYNC, "the text names IISSYNC")
PROGRAM = Context(PrintedBy.ANY, "the text names sc")
STOPPED = Context(PrintedBy.BUG_CHECK, "the text says that Windows stopped")
ANY_CODE = st.integers(0, 2**32 - 1).map(StatusCode)


def explained(value: int, context: Context | None = None, written: str = "") -> Explanation:
    return explain(StatusCode(value), *([context] if context else []), written=written)
