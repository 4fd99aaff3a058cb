# ruff: noqa: RUF001 - characters that look like others stand here on purpose
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.extraction import MOST_TOKENS
from bot.codes.printed_by import PrintedBy
from bot.codes.sources import Passage
from bot.codes.status_code import StatusCode
from bot.conversation import (
    LONG,
    NO_NOTES,
    NoNotes,
    Request,
    answer,
    answer_again,
    answer_codes,
    answer_shown,
    suggest,
    team_command,
)
from bot.guide.data import all_documented, all_entries
from bot.guide.hits import AnyHit, Hit
from bot.replies.answers import CANDIDATES, help_reply
from bot.replies.document import Offer, escape, to_plain
from bot.replies.found import PAGE
from bot.replies.reply import SHOW, Reply, Shown
from bot.replies.team import SHOWN, list_reply
from bot.team.model import Draft, Origin, Revision, TeamEntry
from tests.conftest import accepted_message, texts_in

READFAIL = 2148598792
WRITTEN = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
OLD = Passage("node B: error 1722", 1700000000, "14 Nov 2023 22:13 UTC")
NEW = Passage("now it says 2148598792", 1700000600, "14 Nov 2023 22:23 UTC")


def said(text: str, *thread: Passage, about_others: bool = False) -> Reply:
    """What the bot says, which Slack would take."""
    reply = answer(Request(text, thread, about_others=about_others))
    accepted_message({"text": reply.text, "blocks": reply.blocks})
    return reply


def codes_of(reply: Reply) -> list[int]:
    return [code.decimal for code in reply.codes]


# --- what can be asked


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2148598792", [2148598792]),
        ("<@U0ABC12345> `0x80110408`", [2148598792]),
        ("what does <tel:2148598792|2148598792> mean?", [2148598792]),
        ("3", [3]),
        ("-1", [4294967295]),
        ("1722, 1726 & 1060", [1722, 1060, 1726]),
        ("2 nodes gave 1722", [1722]),
    ],
)
def test_a_text_with_codes_is_answered_for_each(text: str, codes: list[int]) -> None:
    reply = said(text)

    assert codes_of(reply) == codes
    assert reply.understood


@pytest.mark.parametrize(
    "text", ["help", "Help!", " HELP. ", "?", "usage", "<@U0ABC12345> help me", "can you help me?"]
)
def test_help_is_given_however_it_is_asked_for(text: str) -> None:
    assert said(text) == help_reply()


@pytest.mark.parametrize("text", ["list", "List", "<@U0ABC12345> list "])
def test_the_list_is_given_however_it_is_asked_for(text: str) -> None:
    assert said(text) == list_reply((), 0)


@pytest.mark.parametrize("text", ["", "  ", "\n", "<@U0ABC12345>", "\u200b"])
def test_nothing_is_answered_with_usage(text: str) -> None:
    reply = said(text)

    assert reply.plain.startswith("Send me a number that Windows printed")
    assert not reply.understood


@pytest.mark.parametrize("text", ["the cluster is ill", "😀", "1_722", "at 10:42 on 10.0.0.1"])
def test_what_is_not_understood_is_answered_with_usage_and_quoted(text: str) -> None:
    reply = said(text)

    assert reply.plain.startswith(f"I found no status code in “{text}”.")
    assert not reply.understood


@pytest.mark.parametrize(
    ("text", "command"), [("hlep", "help"), ("lst", "list"), ("serach", "search")]
)
def test_a_misspelt_command_is_answered_with_the_nearest(text: str, command: str) -> None:
    assert f"Did you mean `/iissync {command}`?" in said(text).plain


def test_a_misspelt_code_is_answered_with_the_nearest() -> None:
    reply = said("214598801")

    assert "Did you mean 2148598801" in reply.plain
    assert (reply.codes, reply.understood) == ((), True)


def test_a_number_too_large_is_answered_with_why_it_is_none() -> None:
    assert said("99999999999").plain == (
        "99999999999 is not a status code: it does not fit in 32 bits."
    )


