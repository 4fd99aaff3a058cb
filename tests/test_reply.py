# ruff: noqa: E501 - a line of a snapshot is a line of an answer
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.decoder.advice import ADVICE, ADVICE_LABEL
from bot.decoder.catalogue import CATALOGUE
from bot.decoder.diagnosis import decode
from bot.decoder.finding import MOST_PIECES
from bot.decoder.listening import Doubt
from bot.decoder.search import Hit
from bot.decoder.status_code import StatusCode
from bot.reply import (
    DOUBTS,
    FULL_ANSWERS,
    LISTED,
    QUOTED,
    ROOM,
    Finding,
    Origin,
    Reply,
    findings_reply,
    help_reply,
    search_reply,
    shortened,
    usage_reply,
)
from tests.conftest import accepted_message

UNNAMED = 0x8BAD0000  # from here on no header names a code

each_documented_code = pytest.mark.parametrize("code", CATALOGUE, ids=str)


def sent(reply: Reply) -> Reply:
    """The reply, which Slack would take."""
    accepted_message({"text": reply.text, "blocks": reply.blocks})
    return reply


def reply_to(*codes: int) -> Reply:
    diagnoses = [decode(StatusCode(code)) for code in codes]
    return sent(findings_reply([Finding(one, str(one.code)) for one in diagnoses]))


def doubt(written: str, *codes: int) -> Doubt:
    return Doubt(written, 0, tuple(StatusCode(code) for code in codes))


def in_order(text: str, *pieces: str) -> bool:
    places = [text.find(piece) for piece in pieces]
    return -1 not in places and places == sorted(places)


# --- one code


def test_an_answer_as_blocks() -> None:
    assert reply_to(1726).blocks == snapshot(
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "1726", "style": {"code": True}},
                            {"type": "text", "text": " "},
                            {
                                "type": "text",
                                "text": "The remote procedure call failed.",
                                "style": {"bold": True},
                            },
                            {"type": "text", "text": "\n"},
                            {"type": "text", "text": "The same number: "},
                            {"type": "text", "text": "0x000006BE", "style": {"code": True}},
                            {"type": "text", "text": "."},
                            {"type": "text", "text": "\n"},
                            {
                                "type": "text",
                                "text": "Probable cause and steps: ",
                                "style": {"bold": True},
                            },
                            {"type": "text", "text": "none are documented."},
                            {"type": "text", "text": "\n"},
                            {"type": "text", "text": "Our reading ", "style": {"bold": True}},
                            {
                                "type": "text",
                                "text": "(from the Windows meaning, not documented for IISSYNC): A call to the other node broke off; part of what it was to do may have been done.",
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
                                        "text": "In Event Viewer on the target, see whether a service or process ended, or the node failed over, at that time.",
                                    }
                                ],
                            },
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "text", "text": "Run "},
                                    {"type": "text", "text": "ping", "style": {"code": True}},
                                    {
                                        "type": "text",
                                        "text": " from each node to the other for a while: are answers lost?",
                                    },
                                ],
                            },
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {
                                        "type": "text",
                                        "text": "Before you run IISSYNC again, see in Transaction Server on the target which packages it still has.",
                                    }
                                ],
                            },
                        ],
                    },
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "Known in Windows as "},
                            {"type": "text", "text": "RPC_S_CALL_FAILED", "style": {"code": True}},
                            {"type": "text", "text": "."},
                        ],
                    },
                ],
            },
            {
                "type": "context",
                "elements": [
                    {
                        "type": "mrkdwn",
                        "text": "Source: Q224801 “Deciphering IISSYNC Status Codes” (IIS 4.0, 30 March 2000).",
                        "verbatim": True,
                    }
                ],
            },
        ]
    )


def test_an_answer_as_plain_text() -> None:
    assert reply_to(2148598792).plain == snapshot("""\
2148598792 The two nodes have a communications problem.
The same number: 0x80110408, -2146368504.
Probable cause: Possibly an IP address conflict.
What to do
1. See that every IP address, on both nodes and in the IIS resource group, is valid and that all are in one subnet.
2. Run IISSYNC again, on the node whose settings are the good ones: it overwrites the target. (Q241573)
In Windows generally (not said of IISSYNC): the application (package) file cannot be read, COMADMIN_E_APP_FILE_READFAIL, mtsErrPDFReadFail.
Source: Q224801 “Deciphering IISSYNC Status Codes” (IIS 4.0, 17 November 1999); also Q241573 (IIS 4.0, 20 May 2002).\
""")


