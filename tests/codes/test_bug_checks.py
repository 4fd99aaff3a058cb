import re

import pytest

from bot.codes import bug_checks
from bot.codes.bug_checks import FORMS, bug_checks_in
from bot.codes.extraction import Mode, extract_codes
from bot.codes.found import Found

EXAMPLES = [
    ("stop", "*** STOP: 0x0000007B", 0x7B),
    ("check", "The bugcheck was: 0x0000009f", 0x9F),
    (
        "logged",
        "xen|BUGCHECK: 0000007A: FFFF9C8E10A3D2F8 FFFFFFFFC000000E 00000000317C4860",
        0x7A,
    ),
    ("debugger", "BugCheck 9F, {3, ffff, 1, 2}", 0x9F),
    ("bracketed", "Unknown bugcheck code (c0000244)", 0xC0000244),
    ("explained", "KMODE_EXCEPTION_NOT_HANDLED (1e)", 0x1E),
    ("tabled", "oak.dmp DRIVER_POWER_STATE_FAILURE 0x0000009f 00000003", 0x9F),
    ("analysed", "`Key: Bugcheck.Code.Oak\n    Value: 0x9f", 0x9F),
    ("summed", "BUGCHECK_CODE:  9f", 0x9F),
    ("bucket", "Key  : Failure.Bucket\nValue: 0x9F_3_IMAGE_pci.sys", 0x9F),
    ("bucketed", "FAILURE_BUCKET_ID:  X64_0x124_4_GenuineOak", 0x124),
    ("event", "Error code 1000000a, parameter1 00000016, parameter2 0", 0x1000000A),
    ("said", "it was bugcheck C1 again", 0xC1),
    ("usual", "Bugcheck: 139, no oaks", 0x139),
    ("called", "it ends in a 0xC4 bug check code", 0xC4),
    ("four", "(0x0000004e (0x00000099, 0x00000000, 0x00000003, 0x0)", 0x4E),
    ("indicated", "Guest indicates a fatal condition! P0=0x7e P1=0xffffffffc0000005", 0x7E),
    ("guest", "ErrorCode0: 0x50", 0x50),
    ("signed", "EventType=BlueScreen\nSig[0].Name=Code\nSig[0].Value=139", 0x139),
    ("hosted", "WinBSOD: Synthetic MSR[0x40000100] 0x19", 0x19),
    ("reported", "LiveKernelEvent\nCode: 141", 0x141),
    ("of_event", "0\nLiveKernelEvent\nNot available\n0\n117\nffffbb8dcca5f010", 0x117),
    ("live", "we have LiveKernelEvent 141 again", 0x141),
    ("decimal", "BugcheckCode 159", 159),
]


def codes_of_bug_checks(text: str) -> list[Found]:
    return [code for region in bug_checks_in(text) for code in region.codes]


def values_in(text: str) -> list[int]:
    return [code.code.decimal for code in codes_of_bug_checks(text)]


def test_the_brackets_of_a_number_may_be_wide() -> None:
    assert values_in("WHEA_UNCORRECTABLE_ERROR\uff08124\uff09 again, it is no STOP") == [0x124]


def test_every_form_of_a_bug_check_has_an_example() -> None:
    names = [re.findall(r"P<(?!verb|name|listed)(\w+)>", form) for form in FORMS]

    assert [name for name, _, _ in EXAMPLES] == [found[0] for found in names]


@pytest.mark.parametrize(
    ("form", "name", "text", "value"),
    [(form, *example) for form, example in zip(FORMS, EXAMPLES, strict=True)],
    ids=[name for name, _, _ in EXAMPLES],
)
@pytest.mark.parametrize("mode", Mode)
def test_the_number_of_a_bug_check_is_found_in_each_form(
    form: str, name: str, text: str, value: int, mode: Mode
) -> None:
    match = re.search(form, text)

    assert match
    assert match[name]
    assert values_in(text) == [value]
    assert [found.code.decimal for found in extract_codes(text, mode).codes] == [value]


