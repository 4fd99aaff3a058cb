"""The cache never returns an answer that newer notes would change."""

from bot.codes.printed_by import PrintedBy
from bot.conversation import Request, answer
from bot.slack.answering.answer_cache import LONGEST, MOST, AnswerCache, CachedAnswer
from bot.team.notes import NO_ENTRIES, WorkspaceEntries, WorkspaceNotes

NOTES = WorkspaceNotes(NO_ENTRIES, out_of_reach=False)
ANSWER = CachedAnswer(answer(Request("1722")), "{}")


def test_an_answer_is_cached_for_the_same_text_and_the_same_notes() -> None:
    answers = AnswerCache()
    answers.put("T1", "1722", NOTES, ANSWER)

    assert answers.get("T1", "1722", NOTES) is ANSWER
    assert answers.get("T1", "1723", NOTES) is None
    assert answers.get("T2", "1722", NOTES) is None


def test_other_notes_make_a_cached_answer_invalid() -> None:
    answers = AnswerCache()
    answers.put("T1", "1722", NOTES, ANSWER)

    assert answers.get("T1", "1722", NOTES._replace(entries=WorkspaceEntries())) is None
    assert answers.get("T1", "1722", NOTES._replace(out_of_reach=True)) is None
    assert answers.get("T1", "1722", NOTES._replace(default_context=PrintedBy.ANY)) is None


def test_the_answer_to_a_long_text_is_not_cached() -> None:
    answers, text = AnswerCache(), "1" * (LONGEST + 1)
    answers.put("T1", text, NOTES, ANSWER)

    assert answers.get("T1", text, NOTES) is None


def test_a_full_cache_deletes_its_oldest_answer() -> None:
    answers = AnswerCache()
    for number in range(MOST + 1):
        answers.put("T1", str(number), NOTES, ANSWER)

    assert answers.get("T1", "0", NOTES) is None
    assert answers.get("T1", "1", NOTES) is ANSWER
    assert answers.get("T1", str(MOST), NOTES) is ANSWER
