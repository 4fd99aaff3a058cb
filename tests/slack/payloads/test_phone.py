"""The size of an answer on a phone: the useful lines come first, and it is short."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.codes.sources import Passage
from bot.codes.status_code import StatusCode
from bot.conversation import Request, answer, answer_shown
from bot.guide.data import all_documented, all_entries
from bot.guide.entry import Entry
from bot.replies.reply import Reply, ShownCode
from bot.slack.payloads import surfaces
from bot.team.model import Draft, Origin, Person, Revision, TeamEntry
from bot.team.notes import NO_NOTES, WorkspaceNotes
from tests.replies.phone import Screen, screen, screen_of_text

CAUSE = "The new firewall template drops port 135 between NODEA and NODEB."
STEP = "Open change request cluster rpc with the network team."
IN_A_THREAD = "iissync says 2148598792"
FIVE = "MSI failed: 0x80070643, error 1603, 0x80070005, 0x80070002, E_POINTER"


WITHOUT_ENTRIES = NO_NOTES._replace(takes_entries=True)


def team_of(code: int) -> WorkspaceNotes:
    draft = Draft(StatusCode(code), CAUSE, (STEP,))
    at = datetime(2026, 11, 3, tzinfo=UTC)
    revision = Revision(1, draft, Person("U1", "Ben"), Person("U2", "Ana"), at, Origin.PUBLISHED)
    entry = TeamEntry("e", "T1", revision, helped=4, did_not_help=1)
    return WITHOUT_ENTRIES._replace(entries=NO_NOTES.entries.updated([entry]))


def reply_to(
    text: str, notes: WorkspaceNotes = WITHOUT_ENTRIES, thread: Sequence[str] = ()
) -> Reply:
    passages = tuple(Passage(text, 1, "3 Nov 2026 07:00 UTC") for text in thread)
    return answer(Request(text, passages), notes)


def on_a_phone(reply: Reply) -> Screen:
    return screen(surfaces.ephemeral(reply)["blocks"])


def cause_of(reply: Reply) -> str:
    """How the cause begins on a phone. It is the second line of the text."""
    return screen_of_text(unmarked(reply.plain).splitlines()[1]).lines[0][:20]


def unmarked(text: str) -> str:
    return text.replace("`", "")


@pytest.mark.parametrize(
    ("reply", "lines", "cause", "step"),
    [
        pytest.param(reply_to("2148599041"), 17, 3, 5, id="documented"),
        pytest.param(reply_to("2147500037"), 30, 3, 11, id="with a warning"),
        pytest.param(reply_to("0x80070005"), 17, 2, 6, id="general"),
        pytest.param(reply_to("1060", team_of(1060)), 18, 3, 6, id="documented, and the team's"),
        pytest.param(reply_to("0x80049999", team_of(0x80049999)), 11, 3, 5, id="the team's alone"),
        pytest.param(reply_to(FIVE), 37, 3, 9, id="five codes"),
        pytest.param(
            reply_to("", thread=["iissync says 2148598792", "first it was 1722"]),
            19,
            3,
            5,
            id="thread",
        ),
    ],
)
def test_the_cause_and_the_first_step_are_near_the_top(
    reply: Reply, lines: int, cause: int, step: int
) -> None:
    on_phone = on_a_phone(reply)

    assert on_phone.line_of(cause_of(reply)) <= cause
    assert on_phone.line_of("1. ") <= step
    assert len(on_phone.lines) <= lines


def test_thanks_are_answered_in_two_lines_with_one_button() -> None:
    on_phone = on_a_phone(reply_to("Thanks!", thread=[IN_A_THREAD]))

    assert on_phone.lines == ("Glad it helped. What was it, finally?", "[Add what you found]")


def test_every_answer_with_a_cause_has_it_by_line_3_and_the_first_step_by_line_6() -> None:
    late = [
        f"{entry.codes[0].hex} of {entry.printed_by}"
        for entry in all_entries()
        if entry.causes and is_late(entry)
    ]

    assert late == []


def is_late(entry: Entry) -> bool:
    reply = answer_shown([ShownCode(entry.codes[0], entry.printed_by)])
    latest = 11 if entry.warnings else 6
    return any(
        on_phone.line_of(cause_of(reply)) > 3 or on_phone.line_of("1. ") > latest
        for on_phone in (on_a_phone(reply), screen_of_text(unmarked(reply.plain)))
    )


@pytest.mark.parametrize("code", all_documented(), ids=str)
def test_the_cause_begins_within_the_first_150_characters_of_the_text(code: StatusCode) -> None:
    entry, reply = all_documented()[code], reply_to(str(code))

    assert all(cause.text[:20] in reply.text[:150] for cause in entry.causes[:1])


@pytest.mark.parametrize("text", ["1722", "0x80070005", FIVE, "2148598801", "nothing", "help"])
def test_below_an_answer_there_is_one_row_of_at_most_four_buttons(text: str) -> None:
    for reply in (reply_to(text), reply_to(text, team_of(1722))):
        rows = [each for each in surfaces.ephemeral(reply)["blocks"] if each["type"] == "actions"]

        assert len(rows) <= 1
        assert all(len(row["elements"]) <= 4 for row in rows)


def test_without_reviewers_there_is_no_button_to_add_a_cause() -> None:
    rows = surfaces.ephemeral(reply_to("1722", NO_NOTES))["blocks"]

    assert "Add what you found" not in str(rows)
