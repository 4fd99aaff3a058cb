import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.conversation import NoNotes, Request, answer, answer_shown
from bot.guide.data import all_documented
from bot.guide.entry import Provenance
from bot.replies.changes import changes, difference
from bot.replies.document import (
    BlocksOnly,
    Document,
    Line,
    Link,
    Paragraph,
    Span,
    as_written,
    bold,
    code,
    line,
    struck,
    to_plain,
)
from bot.replies.reply import OldVersion, Reply, Shown
from bot.replies.team import (
    ASKED,
    BAR,
    FORGOTTEN,
    PAGE,
    SHOWN,
    VERSIONS,
    card_document,
    changed_document,
    decided_reply,
    doubtful_document,
    history_reply,
    is_shortened,
    list_reply,
    moment,
    out_of_reach,
    proposed_document,
    published_reply,
    restore_document,
    stats_reply,
    team_words,
    thread_cut,
    unknown_reply,
    whole_document,
)
from bot.team.draft_form import LONGEST_CAUSE, LONGEST_PLACE, LONGEST_STEP
from bot.team.model import (
    Decision,
    Draft,
    History,
    Imported,
    Origin,
    Person,
    Proposal,
    QuestionCount,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import EVERY_ACTION, Action
from tests.conftest import accepted_message, texts_in

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
UTC_NOW = "23 Nov 2026 07:00 UTC"
CODE, DOCUMENTED = StatusCode(0x8BAD0000), StatusCode(2148598792)
ANN, BOB = Person("U1", "ann"), Person("U2", "bob")
HOSTILE = "<!channel> <@U0ABC12345> <https://a.example|click> `x` *b* & _i_"
DRAFT = Draft(CODE, "The share is full.", ("Empty it.", "Run it again."), "IIS 4.0", "https://a.b")
EVIL = Draft(CODE, HOSTILE, (HOSTILE,), HOSTILE, "https://a.example/&x")


def revision(version: int = 1, draft: Draft = DRAFT, origin: Origin = Origin.PUBLISHED) -> Revision:
    return Revision(version, draft, ANN, BOB, NOW, origin)


def entry(name: str = "e1", draft: Draft = DRAFT, votes: tuple[int, int] = (0, 0)) -> TeamEntry:
    return TeamEntry(name, "T1", revision(draft=draft), *votes)


def history(versions: int, name: str = "e1") -> History:
    in_order = tuple(revision(number) for number in range(versions, 0, -1))
    return History(entry(name), in_order)


def proposal(draft: Draft = DRAFT) -> Proposal:
    return Proposal("p1", "T1", draft, ANN, NOW)


def decided(decision: Decision, reason: str = "") -> Proposal:
    return replace(proposal(), decision=decision, decided_by=BOB, decided_at=NOW, reason=reason)


def plain(document: Document) -> str:
    return Reply(document).plain


def sent(reply: Reply) -> Reply:
    """The reply, which Slack would take."""
    accepted_message({"text": reply.text, "blocks": reply.blocks})
    return reply


class Known(NoNotes):
    """Notes of some entries."""

    def __init__(self, *entries: TeamEntry) -> None:
        self.entries = entries

    def of(self, code: StatusCode) -> tuple[TeamEntry, ...]:
        return tuple(each for each in self.entries if each.code == code)


LONGEST = [
    Draft(CODE, letter * LONGEST_CAUSE, (letter * LONGEST_STEP,) * steps, letter * LONGEST_PLACE)
    for letter in "x世🔧<"
    for steps in (0, 10)
]


# --- the longest that there may be


@pytest.mark.parametrize("draft", LONGEST)
@pytest.mark.parametrize("status", [CODE, DOCUMENTED, StatusCode(2148598801)])
def test_the_longest_entries_leave_the_answer_whole(draft: Draft, status: StatusCode) -> None:
    entries = [entry(str(number), replace(draft, code=status)) for number in range(SHOWN + 1)]
    reply = sent(answer(Request(f"{status}"), Known(*entries)))

    assert "Your team" in reply.plain
    assert f"shortened; all of it: `/iissync history {status}`" in reply.plain
    assert reply.codes == (status,)


@pytest.mark.parametrize("draft", LONGEST)
def test_the_longest_entries_have_a_whole_answer_too(draft: Draft) -> None:
    entries = [entry(str(number), draft) for number in range(SHOWN + 1)]
    shown = Shown(CODE, PrintedBy.ANY)

    assert len(sent(answer_shown(shown, Known(*entries))).entries) == SHOWN


@pytest.mark.parametrize("draft", LONGEST)
def test_the_longest_history_shows_every_entrys_newest_version_that_has_room(draft: Draft) -> None:
    in_order = tuple(revision(number, draft) for number in range(9, 0, -1))
    histories = [History(entry(name, draft), in_order) for name in ("e1", "e2", "e3")]
    reply = sent(history_reply(CODE, histories, may_restore=True))

    assert reply.changeable[:2] == ("e1", "e2")
    assert reply.has_more


@pytest.mark.parametrize("draft", LONGEST)
def test_the_longest_draft_has_a_card_and_a_warning(draft: Draft) -> None:
    sent(Reply(card_document(proposal(draft), 3)))
    sent(Reply(doubtful_document(entry(draft=draft))))


def test_a_long_list_of_unknown_codes_has_pages() -> None:
    pages = [sent(unknown_reply([asked(2)] * (ASKED + 1), page)) for page in (0, 1, 9)]

    assert [page.plain.count("2 times") for page in pages] == [ASKED, 1, 1]
    assert [page.has_more for page in pages] == [True, False, False]
    assert {page.paged for page in pages} == {"unknown"}


# --- entries in an answer


def answered(*entries: TeamEntry, text: str = str(CODE)) -> Reply:
    return sent(answer(Request(text), Known(*entries)))


def test_an_entry_stands_first_with_its_steps_place_and_link_and_who() -> None:
    assert answered(entry()).plain.splitlines() == [
        f"{CODE}: No meaning of it is known.",
        "Your team: The share is full.",
        "1. Empty it.",
        "2. Run it again.",
        "Applies to: IIS 4.0",
        "Link: https://a.b",
        "Your team: by ann, approved by bob, 23 Nov 2026 · 0x8BAD0000",
    ]


def test_what_is_not_filled_in_has_no_line() -> None:
    bare = entry(draft=Draft(CODE, "The share is full."))

    assert len(answered(bare).plain.splitlines()) == 3


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin.PUBLISHED, "Your team: by ann, approved by bob, "),
        (Origin.RESTORED, "Your team: by ann, restored by bob, "),
    ],
)
def test_an_entry_says_how_it_came(origin: Origin, words: str) -> None:
    one = replace(entry(), revision=revision(origin=origin))

    assert words in answered(one).plain


