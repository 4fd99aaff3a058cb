from dataclasses import replace

import pytest

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.conversation import Request, answer, answer_shown
from bot.guide.data import all_documented
from bot.guide.entry import Provenance
from bot.replies.drafts import FORGOTTEN
from bot.replies.history import history_reply
from bot.replies.reply import Reply, ShownCode
from bot.replies.team_entries import PAGE, SHOWN, credited_entries, list_reply
from bot.team.model import Draft, History, Imported, Origin, Person, Revision, TeamEntry
from tests.replies.accepted import accepted
from tests.replies.team_data import (
    BOB,
    CODE,
    DOCUMENTED,
    DRAFT,
    EVE,
    LONGEST,
    NOW,
    entry,
    notes_with,
    revision,
)


def answered(*entries: TeamEntry, text: str = str(CODE)) -> Reply:
    return accepted(answer(Request(text), notes_with(*entries)))


def test_an_entry_comes_first_with_its_steps_place_link_and_authors() -> None:
    assert answered(entry()).plain.splitlines() == [
        f"{CODE}: No meaning of it is known.",
        "Your team: The share is full.",
        "1. Empty it.",
        "2. Run it again.",
        "Applies to: IIS 4.0",
        "Link: https://a.b",
        "Your team: by ann, approved by bob, 23 Nov 2026 · 0x8BAD0000",
    ]


def test_an_empty_field_has_no_line() -> None:
    bare = entry(draft=Draft(CODE, "The share is full."))

    assert len(answered(bare).plain.splitlines()) == 3


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin.PUBLISHED, "Your team: by ann, approved by bob, "),
        (Origin.RESTORED, "Your team: by ann, restored by bob, "),
    ],
)
def test_an_entry_says_how_it_was_published(origin: Origin, words: str) -> None:
    one = replace(entry(), revision=revision(origin=origin))

    assert words in answered(one).plain


def test_an_imported_entry_says_by_whom_and_when_without_a_deleted_name() -> None:
    one = replace(entry(), imported=Imported("T2", "e9", None, NOW))

    assert f", imported by {FORGOTTEN}, 23 Nov 2026" in answered(one).plain


@pytest.mark.parametrize(
    ("votes", "words"),
    [((0, 0), "23 Nov 2026 ·"), ((3, 1), ", helped 3 of 4 ·"), ((0, 2), ", helped 0 of 2 ·")],
)
def test_an_entry_says_how_often_it_helped(votes: tuple[int, int], words: str) -> None:
    assert words in answered(entry(votes=votes)).plain


def test_one_other_entry_is_counted_in_the_singular() -> None:
    assert "Your team has 1 more entry." in answered(entry("e0"), entry("e1")).plain


def test_the_best_of_several_entries_is_shown_and_the_others_are_counted() -> None:
    reply = answered(*(entry(f"e{number}") for number in range(SHOWN + 2)))

    assert reply.plain.count("Your team: The share") == 1
    assert f"Your team has {SHOWN - 1} more entries." in reply.plain
    assert reply.entries == ("e0",)


