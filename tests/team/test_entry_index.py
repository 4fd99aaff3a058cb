from dataclasses import replace
from datetime import UTC, datetime

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.conversation import Request, answer
from bot.guide.hits import Hit
from bot.guide.search import search
from bot.team.entry_index import MOST_INDEXES, EntryIndex, EntryIndexes
from bot.team.model import Draft, Origin, Revision, TeamEntry
from bot.team.notes import NO_NOTES, WorkspaceNotes

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


def test_an_entry_is_found_by_its_words() -> None:
    hit = first("firewall template drops port", entry())

    assert (hit.code, hit.meaning, hit.is_team) == (CODE, CAUSE, True)


def test_the_better_match_is_first_whether_it_is_the_teams_or_the_guides() -> None:
    assert not first("rpc server unavailable", entry("The rpc port of NODEB was closed.")).is_team
    assert first("rpc port of nodeb closed", entry("The rpc port of NODEB was closed.")).is_team


def test_an_entry_is_found_by_its_steps() -> None:
    assert first(
        "payroll quarantine script failed",
        entry("The payroll quarantine.", CODE, "Run its script."),
    ).is_team


def notes_with(only: TeamEntry) -> WorkspaceNotes:
    entries = NO_NOTES.entries.updated([only])
    return NO_NOTES._replace(entries=entries, indexes=EntryIndexes())


def test_a_search_labels_the_teams_entries() -> None:
    reply = answer(Request("search firewall template drops port"), notes_with(entry()))

    assert f"{CODE.hex} Your team: {CAUSE}" in reply.plain


def test_an_index_is_cached_as_long_as_no_text_changes() -> None:
    indexes = EntryIndexes()

    def entries(number: int, helped: int = 0) -> tuple[TeamEntry, ...]:
        return (replace(entry(), id=f"e{number}", helped=helped),)

    cached = indexes.of(entries(0))
    assert indexes.of(entries(0, helped=3)) is cached
    for number in range(1, MOST_INDEXES + 1):
        indexes.of(entries(number))
    assert indexes.of(entries(0)) is not cached
    assert list(indexes.of(()).hits("rpc")) == []


def test_an_entry_for_iissync_only_is_shown_when_it_is_found() -> None:
    draft = Draft(CODE, CAUSE, printed_by=PrintedBy.IISSYNC)
    own = replace(entry(), revision=replace(entry().revision, draft=draft))

    reply = answer(Request("new firewall template drops port"), notes_with(own))
    assert f"Your team: {CAUSE}" in reply.plain


def test_an_entry_is_found_by_one_short_word() -> None:
    assert first("kbox", entry("kbox agent blocks the sync.")).is_team


def test_markup_in_an_entry_is_plain_text_in_a_list() -> None:
    notes = notes_with(entry("the *sharp* :fire: proxy template drops the port"))
    blocks = answer(Request("search sharp proxy template"), notes).blocks
    text = next(block["text"] for block in blocks if block["type"] == "section")

    assert text["type"] == "plain_text"
    assert "*sharp* :fire:" in text["text"]
