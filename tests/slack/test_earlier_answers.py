from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies.document import Paragraph, line
from bot.replies.reply import Reply, ShownCode
from bot.slack import earlier_answers
from bot.slack.earlier_answers import EarlierAnswers, Thread

SHOWN = ShownCode(StatusCode(1722), PrintedBy.ANY)
REPLY = Reply((Paragraph(line("The server is away.")),), shown=(SHOWN,))
OTHER = REPLY._replace(document=(Paragraph(line("The server is away. So is another.")),))


def thread(number: int = 0) -> Thread:
    return Thread("T1", "C1", f"{number}.0")


def test_the_first_answer_that_says_the_same_in_a_thread_is_remembered() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY, "1.1")
    answers.add(thread(), REPLY, "1.2")

    assert answers.of(thread(), REPLY) == "1.1"
    assert answers.of(thread(1), REPLY) is None


def test_an_answer_that_says_anything_else_is_another() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY, "1.1")

    assert answers.of(thread(), OTHER) is None


def test_what_explains_no_code_is_not_remembered() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY._replace(shown=()), "1.1")

    assert answers.of(thread(), REPLY) is None
    assert answers.of(thread(), REPLY._replace(shown=())) is None


def test_the_thread_that_was_silent_longest_is_forgotten() -> None:
    answers = EarlierAnswers()
    for number in range(earlier_answers.MOST):
        answers.add(thread(number), REPLY, "1.1")
    answers.add(thread(0), REPLY, "1.1")
    answers.add(thread(earlier_answers.MOST), REPLY, "1.1")

    assert answers.of(thread(1), REPLY) is None
    assert answers.of(thread(0), REPLY)