def test_an_answer_as_mrkdwn_for_screen_readers() -> None:
    assert reply_to(1060).text == snapshot("""\
`1060` *The two nodes have a communications problem.*
The same number: `0x00000424`.
*Probable cause:* The default DCOM protocols of the two nodes differ.
*What to do*
1. Make the default DCOM protocols the same on both nodes.
2. Run IISSYNC again, on the node whose settings are the good ones: it overwrites the target. (Q241573)
*In Windows generally* (not said of IISSYNC): the service is not installed, `ERROR_SERVICE_DOES_NOT_EXIST`.
Source: Q224801 “Deciphering IISSYNC Status Codes” (IIS 4.0, 17 November 1999); also Q241573 (IIS 4.0, 20 May 2002).\
""")


@each_documented_code
def test_an_answer_holds_all_that_is_known(code: StatusCode) -> None:
    entry, text = CATALOGUE[code], reply_to(code.decimal).plain
    facts = (entry.meaning, *entry.causes, *entry.warnings, *entry.steps)

    assert all(fact.text.replace("`", "") in text for fact in facts)
    assert all(name in text for name in (*entry.windows_names, *entry.mts_names))
    assert all(str(article) in text for article in entry.references)


@each_documented_code
def test_an_answer_says_meaning_then_cause_then_cure_then_windows_then_source(
    code: StatusCode,
) -> None:
    entry, text = CATALOGUE[code], reply_to(code.decimal).plain
    cause = ["Probable cause"] if entry.causes else []
    cure = ["What to do"] if entry.steps else []

    assert in_order(text, entry.meaning.text, "The same number: ", *cause, *cure, "Source: Q")


@each_documented_code
def test_where_no_article_gives_a_cause_or_a_cure_the_answer_says_so(code: StatusCode) -> None:
    entry, text = CATALOGUE[code], reply_to(code.decimal).plain
    said = "Probable cause and steps: none are documented." in text

    assert said == (not entry.causes and not entry.steps)


@each_documented_code
def test_what_windows_says_is_told_apart_where_it_differs(code: StatusCode) -> None:
    entry, text = CATALOGUE[code], reply_to(code.decimal).plain
    told_apart = f"In Windows generally (not said of IISSYNC): {entry.windows_meaning}, "

    assert (told_apart in text) == entry.differs


def test_the_warning_stands_before_the_cause_and_the_steps() -> None:
    text = reply_to(2147500037).plain

    assert in_order(text, "Warning: ", "deletes packages", "Probable cause", "1. Do not run")


def test_what_no_article_says_is_called_our_suggestion() -> None:
    text = reply_to(1722).plain

    assert "Check the target's name as you typed it. (our suggestion)" in text


def test_a_fact_that_another_article_adds_names_it() -> None:
    assert "it overwrites the target. (Q241573)" in reply_to(1060).plain


def test_a_fact_that_is_limited_to_one_product_says_so_where_the_code_has_two() -> None:
    text = reply_to(2148007941).plain

    assert "• On IIS 4.0: MTS is configured for Local Administration" in text
    assert "• On IIS 5.0: The COM+ catalog of the active node may be corrupt. (Q310412)" in text
    assert "On IIS" not in reply_to(64).plain.partition("Source")[0]


def test_the_source_is_named_with_its_title_product_and_date() -> None:
    assert (
        "Source: Q224801 “Deciphering IISSYNC Status Codes” (IIS 4.0, 17 November 1999); "
        "also Q241573 (IIS 4.0, 20 May 2002)."
    ) in reply_to(1060).plain


def test_a_source_of_which_only_the_title_is_known_has_no_date() -> None:
    assert "also Q301919 (COM+)." in reply_to(2147746132).plain


