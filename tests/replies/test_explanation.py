# ruff: noqa: E501 - a line of a snapshot is a line of an answer
import json
from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from bot.codes.context import Context
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.entry import Entry, Fact, Family, Provenance, Source
from bot.replies.answered_code import Location
from bot.replies.answers import answer_reply
from bot.replies.attribution import SOURCE_SHOWN
from tests.replies.accepted import accepted
from tests.replies.answered_codes import (
    DOCUMENTED,
    PROGRAM,
    STOPPED,
    answered,
    candidate,
    holding,
    in_order,
    reply_to,
)

each_documented_code = pytest.mark.parametrize("code", DOCUMENTED, ids=str)


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
def test_a_whole_answer_has_everything_that_is_documented(code: StatusCode) -> None:
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


def test_a_warning_is_shown_once_and_before_the_steps() -> None:
    text = reply_to(2147500037).plain

    assert in_order(text, "were not filled in", "⚠️", "deletes packages", "1. Do not run")
    assert text.count("deletes packages") == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1722, "Steps 1 and 2 are our suggestion"),
        (2147500037, "Step 1 is our suggestion"),
        (1726, "The steps are our suggestion"),
    ],
)
def test_steps_that_no_article_has_are_called_our_suggestion(code: int, words: str) -> None:
    assert words in reply_to(code).plain


def test_our_cause_is_labelled_if_an_article_has_none() -> None:
    text = reply_to(1726).plain

    assert "\nLikely, but not documented: A call to the other node broke off" in text


def test_a_fact_names_its_product_if_the_code_has_two_products() -> None:
    text = reply_to(2148007941).plain

    assert "\nOn IIS 4.0: MTS is set to Local Administration" in text
    assert "• On IIS 5.0: The COM+ catalog of the active node may be corrupt." in text
    assert "\nOn IIS" not in reply_to(64).plain
    assert "for IISSYNC of IIS 5.0: Q214783" in reply_to(64).plain


def test_the_small_print_names_the_source_and_why_it_comes_first() -> None:
    iissync, windows = reply_to(1060).plain, answer_reply([answered(1060, PROGRAM)]).plain

    assert "Documented by Microsoft for IISSYNC: Q224801" in iissync
    assert "IISSYNC first: only a number was sent" in iissync
    assert "General Windows meaning: " in windows
    assert "Windows first: the text names sc" in windows


@pytest.mark.parametrize(
    ("titles", "shown"),
    [
        (["A page"], "A page [1] · "),
        (["A page", "Another"], "A page [1] and 1 more · "),
        (["A page", "Another", "A third"], "A page [1] and 2 more · "),
        (["x" * SOURCE_SHOWN], f"{'x' * SOURCE_SHOWN} [1] · "),
        (["x" * (SOURCE_SHOWN + 1)], f"{'x' * (SOURCE_SHOWN - 1)}… [1] · "),
    ],
)
def test_a_short_answer_names_the_first_source_and_counts_the_others(
    titles: list[str], shown: str
) -> None:
    one = answered(0x8007000E, PROGRAM)
    sources = tuple(
        Source(title, f"https://a.example/{title}".replace(" ", "-")) for title in titles
    )
    facts = Entry(
        one.explanation.entry.codes, Provenance.GUIDE, Family("a", "A"), Fact("It failed.")
    )
    explanation = one.explanation._replace(entry=replace(facts, sources=sources))

    text = answer_reply([one._replace(explanation=explanation)]).plain
    assert f"General Windows meaning: {shown}" in text


def test_the_other_meaning_is_one_line_in_text_and_a_button_in_blocks() -> None:
    reply = accepted(answer_reply([answered(2147500037, PROGRAM)]))

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
def test_a_code_is_shown_as_written_and_its_other_forms_at_the_end(
    written: str, forms: str
) -> None:
    reply = accepted(answer_reply([answered(2148598792, written=written)], whole=True))

    assert reply.text.startswith(f"`{written}`: *The two nodes")
    assert f" · {forms} · " in reply.text.splitlines()[-1]


def test_every_code_in_an_answer_is_marked_as_code() -> None:
    text = reply_to(2148598793).text

    assert text.count("21485987") == text.count("`21485987")