@pytest.mark.parametrize("text", ["error -0", "code deadbeef1a", "the code is 0x"])
def test_only_what_does_not_fit_in_32_bits_is_said_not_to(text: str) -> None:
    assert "does not fit" not in said(text).plain


def test_doubts_beyond_the_first_are_counted() -> None:
    text = " ".join(str(10**11 + number) for number in range(30))

    assert f"I found no status code in {30 - CANDIDATES} more numbers." in said(text).plain


def test_of_very_many_numbers_it_says_how_many_were_read() -> None:
    assert f"I read the first {MOST_TOKENS} numbers of it" in said("error 1722 " * 3_000).plain


BIG = "2147500037 2148598801 2148007941 2148599041 2148598794"
UNKNOWN = "2148598786 2148598787 2148598788 2148598789 2148598790"
MISTYPED = "214859880 214859881 214859882 214859885 214859888 214859872 214859874 214859875"
DOCUMENTED = " ".join(map(str, all_documented()))


@pytest.mark.parametrize(
    "text",
    [
        f"{BIG} {DOCUMENTED}",
        f"{BIG} {DOCUMENTED} {MISTYPED}",
        f"{UNKNOWN} {DOCUMENTED} {MISTYPED}",
        f"{UNKNOWN} {MISTYPED}",
    ],
)
def test_the_answer_to_many_codes_is_one_that_slack_takes(text: str) -> None:
    assert said(text).codes


# --- searching


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
    reply = said(text)
    found = [*map(str, codes_of(reply)), *listed(reply)]

    assert found[:1] == ([first] if first else [])


def test_a_search_says_what_it_searched_for_and_whether_there_is_more() -> None:
    reply = said("search rpc")

    assert (reply.paged, reply.has_more, reply.codes) == ("search rpc", True, ())
    assert len(listed(reply)) == PAGE


def test_the_pages_of_a_search_hold_each_hit_once() -> None:
    pages = [answer(Request("search rpc", page=page)) for page in range(3)]
    hits = [code for page in pages for code in listed(page)]

    assert len(hits) == len(set(hits)) == 3 * PAGE


def test_a_search_for_nothing_says_how_to_search() -> None:
    reply = said("search")

    assert reply.plain == "Say what to search for, such as `/iissync search rpc`."
    assert not reply.understood


def test_a_search_that_finds_nothing_says_so() -> None:
    reply = said("search xyzzy")

    assert reply.plain.startswith("I know no code for “xyzzy”.")
    assert not reply.understood


@pytest.mark.parametrize("text", ["deploy the app", "who is on call tonight", "lunch?"])
def test_what_asks_for_no_code_finds_none(text: str) -> None:
    reply = said(text)

    assert not reply.understood
    assert "What comes nearest" not in reply.plain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("what was the code for a locked account", 1909),
        ("why does it say the rpc server is unavailable", 1722),
    ],
)
def test_a_question_in_words_is_answered_where_one_code_stands_out(text: str, code: int) -> None:
    reply = said(text)

    assert codes_of(reply) == [code]
    assert "Or did you mean" in reply.plain


def test_a_question_that_names_iissync_is_answered_for_iissync() -> None:
    assert "IISSYNC" in said("iissync says path not found").plain


def test_a_question_for_a_family_is_answered_with_its_page() -> None:
    reply = said("kerberos")

    assert reply.plain.startswith("Kerberos error: ")
    assert (reply.paged, reply.has_more) == ("family kerberos", True)
    assert said("family Kerberos error") == reply


def test_a_family_that_is_none_is_not_understood() -> None:
    assert not said("family xyzzy").understood


def test_the_families_are_listed_and_each_can_be_shown() -> None:
    pages = [answer(Request("family", page=page)) for page in range(9)]
    offers = [part for page in pages for part in page.document if isinstance(part, Offer)]

    assert len(offers) > PAGE
    for offer in offers:
        assert said(str(offer.button.value["text"])).paged == offer.button.value["text"]


def test_each_offer_of_a_search_shows_what_it_offers() -> None:
    for offer in said("access denied").document:
        if isinstance(offer, Offer) and offer.button.action == SHOW:
            assert said(to_plain([offer]).split()[0]).codes