def test_a_whole_answer_has_several_entries_numbered() -> None:
    ours = notes_with(*(entry(f"e{number}") for number in range(SHOWN + 2)))
    reply = accepted(answer_shown([ShownCode(CODE, PrintedBy.ANY)], ours, whole=True))

    assert [f"Your team ({number}): " in reply.plain for number in (1, 2, 3, 4)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_the_team_s_entry_comes_before_the_documented_one() -> None:
    ours = entry(draft=replace(DRAFT, code=DOCUMENTED))
    reply = answered(ours, text=str(DOCUMENTED))

    assert reply.plain.index("Your team: The share") < reply.plain.index("Microsoft's cause: ")
    assert reply.entries == ("e1",)


def test_a_warning_is_shown_even_after_the_team_s_entry() -> None:
    ours = entry(draft=replace(DRAFT, code=StatusCode(2147500037)))
    lines = answered(ours, text="2147500037").plain.splitlines()

    assert lines[1].startswith("Your team: ")
    assert lines[2].startswith("⚠️ Running IISSYNC now deletes packages")


def test_a_whole_answer_has_the_guide_s_entry_below_the_team_s() -> None:
    ours = entry(draft=replace(DRAFT, code=DOCUMENTED))
    shown = ShownCode(DOCUMENTED, PrintedBy.IISSYNC)
    lines = accepted(answer_shown([shown], notes_with(ours), whole=True)).plain.splitlines()

    assert lines.index("Microsoft's cause") > lines.index("Your team: The share is full.")


def test_an_answer_says_if_the_guide_has_steps_but_no_cause() -> None:
    ours = entry(draft=replace(DRAFT, code=StatusCode(5)))

    assert "The guide has steps, too." in answered(ours, text="iissync printed 5").plain


def test_fault_57_an_answer_and_a_history_name_the_editors() -> None:
    one = replace(entry(), revision=replace(revision(), editors=(BOB, EVE)))
    words = "by ann, edited by bob, then by eve, approved by bob, 23 Nov 2026"
    shown = accepted(history_reply(CODE, [History(one, (one.revision,))], may_restore={one.id}))

    assert words in answered(one).plain
    assert words in shown.plain


def test_fault_57_names_of_any_length_leave_room_for_the_answer() -> None:
    longest = Person("U1", "&" * 255)
    theirs = Revision(1, DRAFT, longest, longest, NOW, Origin.PUBLISHED, "", (longest,) * 9)
    one = TeamEntry("e1", "T1", theirs, 1, 2, Imported("T2", "e9", longest, NOW))

    assert "&" * 79 + "…" in answered(one).plain


def test_an_entry_for_iissync_is_left_out_if_another_program_printed_the_code() -> None:
    code = StatusCode(1060)
    ours = entry(draft=replace(DRAFT, code=code, printed_by=PrintedBy.IISSYNC))

    assert "Your team: " in answered(ours, text="1060").plain
    assert "Your team" not in answered(ours, text="sc query says 1060").plain


def test_an_entry_for_any_program_comes_first_in_any_context() -> None:
    ours = entry(draft=replace(DRAFT, code=StatusCode(1060)))

    assert "Your team: " in answered(ours, text="1060").plain
    assert "Your team: " in answered(ours, text="sc query says 1060").plain


def test_a_team_entry_has_the_shape_of_the_guide_s_entries() -> None:
    (word,) = credited_entries(CODE, [entry()], PrintedBy.ANY)

    assert word.entry.provenance is Provenance.TEAM
    assert [fact.text for fact in word.entry.steps] == ["Empty it.", "Run it again."]


@pytest.mark.parametrize("draft", LONGEST)
@pytest.mark.parametrize("status", [CODE, DOCUMENTED, StatusCode(2148598801)])
def test_the_longest_entries_leave_the_answer_whole(draft: Draft, status: StatusCode) -> None:
    entries = [entry(str(number), replace(draft, code=status)) for number in range(SHOWN + 1)]
    reply = accepted(answer(Request(f"{status}"), notes_with(*entries)))

    assert "Your team" in reply.plain
    assert f"shortened; all of it: `/iissync history {status}`" in reply.plain
    assert reply.codes == (status,)


@pytest.mark.parametrize("draft", LONGEST)
def test_the_longest_entries_have_a_whole_answer_too(draft: Draft) -> None:
    entries = [entry(str(number), draft) for number in range(SHOWN + 1)]
    shown = ShownCode(CODE, PrintedBy.ANY)

    assert len(accepted(answer_shown([shown], notes_with(*entries), whole=True)).entries) == SHOWN


def lines_of(reply: Reply) -> list[str]:
    return [line[2:] for line in reply.plain.splitlines() if line.startswith("• ")]


def test_the_list_has_one_line_for_each_documented_code() -> None:
    reply = accepted(list_reply((), 0))

    assert reply.plain.startswith("18 codes are documented for IISSYNC\n")
    assert {line.split()[0] for line in lines_of(reply)} == {str(code) for code in all_documented()}
    assert (reply.paged, reply.has_more) == ("list", False)


def test_the_list_counts_the_team_s_entries_of_each_code() -> None:
    ours = [entry("e1"), entry("e2"), entry("e3", replace(DRAFT, code=DOCUMENTED))]
    reply = accepted(list_reply(ours, 0))

    assert ", 2 have entries of your team\n" in reply.plain
    assert [line.rpartition(" (")[2] for line in lines_of(reply) if "your team" in line] == [
        "your team: 1 entry)",
        "your team: 2 entries)",
    ]


def test_the_pages_of_the_list_have_each_code_once() -> None:
    codes = range(CODE.decimal, CODE.decimal + 50)
    ours = [entry(str(code), replace(DRAFT, code=StatusCode(code))) for code in codes]
    pages = [accepted(list_reply(ours, page)) for page in range(4)]
    listed = [int(line.split()[0]) for page in pages for line in lines_of(page)]

    assert [len(lines_of(page)) for page in pages] == [PAGE, PAGE, PAGE, 8]
    assert [page.has_more for page in pages] == [True, True, True, False]
    assert listed == sorted({*codes, *(code.decimal for code in all_documented())})


def test_steps_that_are_not_shown_are_not_called_our_suggestion() -> None:
    code = StatusCode(1722)
    one = entry(draft=replace(DRAFT, code=code))
    whole = answer_shown([ShownCode(code, PrintedBy.IISSYNC)], notes_with(one), whole=True)

    assert "our suggestion" not in answered(one, text="iissync 1722").plain
    assert "Steps 1 and 2 are our suggestion" in whole.plain