def test_a_code_that_no_header_names_says_so_and_what_its_bits_say() -> None:
    text = reply_to(2148599041).plain

    assert "No public header names this code; " in text
    assert "facility COMPLUS (17)" in text


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("2148598792", "`0x80110408`, `-2146368504`"),
        ("0X80110408", "`2148598792`, `-2146368504`"),
        ("-2146368504", "`2148598792`, `0x80110408`"),
        ("80110408h", "`2148598792`, `0x80110408`, `-2146368504`"),
    ],
)
def test_the_code_stands_as_it_was_asked_with_its_other_forms(written: str, forms: str) -> None:
    reply = sent(findings_reply([Finding(decode(StatusCode(2148598792)), written)]))

    assert reply.text.startswith(f"`{written}` *The two nodes")
    assert f"The same number: {forms}.\n" in reply.text


def test_every_code_in_an_answer_is_marked_as_code() -> None:
    text = reply_to(2148598793).text

    assert text.count("2148598793") == text.count("`2148598793`") == 1
    assert text.count("21485987") == text.count("`21485987")


def test_after_a_success_of_which_nothing_is_documented_there_is_nothing_to_do() -> None:
    diagnosis = decode(StatusCode(0))
    assert diagnosis.entry
    bare = diagnosis._replace(entry=diagnosis.entry._replace(steps=()))
    text = sent(findings_reply([Finding(bare, "0")])).plain

    assert "What to do" not in text


# --- an unknown code


def test_an_unknown_code_tells_its_facility_and_offers_its_neighbours() -> None:
    text = reply_to(2148598790).plain

    assert "Probable cause: none is documented" in text
    assert "facility COMPLUS (17)" in text
    assert "• 2148598792 The two nodes have a communications problem." in text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (0x0000FFF0, ["a plain Win32 error, not an HRESULT."]),
        (0x80110406, ["an HRESULT", "a failure", "facility COMPLUS (17)", "code 1030 (0x406)"]),
        (0x0004FFF1, ["an HRESULT", "a success", "facility ITF (4)", "code 65521 (0xFFF1)"]),
        (0xFFFFFFFF, ["a failure", "facility 0x7FF (2047)", "code 65535 (0xFFFF)"]),
    ],
)
def test_an_unknown_code_says_what_its_bits_say(code: int, says: list[str]) -> None:
    text = reply_to(code).plain

    assert [piece for piece in says if piece not in text] == []


def test_without_neighbours_none_are_offered() -> None:
    assert "Did you mean" not in reply_to(5).plain


# --- what Windows says, and what we read into it


def test_each_reading_of_a_number_is_listed_with_why_it_applies() -> None:
    text = reply_to(0x80070005).plain

    assert in_order(text, "How Windows reads it", "• wrapped Win32 error 5, ERROR_", "• HRESULT, ")
    assert "facility WIN32 wraps the Win32 error 5" in text


def test_other_readings_of_a_documented_code_are_told_apart() -> None:
    text = reply_to(0).plain

    assert in_order(text, "It can also be read as", "• success HRESULT, S_OK", "• NTSTATUS, STATUS")


def test_of_many_names_some_are_shown() -> None:
    assert " and others: " in reply_to(0xC0000005, 0x80004002, 0x80070005, 87, 14).plain


def test_a_code_that_wraps_a_documented_one_brings_its_cause_labelled() -> None:
    text = reply_to(0x800706BA).plain

    assert "none is documented" not in text
    assert in_order(
        text,
        "It wraps 1722, which is documented for IISSYNC: The RPC server is unavailable.",
        "Probable cause of 1722: ",
        "What to do about 1722\n1. ",
        "Source: Q",
        "How Windows reads it",
    )


def test_a_wrapped_code_without_a_documented_cause_brings_our_advice_labelled() -> None:
    text = reply_to(0x80070000 + 1726).plain

    assert in_order(
        text, "It wraps 1726", f"Our reading ({ADVICE_LABEL}): A call to", "1. In Event"
    )
    assert "Probable cause of 1726" not in text


@pytest.mark.parametrize("value", ADVICE)
def test_our_advice_is_always_labelled_and_never_called_a_cause(value: int) -> None:
    text, advice = reply_to(value).plain, ADVICE[value]

    assert f"Our reading ({ADVICE_LABEL}): {advice.means}" in text.replace("`", "")
    assert all(check.replace("`", "") in text for check in advice.check)
    assert f"cause: {advice.means}" not in text


