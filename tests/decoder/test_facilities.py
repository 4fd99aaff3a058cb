import re

import pytest

from bot.decoder.catalogue import CATALOGUE
from bot.decoder.facilities import FACILITIES
from bot.decoder.status_code import StatusCode


@pytest.mark.parametrize(
    ("code", "number", "name"),
    [
        (1722, 0, "NULL"),
        (0x80004005, 0, "NULL"),
        (0x80040154, 4, "ITF"),
        (0x80070005, 7, "WIN32"),
        (0x80080005, 8, "WINDOWS"),
        (0x80110408, 17, "COMPLUS"),
        (0x80190194, 25, "HTTP"),
        (0x80240001, 36, "WINDOWSUPDATE"),
    ],
)
def test_a_code_tells_its_facility(code: int, number: int, name: str) -> None:
    facility = StatusCode(code).facility

    assert (facility.number, facility.name, facility.label) == (number, name, name)


def test_a_facility_without_a_name_is_told_by_its_number_in_hex() -> None:
    facility = StatusCode(0x87FF0001).facility

    assert (facility.name, facility.says) == (None, "")
    assert facility.label == "0x7FF"


def test_every_documented_code_has_a_facility_with_a_name() -> None:
    assert {code.facility.name for code in CATALOGUE} == {"NULL", "ITF", "WINDOWS", "COMPLUS"}


def test_the_table_has_one_row_for_each_number_and_name_and_fits_in_11_bits() -> None:
    assert all(facility.number == number < 2**11 for number, facility in FACILITIES.items())
    assert len({facility.name for facility in FACILITIES.values()}) == len(FACILITIES)


def test_what_a_facility_says_can_stand_within_a_sentence() -> None:
    assert all(re.fullmatch(r"\S.*[^.\s]", facility.says) for facility in FACILITIES.values())
