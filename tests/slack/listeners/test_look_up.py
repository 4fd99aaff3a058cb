# ruff: noqa: E501 - a line of a snapshot is a line of a view
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.codes.extraction import extract_codes
from bot.codes.status_code import StatusCode
from bot.conversation import Request, answer, suggest
from bot.guide.hits import Hit
from bot.slack.listeners.look_up import (
    LOOK_UP,
    MOST_SUGGESTIONS,
    SUGGEST,
    look_up_view,
    suggestions,
    typed_text,
)
from tests.conftest import Json, accepted_options, accepted_view, texts_in


def test_the_modal_has_an_input_and_a_menu() -> None:
    assert accepted_view(look_up_view()) == snapshot(
        {
            "type": "modal",
            "callback_id": "look_up",
            "title": {"type": "plain_text", "text": "Look up a status code"},
            "close": {"type": "plain_text", "text": "Close"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "question",
                    "optional": True,
                    "label": {"type": "plain_text", "text": "Status code"},
                    "hint": {
                        "type": "plain_text",
                        "text": "Decimal, signed, hex or a name, several at once, or a whole console output.",
                    },
                    "element": {
                        "type": "plain_text_input",
                        "action_id": "text",
                        "multiline": True,
                        "max_length": 3000,
                        "placeholder": {"type": "plain_text", "text": "2148598792"},
                    },
                },
                {
                    "type": "input",
                    "block_id": "pick",
                    "optional": True,
                    "label": {"type": "plain_text", "text": "Or pick one"},
                    "element": {
                        "type": "external_select",
                        "action_id": "suggest",
                        "min_query_length": 2,
                        "placeholder": {
                            "type": "plain_text",
                            "text": "Part of a code, a name or a meaning",
                        },
                    },
                },
            ],
            "submit": {"type": "plain_text", "text": "Decode"},
        }
    )


@pytest.mark.parametrize(
    "text", ["2147500037 2148598801 1722 1060 3 64 0", "214598801", "help", "xyzzy"]
)
def test_the_modal_shows_the_answer_below_its_inputs(text: str) -> None:
    reply = answer(Request(text))
    view = accepted_view(look_up_view(reply))

    assert [block["type"] for block in view["blocks"][:3]] == ["input", "input", "divider"]
    assert view["blocks"][3:] == reply.blocks
    assert view["callback_id"] == LOOK_UP


def submitted(text: str | None, pick: str | None) -> Json:
    """The view as Slack sends it when the user submits it."""
    picked = pick and {"text": {"type": "plain_text", "text": pick}, "value": pick}
    values = {
        "question": {"text": {"value": text}},
        "pick": {SUGGEST: {"selected_option": picked}},
    }
    return {"state": {"values": values}}


@pytest.mark.parametrize(
    ("text", "pick", "typed"),
    [
        ("1722", None, "1722"),
        (None, "1726", "1726"),
        ("1722", "1726", "1722 1726"),
        (None, None, ""),
        ("", None, ""),
    ],
)
def test_the_typed_text_and_the_picked_code_are_joined(
    text: str | None, pick: str | None, typed: str
) -> None:
    assert typed_text(submitted(text, pick)) == typed


def test_the_modal_says_how_to_see_more_hits() -> None:
    view = accepted_view(look_up_view(answer(Request("rpc"))))
    (words,) = list(texts_in(view["blocks"][-1], "mrkdwn"))

    assert words == "There are more: `/iissync search rpc`"


@pytest.mark.parametrize("typed", ["21", "1722", "0x8011", "rpc", "E_FA", "access denied", "", "ß"])
def test_slack_accepts_the_suggestions_and_each_is_a_code(typed: str) -> None:
    options = accepted_options(suggestions(suggest(typed)))["options"]

    assert len(options) <= MOST_SUGGESTIONS
    assert all(extract_codes(option["value"]).answerable for option in options)


def test_a_suggestion_is_a_code_with_its_name_or_its_meaning() -> None:
    hits = [
        Hit(StatusCode(5), "access denied", "ERROR_X"),
        Hit(StatusCode(64), "gone. " * 20, None),
    ]
    first, second = suggestions(hits)["options"]

    assert (first["text"]["text"], first["value"]) == ("5 ERROR_X", "5")
    assert second["text"]["text"].startswith("64 gone.")
    assert len(second["text"]["text"]) == 75


def test_the_number_of_suggestions_is_limited() -> None:
    hits = (Hit(StatusCode(number), "x", None) for number in range(1000))

    assert len(suggestions(hits)["options"]) == MOST_SUGGESTIONS


@settings(max_examples=15)
@given(st.text(max_size=30))
def test_slack_accepts_the_suggestions_for_any_text(typed: str) -> None:
    accepted_options(suggestions(suggest(typed)))