def test_an_imported_entry_says_by_whom_and_when_and_a_forgotten_person_has_no_name() -> None:
    one = replace(entry(), imported=Imported("T2", "e9", None, NOW))

    assert f", imported by {FORGOTTEN}, 23 Nov 2026" in answered(one).plain


@pytest.mark.parametrize(
    ("votes", "words"),
    [((0, 0), "23 Nov 2026 ·"), ((3, 1), ", helped 3 of 4 ·"), ((0, 2), ", helped 0 of 2 ·")],
)
def test_an_entry_says_how_often_it_helped(votes: tuple[int, int], words: str) -> None:
    assert words in answered(entry(votes=votes)).plain


def test_of_several_entries_the_best_is_shown_and_the_rest_counted() -> None:
    reply = answered(*(entry(f"e{number}") for number in range(SHOWN + 2)))

    assert reply.plain.count("Your team: The share") == 1
    assert f"Your team has {SHOWN - 1} more entries." in reply.plain
    assert reply.entries == ("e0",)


def test_a_whole_answer_has_several_entries_numbered() -> None:
    ours = Known(*(entry(f"e{number}") for number in range(SHOWN + 2)))
    reply = sent(answer_shown(Shown(CODE, PrintedBy.ANY), ours))

    assert [f"Your team ({number}): " in reply.plain for number in (1, 2, 3, 4)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_what_the_team_knows_stands_before_what_is_documented_and_apart() -> None:
    ours = entry(draft=replace(DRAFT, code=DOCUMENTED))
    reply = answered(ours, text=str(DOCUMENTED))

    assert reply.plain.index("Your team: The share") < reply.plain.index("Microsoft's cause: ")
    assert reply.entries == ("e1",)


def test_a_warning_is_never_folded_away_behind_what_the_team_knows() -> None:
    ours = entry(draft=replace(DRAFT, code=StatusCode(2147500037)))
    lines = answered(ours, text="2147500037").plain.splitlines()

    assert lines[1].startswith("Your team: ")
    assert lines[2].startswith("⚠️ Running IISSYNC now deletes packages")


def test_a_whole_answer_has_what_the_guide_knows_below_the_teams_word() -> None:
    ours = entry(draft=replace(DRAFT, code=DOCUMENTED))
    shown = Shown(DOCUMENTED, PrintedBy.IISSYNC)
    lines = sent(answer_shown(shown, Known(ours))).plain.splitlines()

    assert lines.index("Microsoft's cause") > lines.index("Your team: The share is full.")


def test_where_the_guide_has_steps_but_no_cause_it_says_so() -> None:
    ours = entry(draft=replace(DRAFT, code=StatusCode(5)))

    assert "The guide has steps, too." in answered(ours, text="iissync printed 5").plain


# --- the context of an entry


def test_an_entry_for_iissync_is_no_answer_to_what_another_program_printed() -> None:
    code = StatusCode(1060)
    ours = entry(draft=replace(DRAFT, code=code, printed_by=PrintedBy.IISSYNC))

    assert "Your team: " in answered(ours, text="1060").plain
    assert "Your team" not in answered(ours, text="sc query says 1060").plain


def test_an_entry_for_any_program_is_first_whatever_printed_the_code() -> None:
    ours = entry(draft=replace(DRAFT, code=StatusCode(1060)))

    assert "Your team: " in answered(ours, text="1060").plain
    assert "Your team: " in answered(ours, text="sc query says 1060").plain


def test_a_card_says_what_the_entry_holds_for() -> None:
    for_iissync = replace(DRAFT, printed_by=PrintedBy.IISSYNC)

    assert "Holds where IISSYNC printed the code." in plain(card_document(proposal(for_iissync), 0))


def test_a_team_entry_has_the_shape_of_all_entries() -> None:
    (word,) = team_words(CODE, [entry()], PrintedBy.ANY)

    assert word.entry.provenance is Provenance.TEAM
    assert [fact.text for fact in word.entry.steps] == ["Empty it.", "Run it again."]


# --- what a person wrote


OURS = r"<!date\^[^>]*>|<https://(?:learn\.microsoft\.com|jeffpar)[^>|]*\|[^>]*>"


def controls_in(reply: Reply) -> list[str]:
    """What Slack would read as control, but for the bot's own dates and sources, and addresses.

    An address that somebody wrote leads to what it says.
    """
    texts = "\n".join([reply.text, *texts_in(reply.blocks, "mrkdwn")])
    ours = r"<!date\^[^>]*>|<https://(?:learn\.microsoft\.com|jeffpar)[^>|]*\|[^>]*>"
    theirs = r"<(https?://[^>|]*)\|\1>"
    return re.findall("[<>]|&(?!amp;|lt;|gt;)", re.sub(f"{ours}|{theirs}", "", texts))


def every_reply(draft: Draft, person: Person) -> list[Reply]:
    """Every reply that shows what a person wrote, or how one is called."""
    theirs = Revision(1, draft, person, person, NOW, Origin.PUBLISHED, draft.cause, (person,))
    one = TeamEntry("e1", "T1", theirs, 1, 2, Imported("T2", "e9", person, NOW))
    made = replace(proposal(draft), proposer=person, edited_at=NOW, editors=(person,))
    done = replace(
        made,
        decision=Decision.REJECTED,
        decided_by=person,
        decided_at=NOW,
        reason=draft.cause,
    )
    return [
        answer(Request(str(CODE)), Known(one)),
        answer_shown(Shown(CODE, PrintedBy.ANY), Known(one, one)),
        Reply(card_document(made, 1)),
        Reply(card_document(done, 0)),
        Reply(proposed_document(made)),
        decided_reply(done),
        Reply(doubtful_document(one)),
        Reply(changed_document(one, "U9", "Go on.")),
        Reply(changed_document(made, "U9", "Go on.")),
        Reply(whole_document(made)),
        history_reply(CODE, [History(one, (theirs,))], may_restore=True),
        published_reply(CODE, answer(Request(str(CODE)), Known(one))),
    ]


def test_what_people_wrote_pings_nobody_and_links_nowhere_else() -> None:
    replies = every_reply(EVIL, Person("U1", HOSTILE))

    assert [controls for reply in replies if (controls := controls_in(sent(reply)))] == []


def test_what_people_wrote_is_shown_to_the_letter() -> None:
    replies = every_reply(EVIL, ANN)
    letters = HOSTILE.replace("`", "")
    showing = [reply for reply in replies if letters in reply.plain.replace("`", "")]

    assert len(showing) == len(replies) - 1  # the thanks for a proposal do not repeat it


any_words = st.text(max_size=150).map(str.strip) | st.just(HOSTILE)  # as a form has them


@given(any_words, any_words, any_words, any_words)
def test_whatever_people_write_slack_takes_it(cause: str, step: str, place: str, name: str) -> None:
    draft = Draft(CODE, cause or "x", (step,) if step else (), place)

    for reply in every_reply(draft, Person("U1", name or "x")):
        assert controls_in(sent(reply)) == []


# --- reviews


def test_a_card_says_what_is_proposed_and_by_whom() -> None:
    assert plain(card_document(proposal(), 0)).splitlines() == [
        f"Proposed for {CODE} No meaning of it is known.",
        "Cause: The share is full.",
        "1. Empty it.",
        "2. Run it again.",
        "Applies to: IIS 4.0",
        "Link: https://a.b",
        f"Proposed by ann, {UTC_NOW}.",
    ]


def test_a_card_says_that_a_code_is_documented_and_what_else_is_proposed() -> None:
    text = plain(card_document(proposal(replace(DRAFT, code=DOCUMENTED)), 2))

    assert text.splitlines()[-2:] == [
        "Microsoft documents this code for IISSYNC; that text stays as it is.",
        "Other open proposals for this code: 2.",
    ]


EVE = Person("U3", "eve")


def edited(*editors: Person | None, draft: Draft = DRAFT) -> Proposal:
    """A proposal of ann's that these edited one after another."""
    return replace(
        proposal(draft),
        edited_by=editors[-1],
        edited_at=NOW,
        version=1 + len(editors),
        editors=editors,
    )


@pytest.mark.parametrize(
    ("editors", "words"),
    [
        ((BOB,), "Edited by bob"),
        ((BOB, None, EVE), f"Edited by bob, then by {FORGOTTEN}, then by eve"),
        ((BOB, EVE, BOB, EVE), "Edited 1 time, then by eve, then by bob, then by eve"),
        ((BOB, EVE) * 500, "Edited 997 times, then by eve, then by bob, then by eve"),
    ],
)
def test_fault_57_a_card_names_who_edited_it_the_last_of_them_last(
    editors: tuple[Person | None, ...], words: str
) -> None:
    made = edited(*editors)

    assert plain(card_document(made, 0)).splitlines()[-1] == f"{words}, {UTC_NOW}."
    assert sent(decided_reply(made)).plain.endswith(f"{words}, {UTC_NOW}.")


def test_fault_57_an_answer_and_a_history_name_who_edited() -> None:
    one = replace(entry(), revision=replace(revision(), editors=(BOB, EVE)))
    words = "by ann, edited by bob, then by eve, approved by bob, 23 Nov 2026"
    shown = sent(history_reply(CODE, [History(one, (one.revision,))], may_restore=True))

    assert words in answered(one).plain
    assert words in shown.plain


def test_fault_57_names_of_any_length_leave_room_for_the_answer() -> None:
    longest = Person("U1", "&" * 255)
    theirs = Revision(1, DRAFT, longest, longest, NOW, Origin.PUBLISHED, "", (longest,) * 9)
    one = TeamEntry("e1", "T1", theirs, 1, 2, Imported("T2", "e9", longest, NOW))

    assert "&" * 79 + "…" in answered(one).plain


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (EVERY_ACTION, "Proposed by ann"),
        ({Action.EDIT}, "You proposed this, so another reviewer decides on it."),
        (
            {Action.EDIT, Action.REJECT},
            "You changed its words last, so another reviewer approves it.",
        ),
        ({Action.APPROVE, Action.REJECT}, "Proposed by ann"),
        (set[Action](), "Proposed by ann"),
    ],
)
def test_fault_57_a_card_says_to_its_reader_why_somebody_else_approves(
    allowed: Collection[Action], words: str
) -> None:
    assert plain(card_document(proposal(), 0, allowed)).splitlines()[-1].startswith(words)


