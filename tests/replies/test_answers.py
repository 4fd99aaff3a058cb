# ruff: noqa: E501 - a line of a snapshot is a line of an answer
import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.codes.context import Context
from bot.codes.detection import Candidate
from bot.codes.extraction import MOST_TOKENS, Extraction, extract_codes
from bot.codes.printed_by import PrintedBy
from bot.codes.ranking import Order
from bot.codes.regions import Foreign
from bot.codes.status_code import StatusCode
from bot.guide.data import all_documented, all_entries
from bot.guide.explain import NUMBER_ALONE, explain
from bot.guide.hits import Hit
from bot.replies.answered_code import AnsweredCode, Location
from bot.replies.answers import CANDIDATES, FOREIGN, LISTED, ROOM, answer_reply
from bot.replies.document import QUOTED, shortened
from bot.replies.reply import Reply
from bot.replies.search_results import search_reply, usage_reply
from bot.replies.small_talk import help_reply
from tests.conftest import accepted_message

UNNAMED = 0x8BAD0000  # from here on no header names a code
PROGRAM = Context(PrintedBy.ANY, "the text names sc")
STOPPED = Context(PrintedBy.BUG_CHECK, "the text says that Windows stopped")
DOCUMENTED = all_documented()

each_documented_code = pytest.mark.parametrize("code", DOCUMENTED, ids=str)


def sent(reply: Reply) -> Reply:
    """The reply, which Slack would take."""
    accepted_message({"text": reply.text, "blocks": reply.blocks})
    return reply


def answered(value: int, context: Context = NUMBER_ALONE, written: str = "") -> AnsweredCode:
    code = StatusCode(value)
    return AnsweredCode(written or str(code), explain(code, context, written))


def reply_to(*codes: int, whole: bool = True) -> Reply:
    return sent(answer_reply([answered(code) for code in codes], whole=whole))


def candidate(written: str, *codes: int) -> Candidate:
    return Candidate(written, 0, tuple(StatusCode(code) for code in codes))


def holding(*candidates: Candidate, complete: bool = True) -> Extraction:
    """What was found in a text of which these candidates are to be told."""
    return Extraction("", (), candidates, complete=complete)


def in_order(text: str, *pieces: str) -> bool:
    places = [text.find(piece) for piece in pieces]
    return -1 not in places and places == sorted(places)


# --- one code


def test_an_answer_as_blocks() -> None:
    assert reply_to(1060, whole=False).blocks == snapshot(
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "1060", "style": {"code": True}},
                            {"type": "text", "text": ": "},
                            {
                                "type": "text",
                                "text": "The two nodes have a communications problem.",
                                "style": {"bold": True},
                            },
                            {"type": "text", "text": "\n"},
                            {
                                "type": "text",
                                "text": "The default DCOM protocols of the two nodes differ.",
                            },
                        ],
                    },
                    {
                        "type": "rich_text_list",
                        "style": "ordered",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {
                                        "type": "text",
                                        "text": "Make the default DCOM protocols the same on both nodes.",
                                    }
                                ],
                            },
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {
                                        "type": "text",
                                        "text": "Run IISSYNC again, from the good node: it overwrites the target.",
                                    }
                                ],
                            },
                        ],
                    },
                ],
            },
            {
                "type": "context",
                "elements": [
                    {
                        "type": "mrkdwn",
                        "text": "Documented by Microsoft for IISSYNC: <https://jeffpar.github.io/kbarchive/kb/224/Q224801/|Q224801>, <https://jeffpar.github.io/kbarchive/kb/241/Q241573/|Q241573> · IISSYNC first: only a number was sent · `0x00000424` · `ERROR_SERVICE_DOES_NOT_EXIST`",
                        "verbatim": True,
                    }
                ],
            },
        ]
    )


