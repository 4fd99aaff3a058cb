import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.guide.hits import Hit
from bot.guide.number_ranges import ranges_of
from bot.guide.search import search

VALUES = st.one_of(
    st.integers(0, 0xFFFF_FFFF), st.integers(0, 20), st.integers(0xFFFF_FFF0, 0xFFFF_FFFF)
)
ENDS = ("", "0", "1", "9", "a", "f", "00", "-", "x")


def forms(value: int) -> tuple[str, ...]:
    code = StatusCode(value)
    return (str(code.decimal), str(code.signed), code.hex.lower(), code.hex[2:].lower())


@given(VALUES, VALUES, st.integers(0, 3), st.integers(2, 11), st.sampled_from(ENDS))
@example(0, 0, 0, 2, "")
@example(0x8000_0000, 0, 1, 2, "")
@example(0x8000_0000, 0, 0, 2, "x")
@example(0x7FFF_FFFF, 0x8000_0000, 1, 11, "")
def test_a_value_is_in_the_ranges_of_what_it_is_written_as_and_begins_with(
    value: int, other: int, form: int, length: int, end: str
) -> None:
    number = forms(other)[form][:length] + end

    for each in (value, other):
        is_in, begins = (
            any(each in one for one in ranges_of(text)) for text in (number, f"{number}*")
        )
        assert is_in == (number in forms(each))
        assert begins == any(one.startswith(number) for one in forms(each))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5", ["5"]),
        ("00000005", ["5"]),
        ("0x5", []),
        ("-2147024891", ["2147942405"]),
        ("0x80070005 2147942405", ["2147942405"]),
        ("0x80070005 5", []),
    ],
)
def test_a_number_without_a_star_is_the_whole_of_one_form(text: str, found: list[str]) -> None:
    assert [str(hit.code) for hit in search(text) if isinstance(hit, Hit)] == found
