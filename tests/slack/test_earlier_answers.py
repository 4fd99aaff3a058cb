from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies.document import Paragraph, line
from bot.replies.reply import Reply, Shown
from bot.slack import earlier_answers
from bot.slack.earlier_answers import EarlierAnswers, Thread

SHOWN = Shown(StatusCode(1722), PrintedBy.ANY)
REPLY = Reply((Paragraph(line("The server is away.")),), shown=(SHOWN,))
OTHER = REPLY._replace(document=(Paragraph(line("The server is away. So is another.")),))


def thread(number: int = 0) -> Thread:
    return Thread("T1", "C1", f"{number}.0")


def test_the_first_of_equal_answers_in_a_thread_is_found() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY, "1.1")
    answers.add(thread(), REPLY, "1.2")

    assert answers.find(thread(), REPLY) == "1.1"
    assert answers.find(thread(1), REPLY) is None


def test_an_answer_with_another_text_is_not_found() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY, "1.1")

    assert answers.find(thread(), OTHER) is None


def test_an_answer_that_explains_no_code_is_not_remembered() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), REPLY._replace(shown=()), "1.1")

    assert answers.find(thread(), REPLY) is None
    assert answers.find(thread(), REPLY._replace(shown=())) is None


def test_the_thread_without_answers_for_longest_is_forgotten() -> None:
    answers = EarlierAnswers()
    for number in range(earlier_answers.MOST):
        answers.add(thread(number), REPLY, "1.1")
    answers.add(thread(0), REPLY, "1.1")
    answers.add(thread(earlier_answers.MOST), REPLY, "1.1")

    assert answers.find(thread(1), REPLY) is None
    assert answers.find(thread(0), REPLY)