@pytest.mark.parametrize("text", ["ok", "Good job!", "never mind", "see you later"])
def test_what_is_only_noted_gets_a_line(text: str) -> None:
    reply = said(text)

    assert reply.understood
    assert len(reply.plain.splitlines()) == 1


def test_what_comes_near_is_offered_where_nothing_fits() -> None:
    reply = said("my frobnicator for payroll says the request quux was refused by the janitor")

    assert not reply.understood
    assert "What comes nearest" in reply.plain


def test_a_message_to_others_is_not_searched_for() -> None:
    assert not said("rpc unavailable", about_others=True).understood


@pytest.mark.parametrize("text", ["search rpc", "0x8011*", "search"])
def test_a_search_does_not_want_the_thread(text: str) -> None:
    assert not Request(text).wants_thread


def test_words_in_a_thread_are_answered_by_its_codes_first() -> None:
    assert codes_of(said("rpc unavailable", OLD)) == [1722]


# --- names


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("E_FAIL", [2147500037]),
        ("what is e_accessdenied?", [2147942405]),
        ("RPC_S_SERVER_UNAVAILABLE", [1722]),
        ("mtsErrPDFReadFail", [2148598792]),
    ],
)
def test_a_name_is_answered_like_its_number(text: str, codes: list[int]) -> None:
    assert codes_of(said(text)) == codes


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("E_FAILED", "2147500037"), ("mteErrObjectErrors", "2148598785"), ("E_MTS_PDFREADFIAL", "")],
)
def test_a_misspelt_name_is_answered_with_the_nearest(text: str, nearest: str) -> None:
    assert f"{text} is not a status code as it stands. Did you mean {nearest}" in said(text).plain


def test_the_beginning_of_a_name_is_searched_for() -> None:
    assert codes_of(said("E_MTS_PDF")) == [READFAIL]


# --- typing into the form


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
def test_what_is_typed_so_far_is_offered_what_it_may_become(typed: str, first: int) -> None:
    assert code_of(next(suggest(typed))) == first


@pytest.mark.parametrize("typed", ["1722", "0x8011", "rpc", "E_ACCESSDENIED"])
def test_nothing_is_offered_twice(typed: str) -> None:
    offered = [hit.asked for hit in suggest(typed) if isinstance(hit, Hit)]

    assert len(offered) == len(set(offered)) > 0


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "😀"])
def test_where_nothing_fits_nothing_is_offered(typed: str) -> None:
    assert list(suggest(typed)) == []


def test_a_question_for_exactly_some_codes_is_answered_for_these() -> None:
    codes = [StatusCode(0x8BAD0000), StatusCode(64), StatusCode(5)]

    assert answer_codes(codes).codes == tuple(codes)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("0x80110408", READFAIL), ("1722", 1722), ("-2146368504", READFAIL), ("5", 5)],
)
def test_what_is_a_known_code_as_it_stands_is_offered_first(typed: str, first: int) -> None:
    assert code_of(next(suggest(typed))) == first


def test_what_is_an_unknown_code_as_it_stands_is_offered_last() -> None:
    offered = [code_of(hit) for hit in suggest("2148598790")]

    assert offered[-1] == 2148598790


# --- what the team knows


class Known(NoNotes):
    """Notes with one entry for every code, fresh or not."""

    def __init__(self, *, out_of_reach: bool = False) -> None:
        self.out_of_reach = out_of_reach

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        draft = Draft(code, "The share is full.")
        revision = Revision(1, draft, None, None, WRITTEN, Origin.PUBLISHED)
        return tuple(TeamEntry(f"{code}-{n}", "T1", revision) for n in range(SHOWN + 1))

    def all(self) -> tuple[TeamEntry, ...]:
        return self.of(StatusCode(READFAIL))


@pytest.mark.parametrize("text", ["2148598792", "2148598790"])
def test_what_the_team_knows_stands_in_the_answer(text: str) -> None:
    reply = answer(Request(text), Known())

    assert reply.plain.splitlines()[1] == "Your team: The share is full."
    assert f"Your team has {SHOWN - 1} more entries." in reply.plain
    assert reply.entries == (f"{text}-0",)


