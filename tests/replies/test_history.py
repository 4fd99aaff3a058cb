from dataclasses import replace

import pytest

from bot.replies.history import VERSIONS, history_reply
from bot.replies.reply import OldVersion
from bot.team.model import Draft, History
from tests.replies.accepted import accepted
from tests.replies.team_data import CODE, LONGEST, entry, history, revision


def test_a_history_without_entries_says_how_to_add_one() -> None:
    reply = accepted(history_reply(CODE, []))

    assert reply.plain == (
        f"Your team has written nothing about {CODE} yet.\n"
        f"Write down what you find: `/iissync add {CODE}`"
    )
    assert reply.restorable == ()


def test_a_history_has_every_version_with_its_authors_date_and_reason() -> None:
    newest = replace(revision(2), why="Clearer.")
    reply = accepted(history_reply(CODE, [History(entry(), (newest, revision(1)))]))

    assert "Version 2: The share is full.\n" in reply.plain
    assert "approved by bob, 23 Nov 2026 (Clearer.)\n" in reply.plain
    assert reply.plain.index("Version 2: ") < reply.plain.index("Version 1: ")


def test_a_reviewer_may_restore_every_version_but_the_newest() -> None:
    histories = [history(3, "e1"), history(1, "e2")]

    assert history_reply(CODE, histories).restorable == ()
    assert history_reply(CODE, histories, may_restore={"e2"}).restorable == ()
    assert history_reply(CODE, histories, may_restore={"e1", "e2", "e3"}).restorable == (
        OldVersion("e1", 2, 3),
        OldVersion("e1", 1, 3),
    )


def test_everyone_may_suggest_a_change_to_each_entry() -> None:
    histories = [history(3, "e1"), history(1, "e2")]

    assert history_reply(CODE, histories).changeable == ("e1", "e2")


def test_the_pages_of_a_history_have_each_version_once() -> None:
    histories = [history(VERSIONS + 2, "e1"), history(3, "e2")]
    pages = [
        accepted(history_reply(CODE, histories, page, may_restore={"e1", "e2", "e3"}))
        for page in (0, 1)
    ]
    versions = [line.partition(":")[0] for page in pages for line in page.plain.splitlines()]
    shown = [line for line in versions if "version" in line]

    assert len(shown) == len(set(shown)) == VERSIONS + 5
    assert [page.has_more for page in pages] == [True, False]
    assert {page.paged for page in pages} == {f"history {CODE}"}


@pytest.mark.parametrize("draft", LONGEST)
def test_the_longest_history_shows_every_entrys_newest_version_that_has_room(draft: Draft) -> None:
    in_order = tuple(revision(number, draft) for number in range(9, 0, -1))
    histories = [History(entry(name, draft), in_order) for name in ("e1", "e2", "e3")]
    reply = accepted(history_reply(CODE, histories, may_restore={"e1", "e2", "e3"}))

    assert reply.changeable[:2] == ("e1", "e2")
    assert reply.has_more