def test_an_answer_as_plain_text() -> None:
    assert reply_to(2148598792).plain == snapshot("""\
2148598792: The two nodes have a communications problem.
Possibly an IP address conflict.
1. See that every IP address, on both nodes and in the IIS resource group, is valid and that all are in one subnet.
2. Run IISSYNC again, from the good node: it overwrites the target.
Elsewhere in Windows: COM+ cannot read the application file to install.
Documented by Microsoft for IISSYNC: Q224801 [1], Q241573 [2] · IISSYNC first: only a number was sent · 0x80110408, -2146368504 · COMADMIN_E_APP_FILE_READFAIL, mtsErrPDFReadFail
[1] https://jeffpar.github.io/kbarchive/kb/224/Q224801/
[2] https://jeffpar.github.io/kbarchive/kb/241/Q241573/\
""")


def test_an_answer_as_mrkdwn_for_screen_readers() -> None:
    assert reply_to(1060).text == snapshot("""\
`1060`: *The two nodes have a communications problem.*
The default DCOM protocols of the two nodes differ.
1. Make the default DCOM protocols the same on both nodes.
2. Run IISSYNC again, from the good node: it overwrites the target.
Elsewhere in Windows: No service of that name is installed on this computer.
Documented by Microsoft for IISSYNC: <https://jeffpar.github.io/kbarchive/kb/224/Q224801/|Q224801>, <https://jeffpar.github.io/kbarchive/kb/241/Q241573/|Q241573> · IISSYNC first: only a number was sent · `0x00000424` · `ERROR_SERVICE_DOES_NOT_EXIST`\
""")


@each_documented_code
def test_a_whole_answer_holds_all_that_is_documented(code: StatusCode) -> None:
    entry, text = DOCUMENTED[code], reply_to(code.decimal).plain.replace("`", "")
    meaning = [entry.meaning] if entry.meaning else []
    facts = (*meaning, *entry.causes, *entry.warnings, *entry.steps)

    assert [fact for fact in facts if fact.text.replace("`", "") not in text] == []
    assert all(name in text for name in entry.names)
    assert all(source.name in text and source.url in text for source in entry.references)


@each_documented_code
def test_a_short_answer_has_the_first_cause_and_five_steps(code: StatusCode) -> None:
    entry, reply = DOCUMENTED[code], reply_to(code.decimal, whole=False)
    text = reply.plain.replace("`", "")

    assert all(fact.text.replace("`", "") in text for fact in entry.causes[:1])
    assert all(step.text.replace("`", "") in text for step in entry.steps[:5])
    folded = len(entry.causes) > 1 or len(entry.steps) > 5
    assert any(offer.label.startswith("All ") for offer in reply.offers) is folded


def test_a_warning_stands_before_the_steps_and_once() -> None:
    text = reply_to(2147500037).plain

    assert in_order(text, "were not filled in", "⚠️", "deletes packages", "1. Do not run")
    assert text.count("deletes packages") == 1


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (1722, "Steps 1 and 2 are our suggestion"),
        (2147500037, "Step 1 is our suggestion"),
        (1726, "The steps are our suggestion"),
    ],
)
def test_what_no_article_says_is_called_our_suggestion(code: int, says: str) -> None:
    assert says in reply_to(code).plain


def test_where_an_article_has_no_cause_ours_is_labelled() -> None:
    text = reply_to(1726).plain

    assert "\nLikely, but not documented: A call to the other node broke off" in text


def test_a_fact_that_is_limited_to_one_product_says_so_where_the_code_has_two() -> None:
    text = reply_to(2148007941).plain

    assert "\nOn IIS 4.0: MTS is set to Local Administration" in text
    assert "• On IIS 5.0: The COM+ catalog of the active node may be corrupt." in text
    assert "\nOn IIS" not in reply_to(64).plain
    assert "for IISSYNC of IIS 5.0: Q214783" in reply_to(64).plain


def test_the_small_line_says_whose_word_it_is_and_why_it_is_first() -> None:
    iissync, windows = reply_to(1060).plain, answer_reply([answered(1060, PROGRAM)]).plain

    assert "Documented by Microsoft for IISSYNC: Q224801" in iissync
    assert "IISSYNC first: only a number was sent" in iissync
    assert "General Windows meaning: " in windows
    assert "Windows first: the text names sc" in windows


