import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.interpretations import Interpretation, interpretations_of
from bot.codes.names import names_of
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented

WIN32, ITF, COMPLUS = 0x80070000, 0x80040000, 0x80110000
BLOCKS = [0, 0x00040000, 0x40000000, 0x90000000, 0xC0000000, 0xC0070000, 0xD0000000, 0xE0000000]
BLOCKS += [WIN32, ITF, COMPLUS]
values = st.integers(0, 2**32 - 1) | st.builds(
    int.__or__, st.sampled_from(BLOCKS), st.integers(0, 0x2000)
)


def read(value: int) -> list[tuple[str, int, str | None]]:
    """As what, the code so read, and its first name."""
    return [
        (interpretation.kind, interpretation.code.decimal, (*interpretation.names, None)[0])
        for interpretation in interpretations_of(StatusCode(value))
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            1722,
            [("Win32 error", 1722, "RPC_S_SERVER_UNAVAILABLE")],
        ),
        (
            258,
            [
                ("Win32 error", 258, "WAIT_TIMEOUT"),
                ("NTSTATUS", 258, "STATUS_TIMEOUT"),
                ("bug check", 258, "DPC_WATCHDOG_TIMEOUT"),
            ],
        ),
        (
            0,
            [
                ("Win32 error", 0, "ERROR_SUCCESS"),
                ("success HRESULT", 0, "S_OK"),
                ("NTSTATUS", 0, "STATUS_SUCCESS"),
            ],
        ),
        (0x800706BA, [("wrapped Win32 error", 1722, "RPC_S_SERVER_UNAVAILABLE")]),
        (
            0x80070005,
            [
                ("wrapped Win32 error", 5, "ERROR_ACCESS_DENIED"),
                ("HRESULT", 0x80070005, "E_ACCESSDENIED"),
            ],
        ),
        (0xD0000022, [("wrapped NTSTATUS", 0xC0000022, "STATUS_ACCESS_DENIED")]),
        (0xC0000005, [("NTSTATUS", 0xC0000005, "STATUS_ACCESS_VIOLATION")]),
        (0x80110408, [("HRESULT", 0x80110408, "COMADMIN_E_APP_FILE_READFAIL")]),
        (0x00040154, [("success HRESULT", 0x00040154, None)]),
        (0x8BADF00D, [("HRESULT", 0x8BADF00D, None)]),
        (0x1000009F, [("bug check", 0x1000009F, "DRIVER_POWER_STATE_FAILURE")]),
        (0xFFFFFC06, [("ESE error", 0xFFFFFC06, "JET_errReadVerifyFailure")]),
        (0xFFFFFFFF, [("NTSTATUS", 0xFFFFFFFF, None)]),
    ],
)
def test_a_value_has_every_interpretation_that_applies_likeliest_first(
    value: int, expected: list[tuple[str, int, str | None]]
) -> None:
    assert read(value) == expected


@given(values)
def test_every_value_has_an_interpretation_and_one_of_each_kind_at_most(value: int) -> None:
    interpretations = interpretations_of(StatusCode(value))

    assert interpretations
    assert len({interpretation.kind for interpretation in interpretations}) == len(interpretations)


@given(values)
def test_interpretations_without_a_name_occur_only_if_none_has_one(value: int) -> None:
    interpretations = interpretations_of(StatusCode(value))

    assert (
        all(interpretation.names for interpretation in interpretations) or len(interpretations) == 1
    )


@given(values)
def test_every_name_of_a_value_is_in_one_of_its_interpretations(value: int) -> None:
    own = {
        name
        for interpretation in interpretations_of(StatusCode(value))
        for name in interpretation.names
    }

    assert {name.name for name in names_of(value)} <= own


@given(st.integers(1, 0xFFFF))
def test_an_hresult_of_facility_7_holds_a_win32_error(error: int) -> None:
    interpretation = interpretations_of(StatusCode(0x80070000 + error))[0]

    if any(name.table == "Win32" for name in names_of(error)):
        assert (interpretation.kind, interpretation.code.decimal) == ("wrapped Win32 error", error)


@given(st.integers(0, 0x3FFF))
def test_a_value_with_bit_28_holds_an_ntstatus(low: int) -> None:
    named = any(name.table == "NTSTATUS" for name in names_of(0xC0000000 + low))
    wrapped = [one for one in interpretations_of(StatusCode(0xD0000000 + low)) if one.is_wrapped]

    assert [one.code.decimal for one in wrapped] == ([0xC0000000 + low] if named else [])


def kinds_by_formula(value: int) -> set[str]:
    """The layouts of [MS-ERREF] by division instead of shifts: what a value may be read as."""
    top, facility = value // 2**30, value // 2**16 % 2**11
    kinds = {"NTSTATUS", "Win32 error", "bug check"}
    kinds.add("success HRESULT" if value < 2**31 else "HRESULT")
    if facility == 7 and top == 2:
        kinds.add("wrapped Win32 error")
    if value // 2**28 % 2 and value >= 2**16:
        kinds.add("wrapped NTSTATUS")
    return kinds


def inner_by_formula(interpretation: Interpretation, value: int) -> int:
    """The code that a value holds, by division instead of masks."""
    if interpretation.kind == "wrapped Win32 error":
        return value % 2**16
    return value - 2**28 if interpretation.kind == "wrapped NTSTATUS" else value


@given(values)
def test_the_bit_fields_are_those_of_an_independent_formula(value: int) -> None:
    interpretations = interpretations_of(StatusCode(value))

    assert {interpretation.kind for interpretation in interpretations} <= kinds_by_formula(value)
    assert [interpretation.code.decimal for interpretation in interpretations] == [
        inner_by_formula(interpretation, value) for interpretation in interpretations
    ]


@pytest.mark.parametrize("code", all_documented(), ids=str)
def test_the_names_of_a_documented_code_are_those_of_the_headers(code: StatusCode) -> None:
    entry, names = all_documented()[code], {name.name for name in names_of(code.decimal)}

    assert set(entry.names) <= names
