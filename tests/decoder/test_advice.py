import re

import pytest

from bot.decoder.advice import ADVICE, ADVICE_LABEL, Advice
from bot.decoder.catalogue import CATALOGUE
from bot.decoder.names import names_of

# The errors of MTS 2.0's mtxadmin.h.
MTS = [
    *(0x80110401, 0x80110402, 0x80110403, 0x80110404, 0x80110405, 0x80110407, 0x80110408),
    *(0x80110409, 0x8011040A, 0x8011040B, 0x8011040C, 0x8011040D, 0x8011040E, 0x8011040F),
    *(0x80110410, 0x80110411, 0x80110412, 0x80110413, 0x80110414, 0x80110415, 0x80110416),
    *(0x80110417, 0x80110418, 0x80110419, 0x8011041A, 0x8011041B, 0x8011041C, 0x8011041D),
    *(0x8011041E, 0x8011041F, 0x80110420, 0x80110421, 0x80110422, 0x80110423, 0x80110424),
    *(0x80110425, 0x80110426, 0x80110427, 0x80110428, 0x80110429, 0x8011042A, 0x8011042B),
    *(0x8011042C, 0x80110434),
]
EXPLAINED = {code.decimal for code, entry in CATALOGUE.items() if entry.causes}
KNOWN_WITHOUT_CAUSE = {
    code.decimal for code, entry in CATALOGUE.items() if not entry.causes and not entry.succeeded
}
SENTENCES = [(value, text) for value, each in ADVICE.items() for text in (each.means, *each.check)]


def test_every_mts_administration_error_is_explained_or_has_advice() -> None:
    advised = {value for value in ADVICE if value >> 16 == 0x8011}

    assert len(set(MTS)) == 44
    assert advised == set(MTS) - EXPLAINED


def test_a_documented_code_without_a_cause_has_advice() -> None:
    assert KNOWN_WITHOUT_CAUSE.issubset(ADVICE)
    assert len(KNOWN_WITHOUT_CAUSE) == 6


def test_no_code_with_a_documented_cause_has_advice() -> None:
    assert not EXPLAINED & set(ADVICE)
    assert 0 not in ADVICE


@pytest.mark.parametrize("value", ADVICE)
def test_every_code_with_advice_has_a_name(value: int) -> None:
    assert names_of(value)


@pytest.mark.parametrize("value", ADVICE)
def test_a_win32_error_is_not_listed_wrapped(value: int) -> None:
    assert value >> 16 != 0x8007


@pytest.mark.parametrize("advice", ADVICE.values())
def test_advice_is_one_sentence_and_one_to_three_checks(advice: Advice) -> None:
    assert advice.means.endswith(".")
    assert not re.search(r"[.?] [A-Z]", advice.means)
    assert 1 <= len(advice.check) <= 3
    assert len(set(advice.check)) == len(advice.check)


@pytest.mark.parametrize(("value", "text"), SENTENCES)
def test_every_text_is_short_and_well_formed(value: int, text: str) -> None:
    fault = f"0x{value:08X}: {text}"

    assert 25 <= len(text) <= 160, fault
    assert re.fullmatch(r"[A-Z][^\n]*[.?]", text), fault
    assert text.count("`") % 2 == 0, fault
    assert "  " not in text, fault
    assert not re.search(r"(?<!\\)\\TARGET", text), fault


def test_no_advice_states_what_an_article_documents() -> None:
    said = " ".join(text for _, text in SENTENCES)

    assert not re.search(r"\bQ\d{6}\b|IP address|AppWamClsid|protocol|corrupt", said)


def test_the_label_says_whose_reading_it_is() -> None:
    assert ADVICE_LABEL == "from the Windows meaning, not documented for IISSYNC"
