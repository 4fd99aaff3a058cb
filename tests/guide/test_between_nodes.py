"""Our own suggestions for IISSYNC, where no article explains a code."""

import re

import pytest

from bot.codes.names import names_of
from bot.codes.printed_by import PrintedBy
from bot.guide.data import all_documented, all_entries
from bot.guide.entry import Entry, Provenance

# The errors of MTS 2.0's mtxadmin.h.
MTS = {
    *(0x80110401, 0x80110402, 0x80110403, 0x80110404, 0x80110405, 0x80110407, 0x80110408),
    *(0x80110409, 0x8011040A, 0x8011040B, 0x8011040C, 0x8011040D, 0x8011040E, 0x8011040F),
    *(0x80110410, 0x80110411, 0x80110412, 0x80110413, 0x80110414, 0x80110415, 0x80110416),
    *(0x80110417, 0x80110418, 0x80110419, 0x8011041A, 0x8011041B, 0x8011041C, 0x8011041D),
    *(0x8011041E, 0x8011041F, 0x80110420, 0x80110421, 0x80110422, 0x80110423, 0x80110424),
    *(0x80110425, 0x80110426, 0x80110427, 0x80110428, 0x80110429, 0x8011042A, 0x8011042B),
    *(0x8011042C, 0x80110434),
}
ENTRIES = [
    entry
    for entry in all_entries()
    if entry.printed_by is PrintedBy.IISSYNC and entry.provenance is Provenance.GUIDE
]
CODES = [code.decimal for entry in ENTRIES for code in entry.codes]
EXPLAINED = {code.decimal for code, entry in all_documented().items() if entry.steps}
WITHOUT_STEPS = {code.decimal for code, entry in all_documented().items() if not entry.steps}
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.codes[0].hex)


def test_every_mts_administration_error_is_documented_or_has_our_suggestion() -> None:
    assert len(MTS) == 44
    assert {code for code in CODES if code >> 16 == 0x8011} == MTS - EXPLAINED


def test_a_documented_code_without_steps_has_our_suggestion_and_no_other_has() -> None:
    assert len(WITHOUT_STEPS) == 6
    assert set(CODES) >= WITHOUT_STEPS
    assert not EXPLAINED & set(CODES)


@each_entry
def test_each_code_has_a_name_and_is_not_listed_wrapped(entry: Entry) -> None:
    assert all(names_of(code.decimal) and code.decimal >> 16 != 0x8007 for code in entry.codes)


@each_entry
def test_a_suggestion_is_one_sentence_and_one_to_three_steps(entry: Entry) -> None:
    assert entry.meaning
    assert not re.search(r"[.?] [A-Z]", entry.meaning.text)
    assert 1 <= len(entry.steps) <= 3
    assert not entry.causes


def test_no_suggestion_states_what_an_article_documents() -> None:
    facts = [fact for entry in ENTRIES for fact in (*entry.steps, entry.meaning) if fact]
    text = " ".join(fact.text for fact in facts)

    assert not re.search(r"\bQ\d{6}\b|IP address|AppWamClsid|protocol|corrupt", text)
    assert not any(fact.sources for fact in facts)