@pytest.mark.parametrize(
    ("text", "value", "parameters"),
    [
        ("STOP: 0x7B", 0x7B, 0),
        ("stop code 0x7B", 0x7B, 0),
        ("the boxes get stop 0x9f at noon", 0x9F, 0),
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
    (found,) = codes_of_bug_checks(text)

    assert (found.code.decimal, len(found.parameters)) == (value, parameters)
    assert found.written.lower().endswith(f"{value:x}"[-1:]) or parameters == 0


@pytest.mark.parametrize(
    "text",
    [
        "VERIFIER STOP 0000A01C : pid 0xA94",
        "stop 1053",
        "Driver stop exited with errorcode 0x80070426.",
        "net stop 0x",
        "it did not stop 0x1e",
        "a stop 0x5",
        "stop 0x8BADF00D",
        "the bug check has no number",
        "IISSYNC could not stop: 0x5",
        "could not stop: 0x00000424",
    ],
)
def test_other_numbers_are_no_bug_checks(text: str) -> None:
    assert list(bug_checks_in(text)) == []


def test_a_bug_check_takes_no_parameters_of_the_next_one() -> None:
    text = (
        "it bugchecked `0x116 VIDEO_TDR_FAILURE`, and then `0x7F`; bugcheck 0x7F, parameter 1 0x8"
    )

    found = [(code.code.decimal, code.parameters) for code in codes_of_bug_checks(text)]
    assert found == [
        (0x116, ()),
        (0x7F, ("8",)),
    ]


@pytest.mark.parametrize("mode", Mode)
def test_the_parameters_of_a_bug_check_are_no_codes(mode: Mode) -> None:
    text = "*** STOP: 0x0000007B (0xFFFFF880009A97E8,0xFFFFFFFFC0000034,0x00000000,0x00000000)"
    extraction = extract_codes(text, mode)

    assert [found.code.decimal for found in extraction.codes] == [0x7B]
    assert len(extraction.codes[0].parameters) == 4
    assert extraction.candidates == ()


def test_numbers_outside_a_bug_check_are_still_codes() -> None:
    extraction = extract_codes("error 1722, then STOP: 0x7B (0x1,0x2), then error 5")

    assert [found.code.decimal for found in extraction.codes] == [1722, 0x7B, 5]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("stop code KMODE EXCEPTION NOT HANDLED again", [0x1E]),
        ("stop code: *DPC_WATCHDOG_VIOLATION*", [0x133]),
        ("the bug check was CRITICAL_PROCESS_DIED", [0xEF]),
        ("código de detención: Memory_Management", [0x1A]),
        ("код остановки: PAGE_FAULT_IN_NONPAGED_AREA", [0x50]),
        ("stop code of some oak or other", []),
        ("please stop the oaks that fall", []),
    ],
)
def test_a_bug_check_is_found_by_its_name(text: str, values: list[int]) -> None:
    assert values_in(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The bugcheck was: 0x100000d1 (0x0, 0x2, 0x1, 0xba940dc2).", 0x100000D1),
        ("STOP: 0x1000008E (0xC0000005, 0xBF80B5A3, 0xB84EC95C, 0x0)", 0x1000008E),
        ("BugCheck 1000000A, {2b, 2, 0, 80502b82}", 0x1000000A),
        ("DRIVER_POWER_STATE_FAILURE (1000009f)", 0x1000009F),
        ("x.dmp DRIVER_POWER_STATE_FAILURE 0x1000009f 0x00000003", 0x1000009F),
        ("BCCode: 100000d1", 0x100000D1),
        ("Sig[0].Value=1000007e of EventType : BlueScreen", None),
        ("EventType : BlueScreen\nSig[0].Name=Code\nSig[0].Value=1000007e", 0x1000007E),
        ("Key: Failure.Bucket\nValue: 0x1000009F_3_pci.sys", 0x1000009F),
        ("it is a 0x10000050 bug check", 0x10000050),
        ("a blue screen, 0x1000001A it said", 0x1000001A),
        ("a blue screen, at 0x10000FF9", None),
        ("STOP: 0x10000FF9", None),
    ],
)
def test_the_bug_check_of_a_small_dump_has_a_flag(text: str, value: int | None) -> None:
    assert values_in(text) == ([value] if value else [])