@pytest.mark.parametrize(
    ("allowed", "button"), [(EVERY_ACTION, "Edit"), ({Action.REJECT}, "Whole text")]
)
def test_a_card_that_is_shortened_says_which_button_shows_all(
    allowed: Collection[Action], button: str
) -> None:
    long = proposal(replace(DRAFT, steps=("世" * LONGEST_STEP,) * 10))

    assert f"“{button}” shows the whole text." in plain(card_document(long, 0, allowed))
    assert is_shortened(long)
    assert not is_shortened(proposal())
    assert plain(whole_document(long)).count("世" * LONGEST_STEP) == 10


@pytest.mark.parametrize(
    ("now", "person", "words"),
    [
        (edited(BOB), EVE, f"⚠️ Meanwhile bob changed this proposal, {UTC_NOW}."),
        (edited(BOB), BOB, f"⚠️ Meanwhile you changed this proposal, {UTC_NOW}."),
        (edited(None), BOB, f"⚠️ Meanwhile {FORGOTTEN} changed this proposal, {UTC_NOW}."),
        (proposal(), BOB, "⚠️ Meanwhile ann changed this proposal."),
        (entry(), EVE, "⚠️ Meanwhile bob approved version 1 of this entry, by ann."),
    ],
)
def test_fault_66_who_changed_the_same_reads_who_did_and_what_it_says_now(
    now: Proposal | TeamEntry, person: Person, words: str
) -> None:
    lines = plain(changed_document(now, person.id, "Go on.")).splitlines()

    assert lines[:2] == [words, "It now says: The share is full."]
    assert lines[-1] == "What you typed is below. Go on."