def test_the_other_meaning_is_one_line_in_text_and_a_button_in_blocks() -> None:
    reply = sent(answer_reply([answered(2147500037, PROGRAM)]))

    assert "\nIf IISSYNC printed it: MTS replication is not configured." in reply.plain
    assert "If IISSYNC printed it" not in json.dumps(reply.blocks)
    assert [offer.label for offer in reply.offers][-1] == "If IISSYNC printed it"


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("2148598792", "`0x80110408`, `-2146368504`"),
        ("0X80110408", "`2148598792`, `-2146368504`"),
        ("-2146368504", "`0x80110408`, `2148598792`"),
        ("80110408h", "`0x80110408`, `2148598792`, `-2146368504`"),
    ],
)
def test_the_code_stands_as_it_was_asked_and_its_other_forms_at_the_end(
    written: str, forms: str
) -> None:
    reply = sent(answer_reply([answered(2148598792, written=written)], whole=True))

    assert reply.text.startswith(f"`{written}`: *The two nodes")
    assert f" · {forms} · " in reply.text.splitlines()[-1]


def test_every_code_in_an_answer_is_marked_as_code() -> None:
    text = reply_to(2148598793).text

    assert text.count("21485987") == text.count("`21485987")


# --- what is known by its name, or not at all


def test_a_name_alone_is_told_with_its_family_and_where_to_look() -> None:
    text = reply_to(0x887A0005).plain

    assert in_order(
        text, "Windows calls it DXGI_ERROR_DEVICE_REMOVED", "1. ", "known by its name alone"
    )


def test_an_unknown_code_says_what_its_bits_say_and_what_to_do() -> None:
    text = reply_to(0x80049999).plain

    assert in_order(text, "No meaning of it is known.", "One program or COM interface", "1. Find")
    assert "HRESULT: facility 4 (ITF), code 0x9999" in text
    assert "cause" not in text


def test_a_number_that_is_not_built_like_a_status_is_not_called_a_success() -> None:
    text = reply_to(12345678).plain

    assert "probably no status code of Windows" in text
    assert "success" not in text


def test_an_unknown_code_offers_its_neighbours_with_a_button_for_each() -> None:
    reply = reply_to(2148598790)

    assert "Did you mean 2148598792? The two nodes have a communications problem." in reply.plain
    assert sum(block["type"] == "section" for block in reply.blocks) == 4


def test_a_neighbour_is_written_as_the_code_is() -> None:
    text = answer_reply((), holding(candidate("0x8004005", 0x80004005))).plain

    assert "Did you mean 0x80004005? " in text


@pytest.mark.parametrize("code", [0xDEADBEEF, 0xC0009999])
def test_what_is_no_hresult_has_no_facility(code: int) -> None:
    assert "facility" not in reply_to(code).plain


def test_without_neighbours_none_are_offered() -> None:
    assert "Did you mean" not in reply_to(5).plain


def test_a_second_reading_is_one_line_with_a_button() -> None:
    reply = reply_to(123, whole=False)

    assert "\nAs a STOP code, `0x7B`: " in reply.text
    assert sum(block["type"] == "section" for block in reply.blocks) == 1


def test_the_parameters_of_a_bug_check_come_after_the_answer() -> None:
    stop = Context(PrintedBy.BUG_CHECK, "the text says that Windows stopped")
    parameters = ("0xFFFFF880009A97E8", "0xFFFFFFFFC0000034", "0x0", "0x0")
    one = answered(0x7B, stop, "0x0000007B")._replace(parameters=parameters)
    text = sent(answer_reply([one])).plain

    assert in_order(text, "0x0000007B: ", "1. ", "• Parameter 1, 0xFFFFF880009A97E8")
    assert "Parameter 2, 0xFFFFFFFFC0000034 (STATUS_OBJECT_NAME_NOT_FOUND)" in text


def test_an_address_among_the_parameters_has_no_name() -> None:
    one = answered(0x50, STOPPED)._replace(parameters=("0xfffff801c0000022", "fffff801`c0000022"))

    assert "STATUS_" not in sent(answer_reply([one])).plain


