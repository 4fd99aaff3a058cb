import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.context import Context
from bot.codes.detection import Candidate
from bot.codes.extraction import MOST_TOKENS, Extraction, extract_codes
from bot.codes.found import Foreign
from bot.codes.ranking import Order
from bot.guide.data import all_entries
from bot.guide.explain import NUMBER_ALONE
from bot.replies.answered_code import AnsweredCode, Location
from bot.replies.answers import CANDIDATES, FOREIGN, LISTED, ROOM, answer_reply
from bot.replies.block_kit import json_size
from bot.replies.document import QUOTED
from bot.replies.explanation import explanation_parts
from tests.replies.accepted import accepted
from tests.replies.answered_codes import (
    DOCUMENTED,
    PROGRAM,
    STOPPED,
    UNNAMED,
    answered,
    candidate,
    holding,
    in_order,
    reply_to,
)


def test_the_first_of_several_codes_is_explained_and_each_other_has_one_line() -> None:
    rpc = 0x800706BA
    reply = reply_to(rpc, 1060, 3, whole=False)

    assert in_order(reply.plain, f"{rpc}: The RPC", "1. ", "· ", "1060: The two", "3: The meta")
    assert [block["type"] for block in reply.blocks].count("section") == 2


def test_the_second_of_two_codes_with_the_same_entry_is_shown_as_the_same() -> None:
    reply = accepted(answer_reply([answered(5), answered(0x80070005)]))

    assert "\n2147942405: the same.\n" in reply.plain
    assert reply.plain.count("the same.") == 1
    assert "the same." not in reply_to(1060, 2148598792).plain


def test_the_best_explained_code_comes_first() -> None:
    reply = reply_to(UNNAMED, 0x887C0002, 1726, 1060)

    assert [code.decimal for code in reply.codes] == [1060, 1726, 0x887C0002, UNNAMED]


def test_a_code_in_one_line_says_where_in_a_file_it_is() -> None:
    location = Location(1700000000, "", "error 3", "a.log", 7)
    reply = accepted(answer_reply([answered(1060), answered(3)._replace(location=location)]))

    assert " (line 7 of “a.log”)" in reply.plain


def test_codes_of_a_thread_stay_in_order() -> None:
    reply = answer_reply([answered(UNNAMED), answered(1060)], in_order=True)

    assert [code.decimal for code in reply.codes] == [UNNAMED, 1060]


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    text = reply_to(*range(UNNAMED, UNNAMED + 1 + LISTED + 7)).plain

    assert text.endswith("… and 7 more codes.")


def test_a_list_that_fits_leaves_out_nothing() -> None:
    assert "more code" not in reply_to(*range(UNNAMED, UNNAMED + 1 + LISTED)).plain


def test_an_answer_that_is_too_long_for_slack_lists_fewer_codes() -> None:
    reply = reply_to(*(code.decimal for code in DOCUMENTED), *range(UNNAMED, UNNAMED + 10))

    assert "more codes." in reply.plain
    assert len(json.dumps(reply.blocks)) < ROOM


def test_a_candidate_suggests_the_code_that_may_be_meant() -> None:
    reply = accepted(answer_reply([], holding(candidate("214598801", 2148598801))))

    assert reply.plain == (
        "214598801 is not a status code as it stands. "
        "Did you mean 2148598801? The component's CLSID is missing or corrupt."
    )


def test_a_candidate_may_suggest_several_codes() -> None:
    reply = accepted(answer_reply([], holding(candidate("214859880", 2148598800, 2148598801))))

    assert "valid.\nOr 2148598801? The component's" in reply.plain


def test_a_number_too_large_says_so() -> None:
    reply = accepted(answer_reply([], holding(candidate("99999999999"))))

    assert reply.text == "`99999999999` is not a status code: it does not fit in 32 bits."


def test_candidates_come_after_the_answers() -> None:
    reply = accepted(answer_reply([answered(1726)], holding(candidate("99999999999"))))

    assert in_order(reply.plain, "1726", "Documented by", "99999999999 is not")


def test_candidates_beyond_the_first_are_counted() -> None:
    candidates = [candidate(str(10**11 + number)) for number in range(CANDIDATES + 3)]
    text = accepted(answer_reply([], holding(*candidates))).plain

    assert text.count("does not fit in 32 bits") == CANDIDATES
    assert text.endswith("I found no status code in 3 more numbers.")


def test_an_answer_says_how_many_numbers_were_read() -> None:
    reply = accepted(answer_reply([answered(3)], holding(complete=False)))

    assert f"I read the first {MOST_TOKENS} numbers of it." in reply.plain


def foreign(*written: str, what: str = "an oak's own number") -> Extraction:
    """What was found in a text that holds such numbers alone."""
    return Extraction("", (), (), foreign=tuple(Foreign(each, 0, what) for each in written))


def test_a_number_of_another_product_is_recognised() -> None:
    reply = accepted(answer_reply([], foreign("ORA-12154")))

    assert reply.plain == "ORA-12154 is an oak's own number. It is no status code of Windows."
    assert reply.codes == ()