@pytest.mark.parametrize("draft", LONGEST)
def test_fault_66_the_longest_that_was_changed_is_shortened(draft: Draft) -> None:
    notice = sent(Reply(changed_document(edited(BOB, draft=draft), "U3", "Go on.")))

    assert "Go on." in notice.plain


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (decided(Decision.APPROVED), f"✅ Approved by bob, {UTC_NOW}."),
        (decided(Decision.REJECTED, "Not so."), f"❌ Rejected by bob, {UTC_NOW}: Not so."),
        (
            replace(decided(Decision.REJECTED), decided_by=None, decided_at=None),
            f"❌ Rejected by {FORGOTTEN}.",
        ),
    ],
)
def test_a_decided_card_says_who_decided_what(made: Proposal, words: str) -> None:
    assert plain(card_document(made, 0)).splitlines()[-1] == words
    assert sent(decided_reply(made)).plain == f"Your proposal for {CODE}:\n{words}"


def test_who_proposed_is_thanked_and_told_what_follows() -> None:
    assert plain(proposed_document(proposal())) == (
        f"Thank you. Your proposal for {CODE} is saved.\n"
        "A reviewer decides on it, and I will let you know."
    )


def test_who_asked_in_vain_is_told_with_the_whole_answer() -> None:
    found = answer(Request(str(CODE)), Known(entry()))
    reply = sent(published_reply(CODE, found))

    assert reply.plain == (f"You asked about {CODE}. Your team has found a cause:\n{found.plain}")
    assert (reply.codes, reply.entries) == ((CODE,), ("e1",))


