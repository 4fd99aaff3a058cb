import pytest

from bot.codes.status_code import StatusCode
from bot.conversation import (
    Request,
    answer,
    answer_codes,
    suggest,
)
from bot.guide.hits import PAGE, AnyHit, Hit
from bot.replies.document import Offer
from bot.replies.reply import SHOW, Reply
from bot.replies.text import to_plain
from tests.conversation.replies import OLD, codes_of, reply_to

READFAIL = 2148598792


def listed(reply: Reply) -> list[str]:
    """What each line that a search found begins with."""
    offers = [part for part in reply.document if isinstance(part, Offer)]
    return [to_plain([offer]).split()[0] for offer in offers]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("search rpc unavailable", "1722"),
        ("SEARCH IP address conflict", "2148598792"),
        ("<@U0ABC12345> search Q310412", "2147746132"),
        ("rpc unavailable", "1722"),
        ("what is class not registered", "2147746132"),
        ("E_MTS_PDF", "2148598792"),
        ("0x8011*", "2148598785"),
        ("21485987*", "2148598785"),
        ("codes like 0x8011* please", None),
    ],
)
def test_words_are_searched_for(text: str, first: str | None) -> None:
    reply = reply_to(text)
    found = [*map(str, codes_of(reply)), *listed(reply)]

    assert found[:1] == ([first] if first else [])


def test_a_search_names_its_words_and_whether_there_is_a_next_page() -> None:
    reply = reply_to("search rpc")

    assert (reply.paged, reply.has_more, reply.codes) == ("search rpc", True, ())
    assert len(listed(reply)) == PAGE


def test_the_pages_of_a_search_have_each_hit_once() -> None:
    pages = [answer(Request("search rpc", page=page)) for page in range(3)]
    hits = [code for page in pages for code in listed(page)]

    assert len(hits) == len(set(hits)) == 3 * PAGE


def test_a_search_for_nothing_says_how_to_search() -> None:
    reply = reply_to("search")

    assert reply.plain == "Say what to search for, such as `/iissync search rpc`."
    assert not reply.understood


def test_a_search_that_finds_nothing_says_so() -> None:
    reply = reply_to("search xyzzy")

    assert reply.plain.startswith("I know no code for “xyzzy”.")
    assert not reply.understood


@pytest.mark.parametrize("text", ["deploy the app", "who is on call tonight", "lunch?"])
def test_a_text_that_asks_for_no_code_finds_none(text: str) -> None:
    reply = reply_to(text)

    assert not reply.understood
    assert "What comes nearest" not in reply.plain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("what was the code for a locked account", 1909),
        ("why does it say the rpc server is unavailable", 1722),
    ],
)
def test_a_question_in_words_gets_the_code_that_is_clearly_the_best(text: str, code: int) -> None:
    reply = reply_to(text)

    assert codes_of(reply) == [code]
    assert "Or did you mean" in reply.plain


def test_a_question_that_names_iissync_is_answered_for_iissync() -> None:
    assert "IISSYNC" in reply_to("iissync says path not found").plain


def test_a_question_for_a_family_is_answered_with_its_page() -> None:
    reply = reply_to("kerberos")

    assert reply.plain.startswith("Kerberos error: ")
    assert (reply.paged, reply.has_more) == ("family kerberos", True)
    assert reply_to("family Kerberos error") == reply


def test_an_unknown_family_is_not_understood() -> None:
    assert not reply_to("family xyzzy").understood


def test_the_families_are_listed_and_each_can_be_shown() -> None:
    pages = [answer(Request("family", page=page)) for page in range(9)]
    offers = [part for page in pages for part in page.document if isinstance(part, Offer)]

    assert len(offers) > PAGE
    for offer in offers:
        assert reply_to(str(offer.button.value["text"])).paged == offer.button.value["text"]


def test_each_button_of_a_search_shows_its_code() -> None:
    for offer in reply_to("access denied").document:
        if isinstance(offer, Offer) and offer.button.action == SHOW:
            assert reply_to(to_plain([offer]).split()[0]).codes


def test_the_closest_hits_are_suggested_if_nothing_matches() -> None:
    reply = reply_to("my frobnicator for payroll says the request quux was refused by the janitor")

    assert not reply.understood
    assert "What comes nearest" in reply.plain


def test_a_message_to_others_is_no_search() -> None:
    assert not reply_to("rpc unavailable", addressed_to_others=True).understood


def test_words_in_a_thread_are_answered_by_its_codes_first() -> None:
    assert codes_of(reply_to("rpc unavailable", OLD)) == [1722]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("E_FAIL", [2147500037]),
        ("what is e_accessdenied?", [2147942405]),
        ("RPC_S_SERVER_UNAVAILABLE", [1722]),
        ("mtsErrPDFReadFail", [2148598792]),
    ],
)
def test_a_name_gets_the_answer_of_its_number(text: str, codes: list[int]) -> None:
    assert codes_of(reply_to(text)) == codes


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("E_FAILED", "2147500037"), ("mteErrObjectErrors", "2148598785"), ("E_MTS_PDFREADFIAL", "")],
)
def test_a_misspelled_name_suggests_the_nearest(text: str, nearest: str) -> None:
    assert (
        f"{text} is not a status code as it stands. Did you mean {nearest}" in reply_to(text).plain
    )


def test_the_beginning_of_a_name_is_searched_for() -> None:
    assert codes_of(reply_to("E_MTS_PDF")) == [READFAIL]


def code_of(hit: AnyHit) -> int | None:
    return hit.code.decimal if isinstance(hit, Hit) else None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("1722", 1722),
        ("17", 17),
        ("2148598792", 2148598792),
        ("214859879", 2148598792),
        ("0x80110408", 2148598792),
        ("0x8011040", 2148598785),
        ("-2146368504", 2148598792),
        ("E_FAIL", 2147500037),
        ("rpc unav", 1722),
        ("IP addr", 2148598792),
    ],
)
def test_unfinished_input_suggests_what_it_may_become(typed: str, first: int) -> None:
    assert code_of(next(suggest(typed))) == first


@pytest.mark.parametrize("typed", ["1722", "0x8011", "rpc", "E_ACCESSDENIED"])
def test_nothing_is_suggested_twice(typed: str) -> None:
    offered = [hit.asked for hit in suggest(typed) if isinstance(hit, Hit)]

    assert len(offered) == len(set(offered)) > 0


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "😀"])
def test_input_without_matches_has_no_suggestions(typed: str) -> None:
    assert list(suggest(typed)) == []


def test_a_question_for_exact_codes_gets_these_codes() -> None:
    codes = [StatusCode(0x8BAD0000), StatusCode(64), StatusCode(5)]

    assert answer_codes(codes).codes == tuple(codes)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("0x80110408", READFAIL), ("1722", 1722), ("-2146368504", READFAIL), ("5", 5)],
)
def test_a_known_code_is_suggested_first(typed: str, first: int) -> None:
    assert code_of(next(suggest(typed))) == first


def test_an_unknown_code_is_suggested_last() -> None:
    offered = [code_of(hit) for hit in suggest("2148598790")]

    assert offered[-1] == 2148598790
