# ruff: noqa: RUF001 - the look-alike characters are intended
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.extraction import MOST_TOKENS, Extraction, Mode, extract_codes, is_only_codes
from bot.codes.status_code import StatusCode, StatusCodeError
from bot.guide.data import all_documented
from tests.codes.extracted import READFAIL, codes_in

EIGHT_DIGITS = range(8 * 10**7, 10**8)  # these are as well an HRESULT in bare hex
ANY_CODE = st.sampled_from(list(all_documented())) | st.builds(
    StatusCode, st.integers(0, 2**32 - 1).filter(lambda value: value not in EIGHT_DIGITS)
)


def takes_in(extraction: Extraction) -> Iterator[tuple[str, int]]:
    """How and where each code and each candidate is written."""
    yield from ((found.written, found.start) for found in extraction.codes)
    yield from ((candidate.written, candidate.start) for candidate in extraction.candidates)


@pytest.mark.parametrize(
    "text",
    [
        "2148598792",
        "-2146368504",
        "0x80110408",
        "0X80110408",
        "0x80110408L",
        "0xFFFFFFFF80110408",
        "0x0000000080110408",
        "&H80110408",
        "&H80110408&",
        "80110408h",
        "80110408",
        "error 80110408",
        "code: 80110408",
        "status=80110408.",
        "hr=0x80110408;",
        "IISSYNC returned 2148598792.",
        "%%2148598792",
        "what is 2148598792?",
        "Status\n2148598792\n",
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert codes_in(text) == [READFAIL]


@pytest.mark.parametrize(
    "text",
    [
        "<tel:2148598792|2148598792>",
        "<tel:2148598792>",
        "&lt;2148598792&gt;",
        "`2148598792`",
        "```2148598792```",
        "*2148598792*",
        "_2148598792_",
        "~2148598792~",
        "“2148598792”",
        "‘-2146368504’",
        "„2148598792“",
        "２１４８５９８７９２",
        "０ｘ８０１１０４０８",
        "–2146368504",
        "−2146368504",
        "\u00a02148598792\u00a0",
        "2148598792\u200b",
        "<@U0ABC12345> 2148598792",
    ],
)
def test_a_code_is_found_whatever_slack_and_keyboards_do_to_it(text: str) -> None:
    assert codes_in(text) == [READFAIL]


@pytest.mark.parametrize("letter", ["A", "a"])
def test_bare_hex_is_found_beside_a_word(letter: str) -> None:
    assert codes_in(f"error 8011040{letter}") == [2148598794]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1722 1726", [1722, 1726]),
        ("1722, 1726 and 1060", [1722, 1726, 1060]),
        ("2148598792 or 2148598794", [2148598792, 2148598794]),
        ("error 3, 64 & 1060", [3, 64, 1060]),
        ("0x80110408/0x8011040A", [2148598792, 2148598794]),
        ("1726 1722 1726", [1726, 1722]),
        ("3 0 64", [3, 0, 64]),
    ],
)
def test_each_code_of_a_list_is_found_once_and_in_order(text: str, codes: list[int]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the oak has 183(b7)", [183]),
        ("the oak has 183 (hex b7) today", [183]),
        ("the oak has 1312 (520 in hex)", [1312]),
        ("the oak has 32 (20)", []),
        ("the oak has 183 (b8)", []),
        ("an error, 0x5 (05)", [5]),
        ("errors 1326(52e) and 5(5)", [1326, 5]),
        ("error -1073741823(c0000001) and 183", [0xC0000001, 183]),
        ("the oak has c0000001) and 183", [0xC0000001]),
        ("error 5 (access denied), 32 (in use) and 1224", [5, 32, 1224]),
        ("error 5 (access denied), 32 oaks fell", [5]),
    ],
)
def test_a_number_with_its_hex_in_brackets_is_a_code_and_continues_a_list(
    text: str, codes: list[int]
) -> None:
    assert codes_in(text) == codes
    assert set(codes_in(text, Mode.STRICT)) <= set(codes)


def test_lenient_mode_limits_the_numbers_of_a_text_and_reports_more() -> None:
    extraction = extract_codes("7 " * (MOST_TOKENS + 1) + "error 1722")

    assert not extraction.complete
    assert 1722 not in [found.code.decimal for found in extraction.codes]


def test_strict_mode_limits_the_numbers_of_each_line() -> None:
    text = ("error 7 " * (MOST_TOKENS + 1) + "error 1722\n") + "error 1726"
    extraction = extract_codes(text, Mode.STRICT)

    assert extraction.complete
    assert [found.code.decimal for found in extraction.codes] == [7, 1726]


def test_a_text_with_few_numbers_is_read_whole() -> None:
    assert extract_codes("7 " * (MOST_TOKENS - 1)).complete


@pytest.mark.parametrize(
    "text", ["1722", "3 0 64", "is it 1722 or 1726?", "what does 5 mean", "5".ljust(400, "?")]
)
def test_a_text_of_numbers_and_filler_words_is_only_codes(text: str) -> None:
    assert is_only_codes(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "help", "3 nodes are down", "1722 " * 100, "room 3", "10.0.0.1", "ошибка 3"),
        *("5".ljust(401, "?"), "5 ERROR_OAK_FELL"),
    ],
)
def test_a_text_of_other_words_is_not_only_codes(text: str) -> None:
    assert not is_only_codes(text)