def test_where_a_cause_is_documented_we_read_nothing_into_it() -> None:
    explained = [code.decimal for code, entry in CATALOGUE.items() if entry.causes]

    assert [code for code in explained if ADVICE_LABEL in reply_to(code).plain] == []


# --- several codes


def test_five_codes_are_told_in_full_and_the_rest_listed_and_counted() -> None:
    codes = (1726, 1722, 1060, 2148598785, 2148598797, 64, 3)
    text = reply_to(*codes).plain

    assert text.count("Source: ") == FULL_ANSWERS
    assert in_order(text, "1726 The", "1722 The", "1060 The", "2 more codes", "• 64 The", "• 3 The")


def test_one_code_too_many_is_listed_in_the_singular() -> None:
    assert "1 more code\n• 3 The metabase" in reply_to(1726, 1722, 1060, 64, 5, 3).plain


def test_two_answers_have_a_rule_between_them() -> None:
    assert [block["type"] for block in reply_to(1722, 1726).blocks] == [
        "rich_text", "context", "divider", "rich_text", "context",
    ]  # fmt: skip


def test_a_reply_is_about_all_its_codes_those_not_in_full_too() -> None:
    codes = tuple(range(UNNAMED, UNNAMED + 29))

    assert [code.decimal for code in reply_to(*codes).codes] == list(codes)


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    text = reply_to(*range(UNNAMED, UNNAMED + FULL_ANSWERS + LISTED + 7)).plain

    assert "27 more codes" in text
    assert "… and 7 more that are not listed." in text


def test_answers_that_together_are_too_long_for_slack_are_listed_sooner() -> None:
    origin = Origin(1700000000, "14 Nov 2023 22:13 UTC", "😀" * QUOTED)
    codes = (2147500037, 2148598801, 2148007941, 2148599041, 2148598794)
    findings = [Finding(decode(StatusCode(code)), str(code), origin) for code in codes]
    reply = findings_reply(findings)

    assert 0 < reply.plain.count("Source: ") < FULL_ANSWERS
    assert len(json.dumps(reply.blocks)) < ROOM * 1.2


any_code = st.sampled_from([*map(int, ADVICE), *(code.decimal for code in CATALOGUE)])
any_code |= st.integers(0, 2**32 - 1) | st.integers(0x80070000, 0x8007FFFF)
any_doubt = st.builds(
    Doubt,
    st.text("0123456789abcdefx -(", min_size=1, max_size=100).filter(str.strip),
    st.just(0),
    st.lists(st.sampled_from(list(CATALOGUE)), max_size=4, unique=True).map(tuple),
)


@given(
    st.lists(any_code, max_size=30, unique=True),
    st.lists(any_doubt, max_size=12),
    st.text(max_size=120) | st.none(),
)
def test_any_answer_is_one_that_slack_takes(
    codes: list[int], doubts: list[Doubt], quote: str | None
) -> None:
    origin = None if quote is None else Origin(1700000000, "14 Nov 2023 22:13 UTC", quote)
    findings = [Finding(decode(StatusCode(code)), str(code), origin) for code in codes]
    reply = sent(findings_reply(findings, () if origin else doubts, complete=False))

    assert [code.decimal for code in reply.codes] == codes
    assert reply.plain.count("The same number: ") <= FULL_ANSWERS


ANSWERED = sorted({*ADVICE, *(code.decimal for code in CATALOGUE)})
REST = [Finding(decode(code), str(code)) for code in CATALOGUE]


@pytest.mark.parametrize("value", ANSWERED)
def test_each_code_beside_a_list_and_doubts_is_one_that_slack_takes(value: int) -> None:
    doubts = [doubt("2" * 40, 2148598801, 2148598800)] * 12

    sent(findings_reply([Finding(decode(StatusCode(value)), str(value)), *REST], doubts))


@pytest.mark.parametrize("value", ANSWERED)
def test_each_code_of_a_message_that_is_quoted_is_one_that_slack_takes(value: int) -> None:
    origin = Origin(1700000000, "14 Nov 2023 22:13 UTC", "😀" * QUOTED)

    sent(findings_reply([Finding(decode(StatusCode(value)), str(value), origin), *REST]))


# --- doubts


