"""The questions of a team on a real SQLite database."""

import pytest

from bot.codes.status_code import StatusCode
from bot.team.model import Question
from bot.team.questions import STATS_DAYS
from bot.team.sql_store import SqlStore
from bot.team.team import Team
from tests.team.conftest import Clock, publish
from tests.team.entries import refusals
from tests.team.values import CODE, HERE, draft

DOCUMENTED, UNKNOWN = StatusCode(2148598792), StatusCode(0x8BAD0000)


def question(clock: Clock, person: str = "U7", code: StatusCode = CODE) -> Question:
    return Question(code, person, clock(), "C1", "1.0")


async def test_questions_about_an_unknown_code_are_unanswered_until_the_askers_are_notified(
    team: Team, clock: Clock
) -> None:
    await team.questions.record(HERE, question(clock, code=UNKNOWN))
    await publish(team, draft("A cause.", UNKNOWN))
    unanswered = await team.questions.unanswered(HERE, UNKNOWN)
    await team.questions.mark_notified(HERE, unanswered)
    await publish(team, draft("Another cause.", UNKNOWN))

    assert [each.person for each in unanswered] == ["U7"]
    assert await team.questions.unanswered(HERE, UNKNOWN) == []


async def test_unknown_codes_are_counted_until_a_cause_is_found(team: Team, clock: Clock) -> None:
    await team.questions.record(HERE, question(clock, code=UNKNOWN))
    await team.questions.record(HERE, question(clock, "U8", UNKNOWN))
    before = await team.questions.unknown_codes(HERE)
    await publish(team, draft("A cause.", UNKNOWN))

    assert [(each.code, each.times, each.people) for each in before] == [(UNKNOWN, 2, 2)]
    assert await team.questions.unknown_codes(HERE) == ()


async def test_a_code_with_a_documented_cause_is_known_and_so_is_success(
    team: Team, clock: Clock
) -> None:
    await team.questions.record(HERE, question(clock, code=DOCUMENTED))
    await team.questions.record(HERE, question(clock, code=StatusCode(0)))
    most_asked = await team.questions.most_asked(HERE)

    assert await team.questions.unknown_codes(HERE) == ()
    assert {each.code.decimal for each in most_asked} == {DOCUMENTED.decimal, 0}


async def test_statistics_include_the_last_thirty_days(team: Team, clock: Clock) -> None:
    await team.questions.record(HERE, question(clock))
    clock.move(days=STATS_DAYS)
    recent = await team.questions.most_asked(HERE)
    clock.move(seconds=1)

    assert [each.times for each in recent] == [1]
    assert await team.questions.most_asked(HERE) == []


async def test_old_questions_and_refused_attempts_are_deleted(
    team: Team, team_store: SqlStore, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.team.questions")
    await team.questions.record(HERE, question(clock, code=UNKNOWN))
    team_store.record_refusal(HERE, "U8", "approve", clock())
    await team.questions.delete_old(90)
    recent = await team.questions.unknown_codes(HERE)
    clock.move(days=91)
    await team.questions.delete_old(90)

    assert [each.times for each in recent] == [1]
    assert await team.questions.unknown_codes(HERE) == ()
    assert refusals(team_store) == []
    assert caplog.messages == ["old questions were deleted: 1; refused attempts: 1"]


async def test_without_a_database_recording_and_deleting_are_logged_failures(
    unavailable: Team, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await unavailable.questions.record(HERE, question(clock))
    await unavailable.questions.delete_old(90)

    assert [message.partition(":")[0] for message in caplog.messages] == [
        "questions could not be recorded",
        "old questions could not be deleted",
    ]