def test_of_an_entry_that_does_not_help_reviewers_are_told_how_to_mend_it() -> None:
    assert plain(doubtful_document(entry(votes=(1, 2)))).splitlines() == [
        f"For {CODE} this helped 1 of 3 who voted:",
        "The share is full.",
        f"To look at it and mend it: `/iissync history {CODE}`",
    ]


# --- the list


def lines_of(reply: Reply) -> list[str]:
    return [line[2:] for line in reply.plain.splitlines() if line.startswith("• ")]


def test_the_list_has_one_line_for_each_documented_code() -> None:
    reply = sent(list_reply((), 0))

    assert reply.plain.startswith("18 codes are documented for IISSYNC\n")
    assert {line.split()[0] for line in lines_of(reply)} == {str(code) for code in all_documented()}
    assert (reply.paged, reply.has_more) == ("list", False)


def test_the_list_says_where_the_team_has_entries_and_how_many() -> None:
    ours = [entry("e1"), entry("e2"), entry("e3", replace(DRAFT, code=DOCUMENTED))]
    reply = sent(list_reply(ours, 0))

    assert ", 2 have entries of your team\n" in reply.plain
    assert [line.rpartition(" (")[2] for line in lines_of(reply) if "your team" in line] == [
        "your team: 1 entry)",
        "your team: 2 entries)",
    ]


