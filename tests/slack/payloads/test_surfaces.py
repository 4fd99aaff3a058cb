import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.replies.document import Paragraph, line
from bot.replies.errors import sharing_failed
from bot.replies.reply import OldVersion
from bot.slack.payloads import surfaces
from tests.conftest import accepted_message, accepted_view, texts_in
from tests.slack.answers import THREAD, labels_in, reply_to


def test_a_message_has_the_replys_blocks_and_its_whole_text() -> None:
    reply = reply_to(1722)
    payload = accepted_message(surfaces.message(reply))

    assert payload["text"] == reply.text
    assert payload["blocks"][:-1] == reply.blocks
    assert labels_in(payload) == ["What it means elsewhere", "Add what you found"]


def test_an_ephemeral_answer_with_a_code_has_a_button_that_shares_it() -> None:
    payload = accepted_message(surfaces.ephemeral(reply_to(2148598790)), posted=False)

    assert payload["response_type"] == "ephemeral"
    assert payload["blocks"][-1] == snapshot(
        {
            "type": "actions",
            "block_id": "answer",
            "elements": [
                {
                    "type": "button",
                    "action_id": "share",
                    "text": {"type": "plain_text", "text": "Share"},
                    "value": '{"codes": "2148598790", "thread": null}',
                },
                {
                    "type": "button",
                    "action_id": "add",
                    "text": {"type": "plain_text", "text": "Add what you found"},
                    "value": '{"codes": "2148598790"}',
                },
            ],
        }
    )


def test_a_shared_answer_is_public_and_names_its_sharer() -> None:
    payload = accepted_message(surfaces.shared(reply_to(1722), "ann", None))

    assert (payload["response_type"], payload["replace_original"]) == ("in_channel", False)
    assert payload["text"].endswith("\nShared by ann")
    assert list(texts_in(payload["blocks"], "mrkdwn"))[-1] == "Shared by ann"
    assert "thread_ts" not in payload


def test_an_answer_shared_in_a_thread_names_the_thread() -> None:
    assert surfaces.shared(reply_to(1722), "ann", THREAD)["thread_ts"] == THREAD


def test_the_name_of_the_sharer_pings_nobody() -> None:
    payload = accepted_message(surfaces.shared(reply_to(1722), "<!channel>", None))

    assert "<!channel>" not in payload["text"]
    assert list(texts_in(payload["blocks"], "mrkdwn"))[-1] == "Shared by &lt;!channel&gt;"


def test_the_ephemeral_answer_loses_its_share_button_once_it_is_shared() -> None:
    payload = accepted_message(surfaces.already_shared(reply_to(1722)), posted=False)

    assert (payload["response_type"], payload["replace_original"]) == ("ephemeral", True)
    assert payload["text"].endswith("\nYou shared this.")
    assert labels_in(payload) == ["What it means elsewhere", "Add what you found"]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("expired_url", "This answer is too old to be shared."),
        ("used_url", "This answer is too old to be shared."),
        ("ratelimited", "Slack did not accept it just now."),
    ],
)
def test_a_note_says_why_an_answer_was_not_shared_and_what_to_do(why: str, words: str) -> None:
    view = accepted_view(surfaces.note(sharing_failed(why)))

    assert next(texts_in(view["blocks"], "text")).startswith(words)
    assert "submit" not in view


def test_a_plain_message_has_no_buttons_and_escapes_mentions() -> None:
    document = (Paragraph(line("<!channel> pings nobody.")),)
    payload = accepted_message(surfaces.plain_message(document))

    assert payload["text"] == "&lt;!channel&gt; pings nobody."
    assert labels_in(payload) == []


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3))
def test_slack_accepts_any_number_of_buttons(entries: int, versions: int, page: int) -> None:
    reply = reply_to(1722, 1726)._replace(
        entries=tuple(f"{number:032}" for number in range(entries)),
        restorable=tuple(OldVersion("e", number, 99) for number in range(versions)),
        changeable=tuple(f"{number:032}" for number in range(entries)),
        paged="x" * 500,
        has_more=True,
    )

    accepted_message(surfaces.ephemeral(reply, THREAD, page), posted=False)
    accepted_message(surfaces.message(reply, page))


def test_a_modal_without_a_submit_label_cannot_be_submitted() -> None:
    assert "submit" not in surfaces.modal("id", "A title", [])
    assert surfaces.modal("id", "A title", [], "Go")["submit"]["text"] == "Go"