def test_what_the_team_knows_stands_under_codes_of_a_thread_and_exact_ones_too() -> None:
    in_thread = answer(Request("why?", (OLD,)), Known())

    assert "Your team: " in in_thread.plain
    assert "Your team: " in answer_codes([StatusCode(5)], Known()).plain


def test_the_list_holds_what_the_team_knows() -> None:
    assert "1 have entries of your team" in answer(Request("list"), Known()).plain


def test_without_a_team_there_are_no_notes() -> None:
    assert (NO_NOTES.of(StatusCode(5)), NO_NOTES.all(), NO_NOTES.out_of_reach) == ((), (), False)


@pytest.mark.parametrize(("text", "said"), [("1722", True), ("help", False), ("hello", False)])
def test_an_answer_with_codes_says_that_the_teams_entries_may_be_out_of_date(
    text: str,
    said: bool,  # noqa: FBT001 - a column of the table
) -> None:
    reply = answer(Request(text), Known(out_of_reach=True))

    assert ("may be out of date" in reply.plain) == said


def test_a_thread_that_was_not_read_to_its_end_is_told() -> None:
    reply = answer(Request("why?", (OLD,), whole=False))

    assert "I read its beginning, not its end." in reply.plain
    assert "I read its beginning" not in answer(Request("why?", (OLD,))).plain


@pytest.mark.parametrize(
    ("text", "what", "code"),
    [
        ("add 2148598792", "add", READFAIL),
        ("<@U0ABC12345> ADD `0x80110408`", "add", READFAIL),
        ("add", "add", None),
        ("add the share is full", "add", None),
        ("history 1722", "history", 1722),
        ("History E_FAIL", "history", 2147500037),
        ("unknown", "unknown", None),
        ("Stats", "stats", None),
    ],
)
def test_a_team_command_names_what_and_which_code(text: str, what: str, code: int | None) -> None:
    assert team_command(text) == (what, None if code is None else StatusCode(code))
    assert not Request(text).wants_thread


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1722",
        "help",
        "unknown error 5",
        "stats of today",
        "adding",
        "add to this: now it is 1722",
    ],
)
def test_what_is_no_command_is_none(text: str) -> None:
    assert team_command(text) is None


@pytest.mark.parametrize(
    ("text", "nearest"), [("unknwon", "unknown"), ("stat", "stats"), ("histroy", "history")]
)
def test_a_misspelt_team_command_is_answered_with_the_nearest(text: str, nearest: str) -> None:
    assert f"Did you mean `/iissync {nearest}`?" in said(text).plain


# --- threads


@pytest.mark.parametrize("text", ["", "<@U0ABC12345>", "<@U0ABC12345> what is this?", "and now"])
def test_a_question_without_a_code_wants_the_thread(text: str) -> None:
    assert Request(text).wants_thread


@pytest.mark.parametrize("text", ["1722", "<@U0ABC12345> help", "list", "214598801"])
def test_a_question_that_has_an_answer_does_not_want_the_thread(text: str) -> None:
    assert not Request(text).wants_thread


def test_a_thread_is_answered_in_order_and_says_where_that_code_came_from() -> None:
    reply = said("<@U0ABC12345>", NEW, OLD)

    assert codes_of(reply) == [2148598792, 1722]
    assert "From the message of 14 Nov 2023 22:23 UTC: “now it says 2148598792”" in reply.plain
    assert "1722: The RPC server is unavailable" in reply.plain


def test_a_code_that_a_thread_names_twice_is_answered_from_the_newest_message() -> None:
    again = Passage("again error 1722", 1700000900, "14 Nov 2023 22:28 UTC")
    reply = said("why?", again, OLD)

    assert codes_of(reply) == [1722]
    assert "“again error 1722”" in reply.plain


def test_a_message_of_a_thread_that_is_nothing_but_a_number_is_a_code() -> None:
    assert codes_of(said("why?", Passage("3", 1700000000, "then"))) == [3]