@pytest.mark.parametrize("mode", Mode)
def test_the_plain_form_beside_a_flagged_bug_check_is_the_same(mode: Mode) -> None:
    text = "DRIVER_POWER_STATE_FAILURE (1000009f)\nBUGCHECK_STR: 0x9F\nDRIVER_POWER_STATE_FAILURE"

    assert [each.code.decimal for each in extract_codes(text, mode).codes] == [0x1000009F]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a blue screen (DPC Watchdog Violation ) again", [0x133]),
        ("BSOD: KMODE EXCEPTION NOT HANDLED", [0x1E]),
        ("bsod critical process died again", [0xEF]),
        ("blue screen: page fault in\nnonpaged area", [0x50]),
        ("BSODs, mostly Memory Management", [0x1A]),
        ("BSODs, MEMORY MANAGEMENT and FILE SYSTEM", [0x1A, 0x22]),
        ("蓝屏 WHEA UNCORRECTABLE ERROR", [0x124]),
        ("a blue screen, and memory management is slow", []),
        ("a blue screen, the File System is slow", []),
        ("a blue screen, DPC Watchdog Violations", []),
        ("a blue screen of DPC Watchdogs", []),
        ("a screen with DPC Watchdog Violation", []),
    ],
)
def test_the_name_of_a_bug_check_in_words_counts_beside_a_blue_screen(
    text: str, values: list[int]
) -> None:
    assert values_in(text) == values


def test_only_the_name_of_a_bug_check_is_its_written_form() -> None:
    bug_checks._names_in_words.cache_clear()  # noqa: SLF001 - unmeasured tests may have filled it
    (found,) = extract_codes("stop code: MEMORY MANAGEMENT on the oak").codes

    assert (found.written, found.start, found.code.decimal) == ("MEMORY MANAGEMENT", 11, 0x1A)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("we had a blue screen, 0x1A it said", [0x1A]),
        ("BSOD 0x1A (or 0x50?)", [0x1A, 0x50]),
        ("a blue screen, then error 0x5", []),
        ("a blue screen, hr = 0x1A", []),
        ("a blue screen at 0x801 or 0x1Ag", []),
        ("a screen, 0x1A it said", []),
    ],
)
def test_a_number_beside_a_blue_screen_is_a_bug_check(text: str, values: list[int]) -> None:
    assert values_in(text) == values


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("BCCode: fe\n  BCP1: 5\n  BCP2: 00ab\n", ("5", "00ab")),
        ("a fatal condition! P0=0x7e P1=0x3 P2=0x1 P3=0x2", ("3", "1", "2")),
        ("BUGCHECK_CODE: 9f\nBUGCHECK_P1: 3\nBUGCHECK_P2: 1\n", ("3", "1")),
        ("Bug Check 0x1A\nArg1: 1\nArg2: 2\nArg3: 3\nArg4: 4\nArg1: 5", ("1", "2", "3", "4")),
        (
            "MEMORY_MANAGEMENT (1a)\nArguments: 00000001 ffff8001`00000002",
            ("00000001", "ffff8001`00000002"),
        ),
        ("BCCode: fe\n" + " " * 1500 + "BCP1: 5", ()),
        ("BCP1: 5\nBCCode: fe", ()),
    ],
)
def test_parameters_may_be_in_lines_of_their_own_below(
    text: str, parameters: tuple[str, ...]
) -> None:
    (found,) = codes_of_bug_checks(text)

    assert found.parameters == parameters


@pytest.mark.parametrize(
    "text",
    [
        *("BugcheckCode 0", "BugCheck(8BADF00D)", "bugcheck E77", "OAK_FELL (1e)"),
        *("0x0000beef (0x00000001, 0x00000002, 0x00000003, 0x0)", "stop 0x77 oaks"),
    ],
)
def test_a_number_without_a_name_is_no_bug_check_in_a_weak_form(text: str) -> None:
    assert values_in(text) == []


def test_a_bug_check_is_found_after_a_number_that_is_none() -> None:
    assert values_in("it could not stop: 0x5, then *** STOP: 0x0000007B") == [0x7B]


def test_a_small_number_in_a_strong_form_is_a_bug_check_even_without_a_name() -> None:
    assert values_in("STOP CODE: 0x00000E77") == [0xE77]


def test_the_first_occurrence_of_a_bug_check_is_the_name_before_its_number() -> None:
    extraction = extract_codes("KMODE_EXCEPTION_NOT_HANDLED (1e)\nArg1: 5")

    assert [found.written for found in extraction.codes] == ["KMODE_EXCEPTION_NOT_HANDLED"]
    assert [found.written for found in extraction.occurrences][1:] == ["1e"]