@pytest.mark.parametrize(
    ("context", "name"),
    [(STOPPED, "DRIVER_POWER_STATE_FAILURE"), (PROGRAM, "ERROR_BAD_THREADID_ADDR")],
)
def test_a_code_is_not_called_as_another_reading_of_it_is(context: Context, name: str) -> None:
    text = sent(answer_reply([answered(159, context)], whole=True)).plain
    small = text.splitlines()[-1]
    names = {"DRIVER_POWER_STATE_FAILURE", "ERROR_BAD_THREADID_ADDR"}

    assert name in text
    assert not [other for other in names - {name} if other in small]


def test_a_code_that_wraps_another_says_so_in_the_small_line_alone() -> None:
    text = sent(answer_reply([answered(0x800706BA, PROGRAM, "0x800706BA")])).plain

    assert text.count("Win32 error 1722") == 1


def test_our_suggestion_for_iissync_is_never_called_documented() -> None:
    certain = Context(PrintedBy.IISSYNC, "the text names IISSYNC")
    text = sent(answer_reply([answered(5, certain)])).plain

    assert "Our suggestion for IISSYNC: no article explains this code" in text
    assert "Documented" not in text


# --- several codes


def test_the_first_of_several_is_told_whole_and_each_other_in_one_line() -> None:
    rpc = 0x800706BA
    reply = reply_to(rpc, 1060, 3, whole=False)

    assert in_order(reply.plain, f"{rpc}: The RPC", "1. ", "· ", "1060: The two", "3: The meta")
    assert [block["type"] for block in reply.blocks].count("section") == 2


def test_two_codes_that_mean_the_same_are_told_once_where_all_of_it_is_the_same() -> None:
    assert sent(answer_reply([answered(5), answered(0x80070005)])).plain.count("the same.") == 1
    assert "the same." not in reply_to(1060, 2148598792).plain


def test_the_code_of_which_most_is_known_comes_first() -> None:
    reply = reply_to(UNNAMED, 0x887A0005, 1726, 1060)

    assert [code.decimal for code in reply.codes] == [1060, 1726, 0x887A0005, UNNAMED]


def test_what_is_read_back_from_a_thread_stays_in_its_order() -> None:
    reply = answer_reply([answered(UNNAMED), answered(1060)], in_order=True)

    assert [code.decimal for code in reply.codes] == [UNNAMED, 1060]


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    text = reply_to(*range(UNNAMED, UNNAMED + 1 + LISTED + 7)).plain

    assert text.endswith("… and 7 more codes.")


def test_answers_that_together_are_too_long_for_slack_are_listed_sooner() -> None:
    reply = reply_to(*(code.decimal for code in DOCUMENTED), *range(UNNAMED, UNNAMED + 10))

    assert "more codes." in reply.plain
    assert len(json.dumps(reply.blocks)) < ROOM


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
def test_any_answer_is_one_that_slack_takes(
    codes: list[int],
    context: Context,
    candidates: list[Candidate],
    quote: str | None,
    whole: bool,  # noqa: FBT001 - drawn
) -> None:
    location = None if quote is None else Location(1700000000, "14 Nov 2023 22:13 UTC", quote)
    found = [answered(code, context)._replace(location=location) for code in codes]
    extraction = holding(*(() if location else candidates), complete=False)
    reply = sent(answer_reply(found, extraction, whole=whole))

    assert {code.decimal for code in reply.codes} == set(codes)


REST = [answered(code.decimal) for code in DOCUMENTED]


@pytest.mark.parametrize(
    "context", [NUMBER_ALONE, PROGRAM, STOPPED], ids=lambda one: one.printed_by
)
def test_each_whole_answer_beside_a_list_is_one_that_slack_takes(context: Context) -> None:
    for one in longest(answered(value, context) for value in KNOWN):
        answers_beside_a_list(one)


def test_each_whole_answer_of_a_program_s_number_is_one_that_slack_takes() -> None:
    for entry in all_entries():
        if entry.printed_by.counts_its_own:
            context = Context(entry.printed_by, "the text says so")
            answers_beside_a_list(answered(entry.codes[0].decimal, context))


