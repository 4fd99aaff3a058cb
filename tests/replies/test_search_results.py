import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Family
from bot.guide.hits import PAGE, Hit
from bot.replies.document import QUOTED, Button, shortened
from bot.replies.reply import SHOW, ShownCode
from bot.replies.search_results import families_reply, search_reply, usage_reply
from tests.replies.accepted import accepted


def hits(count: int, name: str | None = "ERROR_X") -> list[Hit]:
    return [Hit(StatusCode(number), "what it means", name) for number in range(count)]


@pytest.mark.parametrize(
    ("found", "shown", "more"), [(1, 1, False), (10, 10, False), (11, 10, True)]
)
def test_a_page_of_a_search_shows_ten_and_says_whether_there_are_more(
    found: int,
    shown: int,
    more: bool,  # noqa: FBT001 - a column of the table
) -> None:
    reply = accepted(search_reply("rpc", hits(found)))

    assert reply.plain.count("ERROR_X") == shown
    assert (reply.paged, reply.has_more) == ("search rpc", more)


@pytest.mark.parametrize(
    ("hit", "shown"),
    [
        (
            Hit(StatusCode(5), "access denied", "ERROR_ACCESS_DENIED"),
            "5 ERROR_ACCESS_DENIED access",
        ),
        (Hit(StatusCode(2**31), "a name", "E_X"), "0x80000000 E_X a name"),
        (
            Hit(StatusCode(2148598792), "The two nodes.", None, PrintedBy.IISSYNC),
            "2148598792 The two nodes.",
        ),
    ],
)
def test_a_hit_is_shown_as_its_number_name_and_meaning(hit: Hit, shown: str) -> None:
    assert f"\n{shown}" in accepted(search_reply("x", [hit])).plain


def test_the_words_searched_for_are_quoted_and_cut() -> None:
    assert accepted(search_reply("x" * 500, hits(1))).plain.startswith(
        f"Codes for “{'x' * (QUOTED - 1)}…”"
    )


@given(
    st.text(max_size=200),
    st.lists(st.builds(Hit, st.integers(0, 2**32 - 1).map(StatusCode), st.text(), st.none())),
)
def test_slack_accepts_the_reply_to_any_search(words: str, found: list[Hit]) -> None:
    reply = accepted(search_reply(words, found))

    assert reply.understood == bool(shortened(words) and found)


def test_usage_quotes_the_question_and_gives_examples() -> None:
    reply = accepted(usage_reply("the cluster is ill"))

    assert reply.plain.startswith("I found no status code in “the cluster is ill”.")
    assert "\n2148598792\n`search access denied`" in reply.plain
    assert not reply.understood


def test_usage_for_nothing_does_not_quote_it() -> None:
    assert "“" not in accepted(usage_reply("")).plain


def test_usage_suggests_a_command() -> None:
    assert "Did you mean `/iissync help`?" in accepted(usage_reply("hlep", "help")).plain


def test_usage_says_why_the_thread_could_not_be_read() -> None:
    reply = accepted(usage_reply("", thread_error="missing_scope"))

    assert "I could not read this thread. Slack says: missing_scope." in reply.plain


def test_the_kinds_of_codes_are_listed_a_page_at_a_time() -> None:
    families = [Family(f"f{number}", f"Family {number}") for number in range(PAGE + 1)]
    first, second = (accepted(families_reply(families, page)) for page in (0, 1))

    assert first.plain.splitlines()[0] == second.plain.splitlines()[0] == "Kinds of codes"
    assert [page.plain.count("Family ") for page in (first, second)] == [PAGE, 1]
    assert (first.paged, first.has_more, second.has_more) == ("family", True, False)


def test_a_button_asks_for_its_code_in_the_context_of_the_answer() -> None:
    shown = ShownCode(StatusCode(24), PrintedBy.KERBEROS, certain=False)

    assert shown.button("Steps") == Button(
        SHOW, "Steps", {"code": 24, "as": "kerberos", "certain": False}
    )
