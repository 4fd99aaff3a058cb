import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.codes.extraction import MOST_TOKENS
from bot.codes.printed_by import PrintedBy
from bot.codes.sources import FileReader, Passage
from bot.codes.status_code import StatusCode
from bot.conversation import (
    Request,
    answer,
    answer_codes,
    answer_shown,
)
from bot.conversation.lookup import look_up_all, look_up_shown
from bot.guide.data import all_entries
from bot.replies.answers import CANDIDATES
from bot.replies.document import Button
from bot.replies.explanation import offers_of
from bot.replies.reply import ShownCode
from bot.replies.team_entries import SHOWN
from bot.team.model import Draft, Origin, Revision, TeamEntry
from bot.team.notes import NO_NOTES, WorkspaceEntries
from tests.conversation.replies import NEW, OLD, codes_of, reply_to

READFAIL = 2148598792
WRITTEN = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


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
    reply = reply_to(text)

    assert codes_of(reply) == codes
    assert reply.understood


@pytest.mark.parametrize(
    ("text", "context", "first"),
    [
        ("1060", PrintedBy.ANY, "Windows first: as your workspace chose"),
        ("1060", PrintedBy.IISSYNC, "IISSYNC first: as your workspace chose"),
        ("we had 1060 on the print server", PrintedBy.IISSYNC, "IISSYNC first: as your"),
        ("we had 1060 on the print server", None, "Windows first: the text does not mention"),
        ("Python: 1060", PrintedBy.IISSYNC, "Windows first: the text names Python"),
        ("iissync: 1060", PrintedBy.ANY, "IISSYNC first: the text names it"),
    ],
)
def test_where_nothing_shows_the_program_the_workspace_decides_which_meaning_comes_first(
    text: str, context: PrintedBy | None, first: str
) -> None:
    notes = NO_NOTES._replace(default_context=context)

    assert first in answer(Request(text), notes).plain


@pytest.mark.parametrize("text", ["", "  ", "\n", "<@U0ABC12345>", "\u200b"])
def test_an_empty_question_gets_usage(text: str) -> None:
    reply = reply_to(text)

    assert reply.plain.startswith("Send me a number that Windows printed")
    assert not reply.understood


@pytest.mark.parametrize("text", ["the cluster is ill", "😀", "1_722", "at 10:42 on 10.0.0.1"])
def test_a_question_that_is_not_understood_gets_usage_and_is_quoted(text: str) -> None:
    reply = reply_to(text)

    assert reply.plain.startswith(f"I found no status code in “{text}”.")
    assert not reply.understood


def test_a_mistyped_code_suggests_the_nearest() -> None:
    reply = reply_to("214598801")

    assert "Did you mean 2148598801" in reply.plain
    assert (reply.codes, reply.understood) == ((), True)


@pytest.mark.parametrize(
    "text", ["anyone seen 53 while mapping a drive?", "the sync of the oaks ended up at 53"]
)
def test_a_lone_number_that_may_be_a_code_is_offered(text: str) -> None:
    reply = reply_to(text)

    assert "I can't tell whether 53 is a status code. If it is one, send `error 53`" in reply.plain
    assert "The network path was not found" in reply.plain
    assert reply.codes == ()


def test_a_number_too_large_gets_the_reason_why_it_is_no_code() -> None:
    assert reply_to("99999999999").plain == (
        "99999999999 is not a status code: it does not fit in 32 bits."
    )


@pytest.mark.parametrize("text", ["error -0", "code deadbeef1a", "the code is 0x"])
def test_only_numbers_too_large_are_called_too_large(text: str) -> None:
    assert "does not fit" not in reply_to(text).plain


def test_numbers_that_are_no_codes_are_counted_after_the_first_few() -> None:
    text = " ".join(str(10**11 + number) for number in range(30))

    assert f"I found no status code in {30 - CANDIDATES} more numbers." in reply_to(text).plain