def test_a_message_of_a_thread_that_only_holds_a_number_is_none() -> None:
    reply = said("why?", Passage("we rebooted 3 nodes at 17:22", 1700000000, "then"))

    assert not reply.understood


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("2 nodes gave 1722 today", [1722]),  # short, and the code is documented
        ("2 nodes gave 1326 today", []),
        ("rebooted. " * 41 + "2 nodes gave 1722 today", []),
        ("rebooted. " * 41 + "node B: error 1722", [1722]),
        ("1326", [1326]),
        ("node B printed E_FAIL", [2147500037]),
    ],
)
def test_a_long_message_of_a_thread_must_be_surer_than_a_short_one(
    text: str, codes: list[int]
) -> None:
    assert codes_of(said("why?", Passage(text, 1700000000, "then"))) == codes


def test_codes_in_the_question_go_before_the_thread() -> None:
    assert codes_of(said("1726", OLD)) == [1726]


def test_a_thread_without_codes_is_answered_with_usage() -> None:
    reply = said("what now", Passage("hello", 1700000000, "then"))

    assert "I found no status code in “what now”." in reply.plain


def test_a_thread_that_could_not_be_read_is_named() -> None:
    reply = answer(Request("what now", unread="missing_scope"))

    assert "I could not read this thread. Slack says: missing_scope." in reply.plain


# --- small talk


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "<@U0ABC12345> thx", "that fixed it"])
def test_thanks_are_answered_in_one_line_and_ask_back(text: str) -> None:
    reply = said(text, NEW, OLD)

    assert reply.plain == "Glad it helped. What was it, finally?"
    assert reply.asks_back
    assert not Request(text).wants_thread


@pytest.mark.parametrize("text", ["hi", "Hello there!", "who are you?", "test"])
def test_a_greeting_is_answered_in_two_lines(text: str) -> None:
    assert len(said(text).plain) < 200


def test_thanks_with_a_code_are_a_question() -> None:
    assert codes_of(said("thanks, and 1722?")) == [1722]


# --- what a button shows


def test_a_button_shows_everything_as_what_it_says() -> None:
    iissync = answer_shown(Shown(StatusCode(1060), PrintedBy.IISSYNC))
    elsewhere = answer_shown(Shown(StatusCode(1060), PrintedBy.ANY))

    assert iissync.plain.startswith("1060: The two nodes have a communications problem.")
    assert elsewhere.plain.startswith("1060: No service of that name")
    assert "Other causes" in elsewhere.plain
    assert iissync.offers == elsewhere.offers == ()


def test_the_number_of_a_program_is_explained_as_that_s_own() -> None:
    told = said("event 4771, failure code 0x18")
    unknown = said("Kerberos error 0x5F")

    assert told.plain.startswith("0x18: The password is wrong.")
    assert "Kerberos error, not explained in the guide" in unknown.plain
    assert told.codes == unknown.codes == ()


def test_beside_a_code_the_number_of_a_program_is_told_after_it() -> None:
    text = (
        "LDAP: error code 49 - 80090308: LdapErr: DSID-0C090446, comment: "
        "AcceptSecurityContext error, data 52e, v2580"
    )

    assert codes_of(said(text)) == [0x52E, 0x80090308]
    assert "49: The server does not accept" in said(text).plain


EVERY_CODE = sorted({code for entry in all_entries() for code in entry.codes})


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{}", "error {}", "iissync printed {}", "[WinError {}]"])
def test_what_shows_more_of_an_answer_and_what_shares_it_keep_to_its_meaning(text: str) -> None:
    for code in EVERY_CODE:
        keeps_to_its_meaning(code, said(text.format(code)))


def keeps_to_its_meaning(code: StatusCode, reply: Reply) -> None:
    title = reply.plain.splitlines()[0].partition(": ")[2]
    folded = [offer.value for offer in reply.offers if offer.label.startswith("All ")]
    more = [Shown(code, PrintedBy(value["as"]), value["certain"]) for value in folded]

    for shown in (*reply.shown, *more):
        assert all(each.startswith(title) for each in titles_of(shown))


