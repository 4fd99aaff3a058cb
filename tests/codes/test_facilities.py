import pytest

from bot.codes.facilities import FACILITIES
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented, family


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
def test_a_code_has_its_facility(code: int, number: int, name: str) -> None:
    status = StatusCode(code)

    assert (status.facility_number, status.facility) == (number, name)


def test_a_facility_may_have_no_name() -> None:
    assert StatusCode(0x87FF0001).facility_number == 0x7FF
    assert StatusCode(0x87FF0001).facility is None


def test_every_documented_code_has_a_facility_with_a_name() -> None:
    names = {code.facility for code in all_documented()}

    assert names == {"NULL", "ITF", "WINDOWS", "COMPLUS"}


def test_the_table_has_one_row_for_each_number_and_name_and_fits_in_11_bits() -> None:
    assert all(number < 2**11 for number in FACILITIES)
    assert len({*FACILITIES.values()}) == len(FACILITIES)


@pytest.mark.parametrize("number", FACILITIES)
def test_the_guide_describes_each_facility(number: int) -> None:
    assert family(f"facility-{number}").about.endswith(".")
