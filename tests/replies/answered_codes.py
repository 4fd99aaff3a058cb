"""Codes and their explanations, as questions about them have them."""

from bot.codes.context import Context
from bot.codes.detection import Candidate
from bot.codes.extraction import Extraction
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented
from bot.guide.explain import NUMBER_ALONE, explain
from bot.replies.answered_code import AnsweredCode
from bot.replies.answers import answer_reply
from bot.replies.reply import Reply
from tests.replies.accepted import accepted

UNNAMED = 0x8BAD0000  # from here on no header names a code
PROGRAM = Context(PrintedBy.ANY, "the text names sc")
STOPPED = Context(PrintedBy.BUG_CHECK, "the text says that Windows stopped")
DOCUMENTED = all_documented()


def answered(value: int, context: Context = NUMBER_ALONE, written: str = "") -> AnsweredCode:
    code = StatusCode(value)
    return AnsweredCode(written or str(code), explain(code, context, written))


def reply_to(*codes: int, whole: bool = True) -> Reply:
    return accepted(answer_reply([answered(code) for code in codes], whole=whole))


def candidate(written: str, *codes: int) -> Candidate:
    return Candidate(written, 0, tuple(StatusCode(code) for code in codes))


def holding(*candidates: Candidate, complete: bool = True) -> Extraction:
    """What was found in a text of which these candidates are to be told."""
    return Extraction("", (), candidates, complete=complete)


def in_order(text: str, *pieces: str) -> bool:
    places = [text.find(piece) for piece in pieces]
    return -1 not in places and places == sorted(places)