def test_numbers_of_other_products_are_shown_once_and_only_the_first_few() -> None:
    extraction = foreign("OAK-1", "OAK-1", *(f"OAK-{number}" for number in range(2, 3 * FOREIGN)))
    text = accepted(answer_reply([], extraction)).plain

    assert text.count("no status code of Windows") == FOREIGN
    assert in_order(text, "OAK-1 is", "OAK-2 is", f"OAK-{FOREIGN} is")
    assert f"OAK-{FOREIGN + 1}" not in text


def test_numbers_of_other_products_come_between_codes_and_candidates() -> None:
    extraction = foreign("ORA-12154")._replace(candidates=(candidate("214598801", 2148598801),))
    text = accepted(answer_reply([answered(1726), answered(1722)], extraction)).plain

    assert in_order(text, "1722: ", "1726", "ORA-12154 is", "214598801 is not")


def test_an_answer_about_a_log_counts_codes_and_places() -> None:
    extraction = extract_codes("".join(f"oak: error {n}\n" for n in (1726, 1722, 64, 53, 1722)))
    ordered = [answered(found.code.decimal, PROGRAM) for found in extraction.codes]
    text = accepted(answer_reply(ordered, extraction)).plain

    assert "\n4 codes in 5 places of this text, the most frequent first.\n" in text
    assert in_order(text, "1722: ", "4 codes in 5 places", "1726: ", "64: ", "53: ")


def test_an_answer_about_another_text_counts_nothing() -> None:
    extraction = extract_codes("oak: error 1726, then error 1722")
    text = accepted(answer_reply([answered(1726), answered(1722)], extraction)).plain

    assert "places of this text" not in text


def test_the_main_failure_of_a_text_comes_first_unless_it_is_unknown() -> None:
    extraction = extract_codes("oak: error 1726 ---> error 0x80070005")
    known = accepted(answer_reply([answered(0x80070005), answered(1726)], extraction)).plain
    unknown = accepted(answer_reply([answered(UNNAMED), answered(1726)], extraction)).plain

    assert extraction.order is Order.MAIN_FIRST
    assert known.startswith("2147942405: ")
    assert unknown.startswith("1726: ")


KNOWN = sorted({code.decimal for entry in all_entries() for code in entry.codes})
any_code = st.sampled_from(KNOWN) | st.integers(0, 2**32 - 1)
any_code |= st.integers(0x80070000, 0x8007FFFF)
any_context = st.sampled_from([NUMBER_ALONE, PROGRAM, STOPPED])
any_candidate = st.builds(
    Candidate,
    st.text("0123456789abcdefx -(", min_size=1, max_size=100).filter(str.strip),
    st.just(0),
    st.lists(st.sampled_from(list(DOCUMENTED)), max_size=4, unique=True).map(tuple),
)


@given(
    st.lists(any_code, max_size=30, unique=True),
    any_context,
    st.lists(any_candidate, max_size=12),
    st.text(max_size=120) | st.none(),
    st.booleans(),
)
def test_slack_accepts_any_answer(
    codes: list[int],
    context: Context,
    candidates: list[Candidate],
    quote: str | None,
    whole: bool,  # noqa: FBT001 - drawn
) -> None:
    location = None if quote is None else Location(1700000000, "14 Nov 2023 22:13 UTC", quote)
    found = [answered(code, context)._replace(location=location) for code in codes]
    extraction = holding(*(() if location else candidates), complete=False)
    reply = accepted(answer_reply(found, extraction, whole=whole))

    assert {code.decimal for code in reply.codes} == set(codes)


REST = [answered(code.decimal) for code in DOCUMENTED]


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "context", [NUMBER_ALONE, PROGRAM, STOPPED], ids=lambda one: one.printed_by
)
def test_slack_accepts_each_whole_answer_with_a_list(context: Context) -> None:
    for one in longest(answered(value, context) for value in KNOWN):
        answers_beside_a_list(one)


@pytest.mark.exhaustive
def test_slack_accepts_each_whole_answer_about_a_program_s_number() -> None:
    own = (entry for entry in all_entries() if entry.printed_by.counts_its_own)
    for one in longest(
        answered(entry.codes[0].decimal, Context(entry.printed_by, "the text says so"))
        for entry in own
    ):
        answers_beside_a_list(one)


def longest(answers: Iterable[AnsweredCode]) -> list[AnsweredCode]:
    """Those that take the most room: beside the same list no other can have too little."""
    rooms = [(json_size([*explanation_parts(one, whole=True)]), one) for one in answers]
    return [one for _, one in sorted(rooms, key=lambda room: room[0])[-100:]]


def answers_beside_a_list(one: AnsweredCode) -> None:
    candidates = [candidate("2" * 40, 2148598801, 2148598800)] * 12
    location = Location(1700000000, "14 Nov 2023 22:13 UTC", "😀" * QUOTED)
    first = one._replace(location=location)

    accepted(answer_reply([first, *REST], holding(*candidates), whole=True, in_order=True))


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [((1722,), "found"), ((UNNAMED,), "unknown"), ((UNNAMED, 1722), "found"), ((), "none")],
)
def test_a_reply_knows_whether_it_explains_a_code(codes: tuple[int, ...], outcome: str) -> None:
    assert answer_reply([*map(answered, codes)]).outcome == outcome