@cache
def titles_of(shown: Shown) -> list[str]:
    """How the whole answer begins, and the shared one, after the code; most texts have the same."""
    replies = answer_shown(shown), answer_again([shown])
    return [reply.plain.partition(": ")[2] for reply in replies]


def test_a_whole_answer_has_the_other_meaning_in_a_line_of_its_own() -> None:
    reply = answer_shown(Shown(StatusCode(1060), PrintedBy.ANY))

    assert "If IISSYNC printed it: The two nodes" in reply.plain
    assert "If IISSYNC printed it" in json.dumps(reply.blocks)


# --- messages to others


def test_a_short_message_to_others_is_read_as_if_it_asked() -> None:
    assert codes_of(said("3", about_others=True)) == [3]


def test_in_a_long_message_to_others_only_what_is_surely_a_code_is_one() -> None:
    talk = "we moved 1722 mails and then rebooted. " * 12 + "It says error 1726."

    assert len(talk) > LONG
    assert codes_of(said(talk, about_others=True)) == [1726]


def test_a_message_to_others_gives_no_commands() -> None:
    assert not said("help", about_others=True).understood


# --- any text

HOSTILE = ["<!channel>", "<!here|x>", "<@U0ABC12345>", "<#C0123456789|ops>", "<", ">", "|", "`"]
HOSTILE += ["&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "<https://a.example|1722>", "*", "_"]
HOSTILE += ["＜!channel＞", "<\u200b!channel>", "<tel:<!channel>|1722>", "</>", "&", "-", "\n"]
HOSTILE += ["<!date^1700000000^{date}^https://a.example|x>", "99999999999", "214598801", "error "]
HOSTILE += [" ", "help", "hlep", *map(str, all_documented())]
hostile_text = st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join)
any_text = st.text(max_size=300) | hostile_text
OURS = (
    r"<!date\^\d+\^{date_short_pretty}(?: {time})?\|[\w: ]*>"
    r"|<https://(?:learn\.microsoft\.com|jeffpar)[^>|]*\|[^>]*>"
)


def controls_in(reply: Reply) -> list[str]:
    """What Slack would read as control, but for the dates and sources that the bot writes."""
    texts = [reply.text, *texts_in(reply.blocks, "mrkdwn")]
    return re.findall("[<>]|&(?!amp;|lt;|gt;)", re.sub(OURS, "", "\n".join(texts)))


def leaves(part: object) -> list[str]:
    """Every text of a rich_text, in order."""
    if isinstance(part, Mapping):
        own = [part["text"]] if part.get("type") == "text" else []
        return [*own, *(text for child in part.values() for text in leaves(child))]
    return [text for child in part for text in leaves(child)] if isinstance(part, list) else []


@given(any_text, st.booleans())
def test_any_text_has_a_reply_that_slack_takes(text: str, about_others: bool) -> None:  # noqa: FBT001 - drawn
    assert said(text, about_others=about_others).plain


@given(any_text)
def test_any_thread_has_a_reply_that_slack_takes(text: str) -> None:
    assert said("why?", Passage(text, 1700000000, "14 Nov 2023 22:13 UTC"), NEW).plain


@given(hostile_text)
def test_no_text_of_a_person_pings_or_links(text: str) -> None:
    assert controls_in(said(text)) == []
    assert controls_in(said("why?", Passage(text, 1700000000, "14 Nov 2023 22:13 UTC"), NEW)) == []
    assert controls_in(answer(Request("why?", unread=text))) == []


@given(hostile_text)
def test_who_only_hears_the_text_hears_all_that_the_blocks_show(text: str) -> None:
    reply = said(text)
    heard = reply.text.replace("`", "'")

    assert [
        shown
        for shown in leaves(reply.blocks)
        if escape(shown.strip()).replace("`", "'") not in heard
    ] == []


@pytest.mark.parametrize("text", ["1 " * 20_000, "error 1722 " * 3_000, "<" * 40_000, "x" * 40_000])
def test_40_000_characters_have_a_reply_that_slack_takes(text: str) -> None:
    assert said(text).plain
    assert said("why?", Passage(text, 1700000000, "then"), NEW).codes
