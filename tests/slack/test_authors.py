"""Who wrote a message: a table of all kinds, which tests/faults sends through the whole bot."""

import pytest

from bot.slack.authors import why_not_answered
from tests.conftest import Json
from tests.faults.test_kinds_of_message import KINDS, OWN, Kind

PERSONS: Json = {"type": "message", "user": "U0ABC12345", "text": "1722", "ts": "1700000000.000100"}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_fault_60_a_message_is_answered_if_a_person_has_just_written_it(kind: Kind) -> None:
    assert (why_not_answered({**PERSONS, **kind.changes}, OWN) == "") is kind.is_answered


def test_why_a_message_is_left_alone_is_said_in_words() -> None:
    assert why_not_answered({**PERSONS, "user": OWN}, OWN) == "the bot itself wrote it"


@pytest.mark.parametrize("subtype", [[], {}, 1, "bot_message"])
def test_a_subtype_of_any_shape_is_no_persons(subtype: object) -> None:
    assert why_not_answered({**PERSONS, "subtype": subtype}, OWN)