def test_a_reply_to_very_many_numbers_says_how_many_were_read() -> None:
    assert f"I read the first {MOST_TOKENS} numbers of it" in reply_to("error 1722 " * 3_000).plain


class ForEveryCode(WorkspaceEntries):
    """Several entries for whatever code."""

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        draft = Draft(code, "The share is full.")
        revision = Revision(1, draft, None, None, WRITTEN, Origin.PUBLISHED)
        return tuple(TeamEntry(f"{code}-{n}", "T1", revision) for n in range(SHOWN + 1))

    def all(self) -> tuple[TeamEntry, ...]:
        return self.of(StatusCode(READFAIL))


KNOWN = NO_NOTES._replace(entries=ForEveryCode())


@pytest.mark.parametrize("text", ["2148598792", "2148598790"])
def test_an_answer_has_the_team_s_entries(text: str) -> None:
    reply = answer(Request(text), KNOWN)

    assert reply.plain.splitlines()[1] == "Your team: The share is full."
    assert f"Your team has {SHOWN - 1} more entries." in reply.plain
    assert reply.entries == (f"{text}-0",)


def test_answers_about_threads_and_exact_codes_have_the_team_s_entries() -> None:
    in_thread = answer(Request("why?", (OLD,)), KNOWN)

    assert "Your team: " in in_thread.plain
    assert "Your team: " in answer_codes([StatusCode(5)], KNOWN).plain


def test_the_list_has_the_team_s_entries() -> None:
    assert "1 have entries of your team" in answer(Request("list"), KNOWN).plain


def test_without_a_team_there_are_no_entries() -> None:
    assert (NO_NOTES.of(StatusCode(5)), NO_NOTES.all(), NO_NOTES.out_of_reach) == ((), (), False)


@pytest.mark.parametrize(("text", "shown"), [("1722", True), ("help", False), ("hello", False)])
def test_an_answer_with_codes_says_that_the_teams_entries_may_be_out_of_date(
    text: str,
    shown: bool,  # noqa: FBT001 - a column of the table
) -> None:
    reply = answer(Request(text), KNOWN._replace(out_of_reach=True))

    assert ("may be out of date" in reply.plain) == shown


def test_a_reply_says_if_a_thread_was_not_read_to_its_end() -> None:
    reply = answer(Request("why?", (OLD,), thread_is_whole=False))

    assert "I read its beginning, not its end." in reply.plain
    assert "I read its beginning" not in answer(Request("why?", (OLD,))).plain


def test_what_was_not_read_of_a_thread_is_told_if_the_answer_is_about_the_thread() -> None:
    thread = (Passage("hello", left_out=2),)

    assert "I left out 2 more files" in answer(Request("why?", thread)).plain
    assert "I left out" not in answer(Request("1722", thread)).plain


def test_a_question_without_a_code_is_about_what_it_encloses() -> None:
    enclosed = replace(OLD, text="error 0x8BAD0000, then error 1722")
    reply = answer(Request("why?", (NEW,), enclosed=enclosed))

    assert codes_of(reply) == [0x8BAD0000, 1722]
    assert codes_of(answer(Request("1726", enclosed=enclosed))) == [1726]
    assert codes_of(answer(Request("why?", (NEW,), enclosed=Passage("hello")))) == [READFAIL]


def test_what_a_question_encloses_is_answered_with_the_teams_entries() -> None:
    reply = answer(Request("why?", enclosed=OLD), KNOWN)

    assert "Your team: The share is full." in reply.plain


def test_the_codes_of_a_file_are_answered_with_their_lines_and_the_teams_entries() -> None:
    reader = FileReader("a.log")
    reader.read("all is well\nerror 1722\nerror 5\nerror 1722\n")
    reply = answer(Request("", enclosed=Passage("", files=(reader.result(whole=True),))), KNOWN)

    assert codes_of(reply) == [1722, 5]
    assert "From the file “a.log”, line 2 and 1 more line: “error 1722”" in reply.plain
    assert "(line 3 of “a.log”)" in reply.plain
    assert "Your team: The share is full." in reply.plain