def longest(answers: Iterable[AnsweredCode]) -> list[AnsweredCode]:
    """Those that take the most room: beside the same list no other can have too little."""
    rooms = [(len(json.dumps(answer_reply([one], whole=True).blocks)), one) for one in answers]
    return [one for _, one in sorted(rooms, key=lambda room: room[0])[-100:]]


def answers_beside_a_list(one: AnsweredCode) -> None:
    candidates = [candidate("2" * 40, 2148598801, 2148598800)] * 12
    location = Location(1700000000, "14 Nov 2023 22:13 UTC", "😀" * QUOTED)
    first = one._replace(location=location)

    sent(answer_reply([first, *REST], holding(*candidates), whole=True, in_order=True))


# --- candidates


def test_a_candidate_offers_what_may_be_meant() -> None:
    reply = sent(answer_reply([], holding(candidate("214598801", 2148598801))))

    assert reply.plain == (
        "214598801 is not a status code as it stands. "
        "Did you mean 2148598801? The component's CLSID is missing or corrupt."
    )


def test_a_candidate_offers_several() -> None:
    reply = sent(answer_reply([], holding(candidate("214859880", 2148598800, 2148598801))))

    assert "valid.\nOr 2148598801? The component's" in reply.plain


def test_a_number_too_large_says_so() -> None:
    reply = sent(answer_reply([], holding(candidate("99999999999"))))

    assert reply.text == "`99999999999` is not a status code: it does not fit in 32 bits."


def test_candidates_stand_after_the_answers() -> None:
    reply = sent(answer_reply([answered(1726)], holding(candidate("99999999999"))))

    assert in_order(reply.plain, "1726", "Documented by", "99999999999 is not")


def test_candidates_beyond_the_first_are_counted() -> None:
    candidates = [candidate(str(10**11 + number)) for number in range(CANDIDATES + 3)]
    text = sent(answer_reply([], holding(*candidates))).plain

    assert text.count("does not fit in 32 bits") == CANDIDATES
    assert text.endswith("I found no status code in 3 more numbers.")


def test_what_was_not_read_is_said() -> None:
    reply = sent(answer_reply([answered(3)], holding(complete=False)))

    assert f"I read the first {MOST_TOKENS} numbers of it." in reply.plain


# --- searching


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
    reply = sent(search_reply("rpc", hits(found)))

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
def test_a_hit_is_its_number_its_name_and_what_it_means(hit: Hit, shown: str) -> None:
    assert f"\n{shown}" in sent(search_reply("x", [hit])).plain


def test_the_words_searched_for_are_quoted_and_cut() -> None:
    assert sent(search_reply("x" * 500, hits(1))).plain.startswith(
        f"Codes for “{'x' * (QUOTED - 1)}…”"
    )


@given(
    st.text(max_size=200), st.lists(st.builds(Hit, any_code.map(StatusCode), st.text(), st.none()))
)
def test_any_search_is_answered_as_slack_takes_it(words: str, found: list[Hit]) -> None:
    reply = sent(search_reply(words, found))

    assert reply.understood == bool(shortened(words) and found)


# --- numbers of other products, and texts of many codes


def foreign(*written: str, what: str = "an oak's own number") -> Extraction:
    """What was found in a text that holds such numbers alone."""
    return Extraction("", (), (), foreign=tuple(Foreign(each, 0, what) for each in written))


def test_a_number_of_another_product_is_told_for_what_it_is() -> None:
    reply = sent(answer_reply([], foreign("ORA-12154")))

    assert reply.plain == "ORA-12154 is an oak's own number. It is no status code of Windows."
    assert reply.codes == ()


def test_such_a_number_is_told_once_and_of_many_the_first_few() -> None:
    told = foreign("OAK-1", "OAK-1", *(f"OAK-{number}" for number in range(2, 3 * FOREIGN)))
    text = sent(answer_reply([], told)).plain

    assert text.count("no status code of Windows") == FOREIGN
    assert in_order(text, "OAK-1 is", "OAK-2 is", f"OAK-{FOREIGN} is")
    assert f"OAK-{FOREIGN + 1}" not in text


