"""How questions are counted: in batches, for each workspace one."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.event import listen

from bot.conversation import Request, answer
from bot.operations.metrics import Metrics
from bot.slack.answering.question_counter import QuestionCounter
from bot.slack.background_tasks import BackgroundTasks
from bot.team.notes import NO_ENTRIES, WorkspaceNotes
from bot.team.sql_store import SqlStore
from tests.team.conftest import Clock, team_of


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_questions_that_come_from_two_workspaces_in_turns_share_a_transaction_each(
    url: str, engines: Callable[[str], Engine]
) -> None:
    database, statements = engines(url), list[str]()
    listen(database, "before_cursor_execute", lambda *call: statements.append(call[2]))
    store, tasks = SqlStore(database), BackgroundTasks(Metrics())
    counter = QuestionCounter(team_of(store, Clock()), tasks)
    reply = answer(Request("1722"), WorkspaceNotes(NO_ENTRIES, out_of_reach=False))
    for number in range(10):
        counter.count(f"T{number % 2}", f"U{number}", reply)
    await tasks.wait()

    assert len([each for each in statements if each.startswith("INSERT")]) == 2
    assert [store.most_asked(each, Clock().now, 9)[0].people for each in ("T0", "T1")] == [5, 5]