def test_a_doubt_offers_what_may_be_meant() -> None:
    reply = sent(findings_reply([], [doubt("214598801", 2148598801)]))

    assert reply.plain == (
        "214598801 is no status code as it stands. "
        "Did you mean 2148598801 (The component's CLSID is missing or corrupt)?"
    )


def test_a_doubt_offers_several() -> None:
    reply = sent(findings_reply([], [doubt("214859880", 2148598800, 2148598801)]))

    assert "valid), or 2148598801 (The component's" in reply.plain


def test_a_number_too_large_says_so() -> None:
    reply = sent(findings_reply([], [doubt("99999999999")]))

    assert reply.text == "`99999999999` does not fit in 32 bits: it is no status code."


def test_doubts_stand_after_the_answers() -> None:
    found = Finding(decode(StatusCode(1726)), "1726")
    reply = sent(findings_reply([found], [doubt("99999999999")]))

    assert in_order(reply.plain, "1726", "Source: ", "99999999999 does not fit")
    assert [block["type"] for block in reply.blocks][-2:] == ["divider", "rich_text"]


def test_doubts_beyond_the_first_are_counted() -> None:
    doubts = [doubt(str(10**11 + number)) for number in range(DOUBTS + 3)]
    text = sent(findings_reply([], doubts)).plain

    assert text.count("does not fit in 32 bits") == DOUBTS
    assert text.endswith("… and 3 more that are no codes as they stand.")


def test_what_was_not_read_is_said() -> None:
    reply = sent(findings_reply([Finding(decode(StatusCode(3)), "3")], complete=False))

    assert reply.plain.endswith(f"I read the first {MOST_PIECES} numbers of it, not the rest.")


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

    assert reply.plain.count("• ") == shown
    assert (reply.searched, reply.has_more) == ("rpc", more)


@pytest.mark.parametrize(
    ("hit", "shown"),
    [
        (
            Hit(StatusCode(5), "access denied", "ERROR_ACCESS_DENIED"),
            "5 ERROR_ACCESS_DENIED access",
        ),
        (Hit(StatusCode(2**31), "a name", "E_X"), "0x80000000 E_X a name"),
        (Hit(StatusCode(2148598792), "The two nodes.", None), "2148598792 The two nodes."),
    ],
)
def test_a_hit_is_its_number_its_name_and_what_it_means(hit: Hit, shown: str) -> None:
    assert f"• {shown}" in sent(search_reply("x", [hit])).plain


def test_the_words_searched_for_are_quoted_and_cut() -> None:
    assert sent(search_reply("x" * 500, hits(1))).plain.startswith(
        f"Codes that fit “{'x' * (QUOTED - 1)}…”"
    )


@given(
    st.text(max_size=200), st.lists(st.builds(Hit, any_code.map(StatusCode), st.text(), st.none()))
)
def test_any_search_is_answered_as_slack_takes_it(words: str, found: list[Hit]) -> None:
    reply = sent(search_reply(words, found))

    assert reply.understood == bool(shortened(words) and found)


# --- where a code was found


def test_a_code_from_another_message_says_which() -> None:
    origin = Origin(1700000000, "14 Nov 2023 22:13 UTC", "node B\nsaid 1726")
    reply = sent(findings_reply([Finding(decode(StatusCode(1726)), "1726", origin)]))

    assert reply.plain.endswith("From the message of 14 Nov 2023 22:13 UTC: “node B said 1726”")


# --- usage and help


def test_usage_says_what_was_understood_and_how_to_ask() -> None:
    reply = sent(usage_reply("the cluster is ill"))

    assert reply.plain.startswith("I found no status code in “the cluster is ill”.")
    assert "• /iissync 2148598792: only you see the answer" in reply.plain
    assert not reply.understood


def test_usage_for_nothing_does_not_quote_it() -> None:
    assert "“" not in sent(usage_reply("")).plain


def test_usage_suggests_a_command() -> None:
    assert "Did you mean /iissync help?" in sent(usage_reply("hlep", "help")).plain


def test_usage_says_why_the_thread_could_not_be_read() -> None:
    reply = sent(usage_reply("", unread="missing_scope"))

    assert "I could not read this thread: Slack says missing_scope." in reply.plain


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