def test_such_numbers_stand_behind_the_codes_and_before_what_is_unclear() -> None:
    told = foreign("ORA-12154")._replace(candidates=(candidate("214598801", 2148598801),))
    text = sent(answer_reply([answered(1726), answered(1722)], told)).plain

    assert in_order(text, "1722: ", "1726", "ORA-12154 is", "214598801 is not")


def test_of_a_log_it_is_said_how_many_codes_stand_in_how_many_places() -> None:
    told = extract_codes("".join(f"oak: error {n}\n" for n in (1726, 1722, 64, 53, 1722)))
    ordered = [answered(found.code.decimal, PROGRAM) for found in told.codes]
    text = sent(answer_reply(ordered, told)).plain

    assert "\n4 codes in 5 places of this text, the most frequent first.\n" in text
    assert in_order(text, "1722: ", "4 codes in 5 places", "1726: ", "64: ", "53: ")


def test_of_other_texts_nothing_is_counted() -> None:
    told = extract_codes("oak: error 1726, then error 1722")
    text = sent(answer_reply([answered(1726), answered(1722)], told)).plain

    assert "places of this text" not in text


def test_where_a_text_tells_the_main_failure_it_is_first_unless_nobody_knows_it() -> None:
    told = extract_codes("oak: error 1726 ---> error 0x80070005")
    known = sent(answer_reply([answered(0x80070005), answered(1726)], told)).plain
    unknown = sent(answer_reply([answered(UNNAMED), answered(1726)], told)).plain

    assert told.order is Order.MAIN_FIRST
    assert known.startswith("2147942405: ")
    assert unknown.startswith("1726: ")


# --- where a code was found


def test_a_code_from_another_message_says_which() -> None:
    location = Location(1700000000, "14 Nov 2023 22:13 UTC", "node B\nsaid 1726")
    reply = sent(answer_reply([answered(1726)._replace(location=location)]))

    assert "From the message of 14 Nov 2023 22:13 UTC: “node B said 1726”" in reply.plain


# --- usage and help


def test_usage_says_what_was_understood_and_how_to_ask() -> None:
    reply = sent(usage_reply("the cluster is ill"))

    assert reply.plain.startswith("I found no status code in “the cluster is ill”.")
    assert "\n2148598792\n`search access denied`" in reply.plain
    assert not reply.understood


def test_usage_for_nothing_does_not_quote_it() -> None:
    assert "“" not in sent(usage_reply("")).plain


def test_usage_suggests_a_command() -> None:
    assert "Did you mean `/iissync help`?" in sent(usage_reply("hlep", "help")).plain


def test_usage_says_why_the_thread_could_not_be_read() -> None:
    reply = sent(usage_reply("", thread_error="missing_scope"))

    assert "I could not read this thread. Slack says: missing_scope." in reply.plain


def test_help_tells_every_way_to_ask() -> None:
    reply = sent(help_reply())
    ways = (
        "/iissync 2148598792",
        "@iissync 1722",
        "in a thread",
        "direct message",
        "/iissync search",
        "/iissync list",
        "/iissync add",
        "/iissync history",
        "/iissync unknown",
        "/iissync stats",
    )

    assert [way for way in ways if way not in reply.plain] == []
    assert "Decode status codes" in reply.plain
    assert "Look up a status code" in reply.plain


def test_help_tells_what_to_do_when_no_status_is_printed_at_all() -> None:
    assert "install the server certificate on the other node too (Q288207)" in help_reply().plain


# --- quoting


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("one\n two\t three ", "one two three"),
        ("x" * QUOTED, "x" * QUOTED),
        ("x" * QUOTED + "y", "x" * (QUOTED - 1) + "…"),
    ],
)
def test_a_quotation_is_one_line_and_cut_visibly(text: str, quoted: str) -> None:
    assert shortened(text) == quoted
