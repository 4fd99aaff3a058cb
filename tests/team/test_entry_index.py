from dataclasses import replace
from datetime import UTC, datetime

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.conversation import NoNotes, Request, answer
from bot.guide.hits import Hit
from bot.guide.search import search
from bot.team.entry_index import MOST, EntryIndex, EntryIndexes
from bot.team.model import Draft, Origin, Revision, TeamEntry
from bot.team.snapshot import NO_SHELVES, Shelves

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CODE = StatusCode(0x8BAD0001)
CAUSE = "The new firewall template drops port 135. Ask the network team."


def entry(cause: str = CAUSE, code: StatusCode = CODE, *steps: str) -> TeamEntry:
    return TeamEntry(
        "e", "T1", Revision(1, Draft(code, cause, steps), None, None, NOW, Origin.PUBLISHED)
    )


def first(words: str, *entries: TeamEntry) -> Hit:
    hit = next(search(words, EntryIndex(entries)))
    assert isinstance(hit, Hit)
    return hit


def test_what_the_team_wrote_is_found_by_its_words() -> None:
    hit = first("firewall template drops port", entry())

    assert (hit.code, hit.meaning, hit.is_team) == (CODE, CAUSE, True)


def test_what_fits_better_comes_first_whoever_wrote_it() -> None:
    assert not first("rpc server unavailable", entry("The rpc port of NODEB was closed.")).is_team
    assert first("rpc port of nodeb closed", entry("The rpc port of NODEB was closed.")).is_team


def test_a_step_of_the_team_is_found_too() -> None:
    assert first(
        "payroll quarantine script failed",
        entry("The payroll quarantine.", CODE, "Run its script."),
    ).is_team


class Known(NoNotes):
    searchable = EntryIndex([entry()])


def test_a_search_lists_the_team_s_entry_as_such() -> None:
    reply = answer(Request("search firewall template drops port"), Known())

    assert f"{CODE.hex} Your team: {CAUSE}" in reply.plain


def test_an_index_is_kept_for_as_long_as_no_words_change() -> None:
    indexes = EntryIndexes()

    def shelves(number: int, helped: int = 0) -> Shelves:
        return {0: {0: (replace(entry(), id=f"e{number}", helped=helped),)}}

    kept = indexes.of(shelves(0))
    assert indexes.of(shelves(0, helped=3)) is kept
    for number in range(1, MOST + 1):
        indexes.of(shelves(number))
    assert indexes.of(shelves(0)) is not kept
    assert list(indexes.of(NO_SHELVES).hits("rpc")) == []


def test_what_holds_for_iissync_alone_is_shown_when_it_is_found() -> None:
    draft = Draft(CODE, CAUSE, printed_by=PrintedBy.IISSYNC)
    own = replace(entry(), revision=replace(entry().revision, draft=draft))

    class Own(NoNotes):
        searchable = EntryIndex([own])

        def of(self, _: StatusCode) -> tuple[TeamEntry, ...]:
            return (own,)

    reply = answer(Request("new firewall template drops port"), Own())
    assert f"Your team: {CAUSE}" in reply.plain


def test_what_the_team_alone_says_is_found_by_a_short_word() -> None:
    assert first("kbox", entry("kbox agent blocks the sync.")).is_team


def test_marks_in_what_the_team_wrote_are_letters_in_a_list() -> None:
    class Own(NoNotes):
        searchable = EntryIndex([entry("the *sharp* :fire: proxy template drops the port")])

    blocks = answer(Request("search sharp proxy template"), Own()).blocks
    text = next(block["text"] for block in blocks if block["type"] == "section")

    assert text["type"] == "plain_text"
    assert "*sharp* :fire:" in text["text"]