@given(st.integers(2**31, 2**32 - 1))
def test_signed_hex_is_the_number_that_its_minus_makes(value: int) -> None:
    (found,) = extract_codes(f"error -0x{2**32 - value:X}").codes

    assert found.code.decimal == value


def test_signed_hex_below_32_bits_is_no_code() -> None:
    assert extract_codes("error -0x80000001").codes == ()


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("text", ["Error0x80110408", "error0x80110408 on node B"])
def test_hex_glued_to_the_word_error_is_a_code(text: str, mode: Mode) -> None:
    assert [found.code.decimal for found in extract_codes(text, mode).codes] == [2148598792]


@pytest.mark.parametrize(
    "text",
    [
        "node B: 2148598792 and -2146368502, then error 1722",
        "<@U0ABC12345> `0x80110408` &amp; “1726”",
        "２１４８５９８７９２ 99999999999",
    ],
)
def test_codes_and_candidates_are_at_their_positions(text: str) -> None:
    extraction = extract_codes(text)

    assert extraction.codes
    for written, start in takes_in(extraction):
        assert extraction.text[start:].startswith(written)


def test_a_code_has_its_written_form_and_a_reason() -> None:
    found = extract_codes("error 0x6ba").codes[0]

    assert (found.written, found.start) == ("0x6ba", 6)
    assert found.why


def test_a_sign_and_digits_on_two_lines_are_joined_in_the_written_form() -> None:
    assert [found.written for found in extract_codes("error -\n2146368504").codes] == [
        "- 2146368504"
    ]


def spellings(code: StatusCode) -> Iterable[str]:
    yield str(code)
    yield code.hex
    yield code.hex.lower()
    yield f"`{code}`"
    yield f"<tel:{code}|{code}>"
    yield f"error {code}"
    yield "".join(chr(ord(digit) + 0xFEE0) for digit in str(code))
    if code.signed < 0:
        yield str(code.signed)
        yield f"status: {code.signed}."
        yield f"{code} ({code.hex})"


def is_read_as(form: str, code: StatusCode) -> bool:
    """Whether a form is that code; one that may be a slip of another may be a candidate instead."""
    extraction = extract_codes(form)
    if extraction.codes:
        return [found.code for found in extraction.codes] == [code]
    return [bool(candidate.did_you_mean) for candidate in extraction.candidates] == [True]


@given(ANY_CODE)
def test_any_code_in_any_of_its_forms_alone_is_found(code: StatusCode) -> None:
    assert [form for form in spellings(code) if not is_read_as(form, code)] == []


@given(ANY_CODE.filter(lambda code: code.is_plain_win32 or code.failed))
def test_any_code_that_is_built_like_one_is_no_candidate(code: StatusCode) -> None:
    assert [form for form in spellings(code) if codes_in(form) != [code.decimal]] == []


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    for mode in Mode:
        extraction = extract_codes(text, mode)
        starts = [found.start for found in extraction.codes]

        assert starts == sorted(starts)
        assert len({found.code for found in extraction.codes}) == len(extraction.codes)


FRAGMENTS = ["-", "0x", "&H", "<tel:", "|", ">", "%", " ", "\n", "(", ")", ",", ".", ":", "/"]
FRAGMENTS += ["error ", "code ", "hex ", "2148598792", "80110408", "8011040", "800800005", "abcdef"]
FRAGMENTS += ["1722", "3", "64", "0", "2147467259", "80004005", "99999999999", "_", "h", "+"]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.sampled_from(Mode))
def test_any_sequence_of_fragments_has_an_answer(text: str, mode: Mode) -> None:
    extraction = extract_codes(text, mode)

    for written, start in takes_in(extraction):
        assert extraction.text[start:].startswith(written.split()[0])


HOSTILE_CHUNKS = [
    *("1", "-", "0x", "f", "1 ", "1,", "1.", "1:", "<tel:", "&amp;", "<", "a://", "_1", "１"),
    *("(1", "1-1-", "S-1-", "-\n", "code 1722 ", "error ", "<http://a|", "1722(", "isbn 1 "),
    *("error 5 ", "E_FAILX "),
]


@pytest.mark.parametrize("token", HOSTILE_CHUNKS)
def test_fault_36_hostile_texts_of_40_000_characters_have_an_answer(token: str) -> None:
    hostile = (token * 40_000)[:40_000]

    assert extract_codes(hostile).candidates is not None
    assert extract_codes(hostile, Mode.STRICT).candidates == ()


def test_a_code_at_the_end_of_a_long_text_is_found() -> None:
    assert codes_in("all quiet on the cluster. " * 1500 + "Status: 2148598792") == [READFAIL]


def test_a_number_too_long_for_int_is_no_code() -> None:
    with pytest.raises(StatusCodeError):
        StatusCode.parse("1" * 40_000)

    assert codes_in("1" * 40_000) == []
