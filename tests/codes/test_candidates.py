"""Uncertain candidates: numbers and names that are no codes as written, and what they may mean."""

import pytest

from bot.codes.extraction import Mode, extract_codes
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented
from bot.guide.explain import explain
from tests.codes.extracted import candidates_in, codes_in
from tests.codes.test_typing_slips import slips


def test_a_pair_without_a_known_half_is_one_candidate() -> None:
    assert candidates_in("21485987922 (801104088)") == [("21485987922 (801104088", [2148598792])]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("E_FAILED", 0x80004005),
        ("mteErrObjectErrors", 0x80110401),
        ("we get RPC_S_SERVER_UNAVAILBLE", 1722),
        ("REGDB_E_CLASSNTOREG!", 0x80040154),
    ],
)
def test_a_misspelt_name_is_a_candidate_with_the_nearest_names(text: str, meant: int) -> None:
    ((_, offered),) = candidates_in(text)

    assert offered[0] == meant
    assert codes_in(text) == []
    assert extract_codes(text, Mode.STRICT).candidates == ()


def test_a_text_full_of_misspelt_names_has_no_candidates() -> None:
    assert candidates_in("E_FAILED E_POINTR E_ABORTT E_HANDEL") == []


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("214598801", ("214598801", [2148598801])),  # so an article prints it (Q243342)
        ("Status: 214598801 again", ("214598801", [2148598801])),
        ("21485998792", ("21485998792", [2148598792])),
        ("99999999999", ("99999999999", [])),
        ("-2147483649", ("-2147483649", [])),
        ("0x180110408", ("0x180110408", [2148598792])),
    ],
)
def test_a_mistyped_number_is_a_candidate_with_the_codes_that_it_may_mean(
    text: str, candidate: tuple[str, list[int]]
) -> None:
    assert candidates_in(text) == [candidate]
    assert codes_in(text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0x8O110408", [2148598792]),
        ("error 2l48598792", [2148598792]),
        ("2I485987O2", []),
        ("0x8oIIO4O8", [2148598792]),
        ("99999999OO", []),
        ("8O110408", [2148598792]),
    ],
)
def test_letters_typed_for_digits_are_a_candidate_with_the_code_that_they_look_like(
    text: str, meant: list[int]
) -> None:
    extraction = extract_codes(text)
    (candidate,) = extraction.candidates

    assert extraction.codes == ()
    assert [code.decimal for code in candidate.did_you_mean][: len(meant)] == meant


@pytest.mark.parametrize("text", ["0x8O110408", "error 2l48598792"])
def test_strict_mode_ignores_letters_typed_for_digits(text: str) -> None:
    extraction = extract_codes(text, Mode.STRICT)

    assert (extraction.codes, extraction.candidates) == ((), ())


@pytest.mark.parametrize("text", ["214598801", "99999999999", "error 21485998792"])
def test_strict_mode_has_no_candidates(text: str) -> None:
    extraction = extract_codes(text, Mode.STRICT)

    assert (extraction.codes, extraction.candidates) == ((), ())


@pytest.mark.parametrize(
    "code", [code for code in all_documented() if code.decimal >= 10**9], ids=str
)
@pytest.mark.parametrize("form", ["{}", "error {}", "`{}`"])
def test_no_typing_slip_is_ever_corrected_silently(code: StatusCode, form: str) -> None:
    for slip in slips(str(code), "0123456789"):
        if slip == str(code):
            continue
        found = extract_codes(form.format(slip))
        for detected_one in found.codes:
            assert detected_one.code == StatusCode.parse(slip)
        offered = [near for candidate in found.candidates for near in candidate.did_you_mean]
        offered += [near for one in found.codes for near in explain(one.code).did_you_mean]
        assert code in offered or codes_in(slip)[:1] == [int(slip)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("anyone seen 53 while mapping a drive?", 53),
        ("the copy of the share stops, 64", 64),
        ("the setup ended up at 1603 last night", 1603),
        ("sync stuck at 0x57", 0x57),
    ],
)
def test_a_lone_number_in_a_sentence_is_doubtful(text: str, number: int) -> None:
    extraction = extract_codes(text)

    assert (extraction.answerable, extraction.candidates) == ((), ())
    assert extraction.doubtful
    assert extraction.doubtful.code == StatusCode(number)
    assert extract_codes(text, Mode.STRICT).doubtful is None


@pytest.mark.parametrize(
    "text",
    [
        "53",
        "error 53 while mapping a drive",
        "it shows 53 and E_FAILED",
        "seen 53 while mapping 2 drives",
        "room 12 has no network",
        "5 people have it",
        "it is 8 o'clock",
        "in the summer of 2019",
        "the sync is stuck at 1",
        "there are 400000 oaks",
        "HTTP 503 of the oak",
        "seen 53 while mapping a drive, " * 20,
        "an oak",
    ],
)
def test_no_number_is_doubtful_beside_others_or_if_its_words_say_what_it_is(text: str) -> None:
    assert extract_codes(text).doubtful is None
