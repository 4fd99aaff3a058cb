from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies.reply import Reply, Shown
from bot.slack import earlier
from bot.slack.earlier import EarlierAnswers, Thread

SHOWN = Shown(StatusCode(1722), PrintedBy.ANY)
REPLY = Reply((), shown=(SHOWN,))


def thread(number: int = 0) -> Thread:
    return Thread("T1", "C1", f"{number}.0")


def test_the_first_answer_to_a_code_in_a_thread_is_remembered() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY, "1.1")
    answers.add(thread(), REPLY, "1.2")

    assert answers.of(thread()) == {(SHOWN, ()): "1.1"}
    assert answers.of(thread(1)) == {}


def test_what_explains_no_code_is_not_remembered() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), Reply(()), "1.1")

    assert answers.of(thread()) == {}


def test_an_answer_with_another_entry_of_the_team_is_another() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY._replace(entries=("e1",)), "1.1")

    assert (SHOWN, ()) not in answers.of(thread())


def test_the_thread_that_was_silent_longest_is_forgotten() -> None:
    answers = EarlierAnswers()
    for number in range(earlier.MOST):
        answers.add(thread(number), REPLY, "1.1")
    answers.add(thread(0), REPLY, "1.1")
    answers.add(thread(earlier.MOST), REPLY, "1.1")

    assert answers.of(thread(1)) == {}
    assert answers.of(thread(0))
