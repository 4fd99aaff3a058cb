"""Who wrote a message: a table of all kinds, which tests/faults sends through the whole bot."""

import pytest

from bot.slack.payloads.authors import why_not_answered
from tests.conftest import Json
from tests.faults.test_kinds_of_message import KINDS, OWN, Kind

PERSONS: Json = {"type": "message", "user": "U0ABC12345", "text": "1722", "ts": "1700000000.000100"}


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_fault_60_only_a_message_that_a_person_has_just_written_is_answered(kind: Kind) -> None:
    assert (why_not_answered({**PERSONS, **kind.changes}, OWN) == "") is kind.is_answered


def test_the_reason_for_ignoring_a_message_is_a_sentence() -> None:
    assert why_not_answered({**PERSONS, "user": OWN}, OWN) == "the bot itself wrote it"


@pytest.mark.parametrize("subtype", [[], {}, 1, "bot_message"])
def test_a_message_with_an_unknown_or_malformed_subtype_is_ignored(subtype: object) -> None:
    assert why_not_answered({**PERSONS, "subtype": subtype}, OWN)