def test_a_number_of_another_product_is_answered_as_such() -> None:
    assert reply_to("ORA-12154").plain.endswith("It is no status code of Windows.")


def test_codes_that_are_shown_or_asked_for_stay_in_order_and_are_written_as_asked() -> None:
    codes = [StatusCode(0x8BAD0000), StatusCode(1060)]
    shown = answer_shown([ShownCode(code, PrintedBy.ANY) for code in codes])

    assert shown.codes == answer_codes(codes).codes == tuple(codes)
    assert answer_codes(codes[1:]).plain.startswith("1060: ")


def test_a_button_shows_the_whole_explanation_in_its_context() -> None:
    iissync = answer_shown([ShownCode(StatusCode(1060), PrintedBy.IISSYNC)], whole=True)
    elsewhere = answer_shown([ShownCode(StatusCode(1060), PrintedBy.ANY)], whole=True)

    assert iissync.plain.startswith("1060: The two nodes have a communications problem.")
    assert elsewhere.plain.startswith("1060: No service of that name")
    assert "Other causes" in elsewhere.plain
    assert iissync.offers == elsewhere.offers == ()


def test_a_program_s_own_number_is_explained_as_such() -> None:
    kerberos = reply_to("event 4771, failure code 0x18")
    unknown = reply_to("Kerberos error 0x5F")

    assert kerberos.plain.startswith("0x18: The password is wrong.")
    assert "Kerberos error, not explained in the guide" in unknown.plain
    assert kerberos.codes == unknown.codes == ()


def test_a_program_s_own_number_comes_after_the_codes() -> None:
    text = (
        "LDAP: error code 49 - 80090308: LdapErr: DSID-0C090446, comment: "
        "AcceptSecurityContext error, data 52e, v2580"
    )

    assert codes_of(reply_to(text)) == [0x52E, 0x80090308]
    assert "49: The server does not accept" in reply_to(text).plain


EVERY_CODE = sorted({code for entry in all_entries() for code in entry.codes})
TEXTS = ("{}", "error {}", "iissync printed {}", "[WinError {}]")


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", TEXTS)
def test_what_a_button_shows_has_the_same_meaning_as_the_answer(text: str) -> None:
    for code in EVERY_CODE:
        for one in look_up_all(Request(text.format(code)).extraction, NO_NOTES):
            meaning = one.explanation.entry.meaning
            for shown in (one.shown, *shown_by_folded_buttons(code, offers_of(one))):
                assert look_up_shown(shown, NO_NOTES).explanation.entry.meaning == meaning


def shown_by_folded_buttons(code: StatusCode, offers: Iterable[Button]) -> list[ShownCode]:
    """What the buttons show that lead to the rest of an answer."""
    values = (offer.value for offer in offers if offer.label.startswith("All "))
    return [ShownCode(code, PrintedBy(value["as"]), value["certain"]) for value in values]


@pytest.mark.parametrize("text", TEXTS)
def test_whole_and_shared_answers_begin_with_that_meaning(text: str) -> None:
    for code in EVERY_CODE[::100]:
        reply = answer(Request(text.format(code)))
        title = reply.plain.splitlines()[0].partition(": ")[2]
        for shown in (*reply.shown, *shown_by_folded_buttons(code, reply.offers)):
            for same in (answer_shown([shown], whole=True), answer_shown([shown])):
                assert same.plain.partition(": ")[2].startswith(title)


def test_a_whole_answer_has_a_line_for_the_other_meaning() -> None:
    reply = answer_shown([ShownCode(StatusCode(1060), PrintedBy.ANY)], whole=True)

    assert "If IISSYNC printed it: The two nodes" in reply.plain
    assert "If IISSYNC printed it" in json.dumps(reply.blocks)