def test_a_code_with_only_a_name_is_shown_with_its_family_and_steps() -> None:
    text = reply_to(0x887C0002).plain

    assert in_order(
        text, "Windows calls it D3D11_ERROR_FILE_NOT_FOUND", "1. ", "known by its name alone"
    )


def test_an_unknown_code_is_shown_with_its_bits_and_steps() -> None:
    text = reply_to(0x80049999).plain

    assert in_order(text, "No meaning of it is known.", "One program or COM interface", "1. Find")
    assert "HRESULT: facility 4 (ITF), code 0x9999" in text
    assert "cause" not in text


def test_a_facility_without_a_name_is_shown_by_its_number_in_hex() -> None:
    assert "HRESULT: facility 2047 (0x7FF), code 0x1 " in reply_to(0x87FF0001).plain


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
def test_a_code_that_is_no_hresult_has_no_facility(code: int) -> None:
    assert "facility" not in reply_to(code).plain


def test_without_neighbours_none_are_offered() -> None:
    assert "Did you mean" not in reply_to(5).plain


def test_a_second_reading_is_one_line_with_a_button() -> None:
    reply = reply_to(123, whole=False)

    assert "\nAs a STOP code, `0x7B`: " in reply.text
    assert sum(block["type"] == "section" for block in reply.blocks) == 1


@pytest.mark.parametrize(
    ("code", "lead"),
    [(1722, "As a Windows Installer message: "), (8645, "As an Active Directory error: ")],
)
def test_another_family_has_its_article(code: int, lead: str) -> None:
    assert f"\n{lead}" in reply_to(code).text


def test_the_parameters_of_a_bug_check_come_after_the_answer() -> None:
    stop = Context(PrintedBy.BUG_CHECK, "the text says that Windows stopped")
    parameters = ("0xFFFFF880009A97E8", "0xFFFFFFFFC0000034", "0x0", "0x0")
    one = answered(0x7B, stop, "0x0000007B")._replace(parameters=parameters)
    text = accepted(answer_reply([one])).plain

    assert in_order(text, "0x0000007B: ", "1. ", "• Parameter 1, 0xFFFFF880009A97E8")
    assert "Parameter 2, 0xFFFFFFFFC0000034 (STATUS_OBJECT_NAME_NOT_FOUND)" in text


def test_an_address_among_the_parameters_has_no_name() -> None:
    one = answered(0x50, STOPPED)._replace(parameters=("0xfffff801c0000022", "fffff801`c0000022"))

    assert "STATUS_" not in accepted(answer_reply([one])).plain


@pytest.mark.parametrize(
    ("context", "name"),
    [(STOPPED, "DRIVER_POWER_STATE_FAILURE"), (PROGRAM, "ERROR_BAD_THREADID_ADDR")],
)
def test_a_code_is_not_called_as_another_reading_of_it_is(context: Context, name: str) -> None:
    text = accepted(answer_reply([answered(159, context)], whole=True)).plain
    small = text.splitlines()[-1]
    names = {"DRIVER_POWER_STATE_FAILURE", "ERROR_BAD_THREADID_ADDR"}

    assert name in text
    assert not [other for other in names - {name} if other in small]


def test_a_code_that_wraps_another_says_so_in_the_small_line_alone() -> None:
    text = accepted(answer_reply([answered(0x800706BA, PROGRAM, "0x800706BA")])).plain

    assert text.count("Win32 error 1722") == 1


def test_our_suggestion_for_iissync_is_never_called_documented() -> None:
    certain = Context(PrintedBy.IISSYNC, "the text names IISSYNC")
    text = accepted(answer_reply([answered(5, certain)])).plain

    assert "Our suggestion for IISSYNC: no article explains this code" in text
    assert "Documented" not in text


def test_a_code_from_another_message_says_which() -> None:
    location = Location(1700000000, "14 Nov 2023 22:13 UTC", "node B\nsaid 1726")
    reply = accepted(answer_reply([answered(1726)._replace(location=location)]))

    assert "From the message of 14 Nov 2023 22:13 UTC: “node B said 1726”" in reply.plain