def test_the_pages_of_the_list_hold_each_code_once() -> None:
    codes = range(CODE.decimal, CODE.decimal + 50)
    ours = [entry(str(code), replace(DRAFT, code=StatusCode(code))) for code in codes]
    pages = [sent(list_reply(ours, page)) for page in range(4)]
    listed = [int(line.split()[0]) for page in pages for line in lines_of(page)]

    assert [len(lines_of(page)) for page in pages] == [PAGE, PAGE, PAGE, 8]
    assert [page.has_more for page in pages] == [True, True, True, False]
    assert listed == sorted({*codes, *(code.decimal for code in all_documented())})


# --- history


def test_a_code_without_entries_has_no_history_but_a_way_to_begin_one() -> None:
    reply = sent(history_reply(CODE, [], may_restore=True))

    assert reply.plain == (
        f"Your team has written nothing about {CODE} yet.\n"
        f"Write down what you find: `/iissync add {CODE}`"
    )
    assert reply.restorable == ()


def test_a_history_tells_every_version_with_who_when_and_why() -> None:
    newest = replace(revision(2), why="Clearer.")
    reply = sent(history_reply(CODE, [History(entry(), (newest, revision(1)))], may_restore=False))

    assert "Version 2: The share is full.\n" in reply.plain
    assert "approved by bob, 23 Nov 2026 (Clearer.)\n" in reply.plain
    assert reply.plain.index("Version 2: ") < reply.plain.index("Version 1: ")


def test_a_reviewer_may_restore_every_version_but_the_newest() -> None:
    histories = [history(3, "e1"), history(1, "e2")]

    assert history_reply(CODE, histories, may_restore=False).restorable == ()
    assert history_reply(CODE, histories, may_restore=True).restorable == (
        OldVersion("e1", 2, 3),
        OldVersion("e1", 1, 3),
    )


def test_everyone_may_suggest_a_change_to_each_entry() -> None:
    histories = [history(3, "e1"), history(1, "e2")]

    assert history_reply(CODE, histories, may_restore=False).changeable == ("e1", "e2")


def test_a_long_history_has_pages_that_hold_each_version_once() -> None:
    histories = [history(VERSIONS + 2, "e1"), history(3, "e2")]
    pages = [sent(history_reply(CODE, histories, page, may_restore=True)) for page in (0, 1)]
    versions = [line.partition(":")[0] for page in pages for line in page.plain.splitlines()]
    shown = [line for line in versions if "version" in line]

    assert len(shown) == len(set(shown)) == VERSIONS + 5
    assert [page.has_more for page in pages] == [True, False]
    assert {page.paged for page in pages} == {f"history {CODE}"}


# --- changes


def draft_of(cause: str, *steps: str) -> Draft:
    return Draft(CODE, cause, steps)


def test_a_card_of_a_change_says_what_goes_and_what_comes() -> None:
    base = draft_of("The share is full.", "Empty it.")
    wanted = proposal(draft_of("The share is nearly full.", "Empty it.", "Ask Ben."))
    text = plain(card_document(wanted, 0, base=base))

    assert "Cause, until now: The share is full." in text
    assert "Cause, changed to: The share is nearly full." in text
    assert "Steps, until now: 1. Empty it." in text
    assert "Steps, changed to: 1. Empty it. 2. Ask Ben." in text
    assert "Applies to" not in text


def test_what_is_struck_and_what_is_added_stand_in_their_own_style() -> None:
    gone, come = difference("the old share", "the new share")

    assert gone == line("the ", struck("old"), " share")
    assert come == line("the ", bold("new"), " share")


