from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.replies.document import Paragraph, line
from bot.replies.reply import Reply, ShownCode
from bot.slack import earlier_answers
from bot.slack.answer_cache import CachedAnswer
from bot.slack.earlier_answers import EarlierAnswers, Thread

SHOWN = ShownCode(StatusCode(1722), PrintedBy.ANY)
ANSWER = CachedAnswer(Reply((Paragraph(line("The server is away.")),), shown=(SHOWN,)), "")


OTHER_DOCUMENT = (Paragraph(line("The server is away. So is another.")),)
OTHER = CachedAnswer(ANSWER.reply._replace(document=OTHER_DOCUMENT), "")
WITHOUT_CODE = CachedAnswer(ANSWER.reply._replace(shown=()), "")


def thread(number: int = 0) -> Thread:
    return Thread("T1", "C1", f"{number}.0")


def test_the_first_of_equal_answers_in_a_thread_is_found() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), ANSWER, "1.1")
    answers.add(thread(), ANSWER, "1.2")

    assert answers.find(thread(), ANSWER) == "1.1"
    assert answers.find(thread(1), ANSWER) is None


def test_an_answer_with_another_text_is_not_found() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), ANSWER, "1.1")

    assert answers.find(thread(), OTHER) is None


def test_an_answer_that_explains_no_code_is_not_remembered() -> None:
    answers = EarlierAnswers()
    answers.add(thread(), WITHOUT_CODE, "1.1")

    assert answers.find(thread(), ANSWER) is None
    assert answers.find(thread(), WITHOUT_CODE) is None


def test_the_thread_without_answers_for_longest_is_forgotten() -> None:
    answers = EarlierAnswers()
    for number in range(earlier_answers.MOST):
        answers.add(thread(number), ANSWER, "1.1")
    answers.add(thread(0), ANSWER, "1.1")
    answers.add(thread(earlier_answers.MOST), ANSWER, "1.1")

    assert answers.find(thread(1), ANSWER) is None
    assert answers.find(thread(0), ANSWER)
