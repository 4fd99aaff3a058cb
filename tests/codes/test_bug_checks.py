import pytest

from bot.codes.bug_checks import bug_checks_in
from bot.codes.extraction import Mode, extract_codes


@pytest.mark.parametrize(
    ("text", "value", "parameters"),
    [
        ("STOP: 0x7B", 0x7B, 0),
        ("stop code 0x7B", 0x7B, 0),
        ("STOP: c000021a {Fatal System Error}", 0xC000021A, 0),
        ("Bug Check 0x3B SYSTEM_SERVICE_EXCEPTION", 0x3B, 0),
        ("BugCheck 133, {0, 501, 500, fffff80354af9358}", 0x133, 4),
        ("BugCheck 9F, {3, ffff, 1, 2}", 0x9F, 4),
        ("BugcheckCode 159", 159, 0),
        ("*** STOP: 0x0000000A (0x1, 0x2, 0x0, 0x80150810)", 0x0A, 4),
        ("STOP 0x0000000a (01041305 00000002 00000001 80103f0c)", 0x0A, 4),
        ("The bugcheck was: 0x0000009f (0x0000000000000003, 0xffffe0018e3ba060", 0x9F, 2),
    ],
)
def test_a_bug_check_is_found_with_its_parameters(text: str, value: int, parameters: int) -> None:
    (found,) = bug_checks_in(text)

    assert (found.value, len(found.parameters)) == (value, parameters)
    assert (
        text[found.start : found.written_end].lower().endswith(f"{value:x}"[-1:]) or parameters == 0
    )


@pytest.mark.parametrize(
    "text",
    [
        "VERIFIER STOP 0000A01C : pid 0xA94",
        "stop 1053",
        "Driver stop exited with errorcode 0x80070426.",
        "net stop 0x",
        "stop 0x8BADF00D",
        "the bug check has no number",
        "IISSYNC could not stop: 0x5",
        "could not stop: 0x00000424",
    ],
)
def test_what_is_no_bug_check_is_left_alone(text: str) -> None:
    assert list(bug_checks_in(text)) == []


@pytest.mark.parametrize("mode", Mode)
def test_the_parameters_of_a_bug_check_are_no_codes(mode: Mode) -> None:
    text = "*** STOP: 0x0000007B (0xFFFFF880009A97E8,0xFFFFFFFFC0000034,0x00000000,0x00000000)"
    extraction = extract_codes(text, mode)

    assert [found.code.decimal for found in extraction.codes] == [0x7B]
    assert len(extraction.codes[0].parameters) == 4
    assert extraction.candidates == ()


def test_what_stands_outside_a_bug_check_counts_as_before() -> None:
    extraction = extract_codes("error 1722, then STOP: 0x7B (0x1,0x2), then error 5")

    assert [found.code.decimal for found in extraction.codes] == [1722, 0x7B, 5]