def test_a_field_that_was_empty_said_nothing() -> None:
    text = plain(tuple(changes(draft_of("a"), draft_of("a", "b"))))

    assert text == "Steps, until now: nothing\nSteps, changed to: 1. b"


@pytest.mark.parametrize("draft", LONGEST)
def test_a_change_that_has_no_room_is_shown_as_it_will_be(draft: Draft) -> None:
    sent(Reply(card_document(proposal(draft), 3, base=draft_of("x"))))
    sent(Reply(restore_document(entry(draft=draft_of("x")), revision(1, draft))))


def test_a_restore_says_what_changes() -> None:
    now = TeamEntry("e", "T1", revision(2, draft_of("new")))

    assert plain(restore_document(now, revision(1, draft_of("old")))) == (
        f"For {CODE}: version 1 will be published anew, in place of version 2.\n"
        "Cause, until now: new\nCause, changed to: old"
    )
    assert "Both say the same." in plain(restore_document(now, revision(1, draft_of("new"))))


# --- what people write


PAGE_URL = "https://a.b/c?d=1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("run `iisreset` first", line("run ", code("iisreset"), " first")),
        (
            "see https://a.b/c?d=1.",
            line("see ", Link("https://a.b/c?d=1", "https://a.b/c?d=1"), "."),
        ),
        ("(http://a.b)", line("(", Link("http://a.b", "http://a.b"), ")")),
        ("<!channel> javascript:x @here", (Span("<!channel> javascript:x @here"),)),
        ("a ` b", (Span("a ` b"),)),
    ],
)
def test_code_and_addresses_in_what_people_write_are_shown_as_such(text: str, shown: Line) -> None:
    assert as_written(text) == shown


# --- numbers


def asked(times: int, people: int = 1, code: StatusCode = CODE) -> QuestionCount:
    return QuestionCount(code, times, people, NOW)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (asked(1), "Asked once, by one person"),
        (asked(2), "Asked 2 times, by one person"),
        (asked(5, 3), "Asked 5 times, by 3 people"),
    ],
)
def test_an_open_question_says_how_often_it_was_asked_by_how_many(
    count: QuestionCount, words: str
) -> None:
    reply = sent(unknown_reply([count]))

    assert f"\n{CODE} No meaning of it is known. {words}, last {UTC_NOW}\n" in reply.plain
    assert reply.plain.endswith("Found one? `/iissync add CODE`")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (unknown_reply([]), "Every code that was asked for has a known cause."),
        (stats_reply([]), "Nobody has asked for a code in the last 30 days."),
    ],
)
def test_where_nothing_was_asked_that_is_said(reply: Reply, words: str) -> None:
    assert sent(reply).plain == words


def bars_of(times: Sequence[int]) -> list[int]:
    document = sent(stats_reply([asked(each) for each in times])).document
    bars = [part for part in document if isinstance(part, BlocksOnly)]
    return [to_plain([Paragraph(part.line)]).count("█") for part in bars]


def test_the_most_asked_code_has_the_longest_bar_and_none_has_no_bar() -> None:
    assert bars_of([1000, 500, 1]) == [BAR, BAR // 2, 1]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=10))
def test_a_bar_is_never_longer_than_that_of_a_code_asked_more_often(times: list[int]) -> None:
    times.sort()

    assert bars_of(times) == sorted(bars_of(times))


def test_who_hears_the_numbers_hears_no_bars() -> None:
    reply = sent(stats_reply([asked(3), asked(1)]))

    assert f"{CODE} No meaning of it is known. QuestionCount 3 times." in reply.plain
    assert "█" not in reply.plain + reply.text
    assert "█" * BAR in str(reply.blocks)


def test_a_long_list_of_asked_codes_has_pages() -> None:
    assert [stats_reply([asked(1)] * (ASKED + 1), page).has_more for page in (0, 1)] == [
        True,
        False,
    ]


# --- notices


def test_a_moment_is_told_in_utc() -> None:
    at = moment(NOW + timedelta(seconds=59))

    assert (at.seconds, at.text) == (int(NOW.timestamp()) + 59, UTC_NOW)


def test_notices_say_what_an_answer_may_lack() -> None:
    assert "may be out of date" in plain((out_of_reach(),))
    assert "I read its beginning, not its end" in plain((thread_cut(),))
