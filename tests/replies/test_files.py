"""What an answer says about files of which something was not read."""

import pytest

from bot.codes.sources import FileRead, NotRead, Passage, Why
from bot.replies.files import MOST_NAMED, file_notices, no_codes_in_files
from bot.replies.reply import Reply
from tests.replies.team_data import plain

PICTURES = tuple(NotRead(f"{number}.png", Why.PICTURE) for number in range(MOST_NAMED + 2))


@pytest.mark.parametrize(
    ("passages", "notices"),
    [
        ([], []),
        ([Passage("x", files=(FileRead("a.log"),))], []),
        (
            [Passage("x", left_out=1)],
            ["I left out 1 more file: share what matters in another message."],
        ),
        (
            [Passage("x", left_out=1), Passage("y", left_out=2)],
            ["I left out 3 more files: share what matters in another message."],
        ),
        (
            [Passage("x", files=(FileRead("a.log", lines=7, whole=False),))],
            [
                (
                    "I did not read all of “a.log”: I stopped after line 7. "
                    "Share the part around the failure."
                )
            ],
        ),
        (
            [Passage("x", files=(FileRead("a.log", whole=False),))],
            ["I did not read all of “a.log”: it took too long. Share the part around the failure."],
        ),
    ],
)
def test_an_answer_says_what_was_not_read(passages: list[Passage], notices: list[str]) -> None:
    assert plain(file_notices(passages)).splitlines() == notices


@pytest.mark.parametrize(
    ("unread", "last"),
    [
        (1, "0.png"),
        (MOST_NAMED, "2.png"),
        (MOST_NAMED + 1, "1 more file either."),
        (MOST_NAMED + 2, "2 more files either."),
    ],
)
def test_the_first_unread_files_are_named_and_the_others_are_counted(
    unread: int, last: str
) -> None:
    lines = plain(file_notices([Passage("x", not_read=PICTURES[:unread])])).splitlines()

    assert len(lines) == min(unread, MOST_NAMED + 1)
    assert last in lines[-1]


def test_a_message_whose_files_have_no_codes_says_what_to_send() -> None:
    reply = no_codes_in_files([FileRead("a.log")])

    assert reply.plain == (
        "I found nothing in “a.log” that is surely a status code.\n"
        "Send me the number itself, or the message that stands with it."
    )
    assert not reply.understood
    assert no_codes_in_files([]) == Reply((), understood=False)
