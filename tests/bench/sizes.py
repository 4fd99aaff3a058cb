"""How the time of an answer grows: with the team's entries, with codes, with a thread."""

import json
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, cast

from bot.codes.extraction import extract_codes
from bot.conversation import Request, answer
from bot.slack.payloads import surfaces
from bot.team.entry_store import Changes
from bot.team.notes import NO_ENTRIES, WorkspaceNotes
from bot.team.snapshot import Snapshot
from tests.bench.fake_slack import FakeSlack
from tests.bench.knowledge import WORKSPACE, histories
from tests.bench.process_under_test import BOT, run_program, settings
from tests.bench.programs import alternating, timed
from tests.bench.table import Row, Table, ratio

if TYPE_CHECKING:
    from bot.team.entry_store import EntryStore

ENTRIES = (10, 1_000, 100_000)
CODES = (1, 10, 100)
MESSAGES = (1, 100, 1_000)
AGAIN = 30


class Entries:
    """A store of so many entries, as far as a snapshot asks."""

    def __init__(self, count: int) -> None:
        self.entries = [history.entry for history in histories(count)]

    def latest_change(self) -> int:
        return 1

    def changes_since(self, _: int) -> Changes:
        return Changes(1, self.entries)


def repeated(text: str, notes: WorkspaceNotes) -> None:
    """Make an answer as it is sent, time and again."""
    for _ in range(AGAIN):
        json.dumps(surfaces.ephemeral(answer(Request(text), notes)))


def notes_of(count: int) -> tuple[WorkspaceNotes, str]:
    """The notes of a team with so many entries, and a code that has one."""
    store, snapshot = Entries(count), Snapshot()
    snapshot.refresh(cast("EntryStore", store))
    notes = WorkspaceNotes(snapshot.entries(WORKSPACE), out_of_reach=False)
    return notes, str(store.entries[0].code)


def with_entries(table: Table, rounds: int) -> None:
    jobs = []
    for count in ENTRIES:
        notes, text = notes_of(count)
        jobs.append(timed(partial(repeated, text, notes)))
    smallest, *others = alternating(rounds, *jobs)
    for count, figures in zip(ENTRIES[1:], others, strict=True):
        what = f"answer with {count:,} team entries"
        table.add(Row(what, f"with {ENTRIES[0]}", ratio(figures, smallest), 1.25))


def with_codes(table: Table, rounds: int) -> None:
    notes = WorkspaceNotes(NO_ENTRIES, out_of_reach=False)
    texts = [" ".join(str(2148598784 + n) for n in range(count)) for count in CODES]
    assert [len(extract_codes(text).codes) for text in texts] == [*CODES]
    jobs = [timed(partial(repeated, text, notes)) for text in texts]
    smallest, *others = alternating(rounds, *jobs)
    for count, figures in zip(CODES[1:], others, strict=True):
        of_each = [figure / count for figure in figures]
        table.add(
            Row(f"answer to {count} codes, for each code", "1 code", ratio(of_each, smallest), 1.25)
        )


async def with_thread(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """Each mention is in a thread of its own, of so many messages, and holds no code itself."""
    with ExitStack() as stack:
        url = stack.enter_context(run_program(BOT, settings(slack.api_url, folder))).url
        took: dict[int, list[float]] = {count: [] for count in MESSAGES}
        slack.calls.clear()
        for number in range(rounds + 1):
            for count in MESSAGES:
                slack.thread = messages(count)
                seconds = [
                    await slack.mention(url, "what is this?", f"{number}{count}{n}.000001")
                    for n in range(10)
                ]
                took[count] += [median(seconds)] * bool(number)
        slack.thread = []
    for count in MESSAGES[1:]:
        what = f"reply in a thread of {count:,}"
        table.add(Row(what, f"of {MESSAGES[0]}", ratio(took[count], took[MESSAGES[0]])))
    pages = slack.calls["conversations.replies"] / slack.calls["chat.postMessage"]
    table.add(Row("pages of a thread read for each reply", "one", pages, 1, unit="pages"))


def messages(count: int) -> list[dict[str, str]]:
    """A thread whose first message has the code; Slack's page ends at 999."""
    thread_messages = [
        {"user": "U0ANA00001", "ts": f"{n + 1}.000002", "text": "no idea"} for n in range(count)
    ]
    thread_messages[0]["text"] = "error code 2148007941 ( 80080005 )"
    return thread_messages[:999]


async def measure(table: Table, slack: FakeSlack, folder: Path, rounds: int) -> None:
    """All of them."""
    with_entries(table, rounds)
    with_codes(table, rounds)
    await with_thread(table, slack, folder, rounds)
