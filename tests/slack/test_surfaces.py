# ruff: noqa: E501 - a line of a snapshot is a line of a view
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.codes.extraction import extract_codes
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.conversation import Request, answer, answer_shown, suggest
from bot.guide.explain import explain
from bot.guide.hits import Hit
from bot.replies.answered_code import AnsweredCode
from bot.replies.answers import answer_reply
from bot.replies.document import Paragraph, line
from bot.replies.errors import sharing_failed
from bot.replies.reply import ADD, OldVersion, Reply, ShownCode
from bot.slack import surfaces
from tests.conftest import Json, accepted_message, accepted_options, accepted_view, texts_in

THREAD = "1700000000.000100"


def reply_to(*codes: int) -> Reply:
    answered = [AnsweredCode(str(code), explain(StatusCode(code))) for code in codes]
    return answer_reply(answered, in_order=True)._replace(takes_entries=True)


def button_of(payload: Json) -> Json | None:
    """The button that shares, if there is one."""
    blocks = [block for block in payload["blocks"] if block["type"] == "actions"]
    shares = [
        each for block in blocks for each in block["elements"] if each["action_id"] == "share"
    ]
    return shares[0] if shares else None


def all_buttons(payload: Json) -> list[Json]:
    return [
        each
        for block in payload["blocks"]
        if block["type"] == "actions"
        for each in block["elements"]
    ]


def labels_of(payload: Json) -> list[str]:
    return [each["text"]["text"] for each in all_buttons(payload)]


# --- messages


def test_a_message_has_the_replys_blocks_and_its_whole_text() -> None:
    reply = reply_to(1722)
    payload = accepted_message(surfaces.message(reply))

    assert payload["text"] == reply.text
    assert payload["blocks"][:-1] == reply.blocks
    assert labels_of(payload) == ["What it means elsewhere", "Add what you found"]


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


def test_in_a_thread_the_button_shares_in_the_thread() -> None:
    payload = accepted_message(surfaces.ephemeral(reply_to(1722), THREAD), posted=False)
    button = button_of(payload)

    assert button
    assert button["text"]["text"] == "Share in thread"
    assert surfaces.what_to_share(button["value"]) == (
        [ShownCode(StatusCode(1722), PrintedBy.IISSYNC, certain=False)],
        THREAD,
    )


@pytest.mark.parametrize("text", ["help", "list", "hello", "99999999999"])
def test_an_answer_without_a_code_has_nothing_to_share(text: str) -> None:
    payload = accepted_message(surfaces.ephemeral(answer(Request(text))), posted=False)

    assert button_of(payload) is None


def test_a_button_of_very_many_codes_is_one_that_slack_takes() -> None:
    codes = range(0x80070000, 0x80070000 + 300)

    accepted_message(surfaces.ephemeral(reply_to(*codes), THREAD), posted=False)


@pytest.mark.parametrize(
    "text",
    [
        "1722 1726 2147500037",
        "error 123, error 456, error 1722",
        "error 5, " + ", ".join(str(2147942400 + number) for number in range(40)),
        "3 nodes: E_FAIL (0x80004005)",
    ],
)
def test_what_is_shared_is_what_was_answered(text: str) -> None:
    reply = answer(Request(text))
    button = button_of(surfaces.ephemeral(reply))

    assert button
    assert answer_shown(surfaces.what_to_share(button["value"])[0]).codes == reply.codes


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sc query says 1060", "1060: No service of that name"),
        ("1060", "1060: The two nodes"),
        ("STOP: 0x7B", "0x0000007B: Windows cannot reach the disk"),
    ],
)
def test_what_is_shared_is_as_what_was_taken_to_have_printed_it(text: str, first: str) -> None:
    button = button_of(surfaces.ephemeral(answer(Request(text))))

    assert button
    assert answer_shown(surfaces.what_to_share(button["value"])[0]).plain.startswith(first)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=50, unique=True))
def test_any_codes_can_be_shared(codes: list[int]) -> None:
    button = button_of(accepted_message(surfaces.ephemeral(reply_to(*codes)), posted=False))

    assert button
    assert [shown.code.decimal for shown in surfaces.what_to_share(button["value"])[0]] == codes


def test_a_shared_answer_is_seen_by_all_and_says_who_shared_it() -> None:
    payload = accepted_message(surfaces.shared(reply_to(1722), "ann", None))

    assert (payload["response_type"], payload["replace_original"]) == ("in_channel", False)
    assert payload["text"].endswith("\nShared by ann")
    assert list(texts_in(payload["blocks"], "mrkdwn"))[-1] == "Shared by ann"
    assert "thread_ts" not in payload


def test_an_answer_shared_in_a_thread_names_the_thread() -> None:
    assert surfaces.shared(reply_to(1722), "ann", THREAD)["thread_ts"] == THREAD


def test_the_name_of_who_shared_it_pings_nobody() -> None:
    payload = accepted_message(surfaces.shared(reply_to(1722), "<!channel>", None))

    assert "<!channel>" not in payload["text"]
    assert list(texts_in(payload["blocks"], "mrkdwn"))[-1] == "Shared by &lt;!channel&gt;"


def test_once_shared_the_ephemeral_answer_loses_its_button() -> None:
    payload = accepted_message(surfaces.already_shared(reply_to(1722)), posted=False)

    assert (payload["response_type"], payload["replace_original"]) == ("ephemeral", True)
    assert payload["text"].endswith("\nYou shared this.")
    assert labels_of(payload) == ["What it means elsewhere", "Add what you found"]


# --- modals


def test_the_modal_in_which_one_types_or_picks() -> None:
    assert accepted_view(surfaces.look_up_view()) == snapshot(
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
def test_the_modal_shows_the_answer_under_the_form(text: str) -> None:
    reply = answer(Request(text))
    view = accepted_view(surfaces.look_up_view(reply))

    assert [block["type"] for block in view["blocks"][:3]] == ["input", "input", "divider"]
    assert view["blocks"][3:] == reply.blocks
    assert view["callback_id"] == surfaces.LOOK_UP


def filled_in(text: str | None, pick: str | None) -> Json:
    """What Slack sends of the form."""
    picked = pick and {"text": {"type": "plain_text", "text": pick}, "value": pick}
    values = {
        "question": {"text": {"value": text}},
        "pick": {surfaces.SUGGEST: {"selected_option": picked}},
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
def test_what_was_typed_and_picked_is_read_out_of_the_view(
    text: str | None, pick: str | None, typed: str
) -> None:
    assert surfaces.typed(filled_in(text, pick)) == typed


def test_the_inputs_stand_where_what_was_typed_is_read() -> None:
    blocks = surfaces.look_up_view()["blocks"]

    assert [(block["block_id"], block["element"]["action_id"]) for block in blocks] == [
        ("question", "text"),
        ("pick", surfaces.SUGGEST),
    ]


def test_an_empty_form_is_told_what_is_missing() -> None:
    assert surfaces.nothing_typed() == {
        "response_action": "errors",
        "errors": {"question": "Type a status code, or pick one below."},
    }


def test_what_is_not_understood_is_said_at_the_input() -> None:
    assert surfaces.input_error(answer(Request("zebra"))) == {
        "response_action": "errors",
        "errors": {"question": "I found no status code in “zebra”."},
    }


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("expired_url", "This answer is too old to be shared."),
        ("used_url", "This answer is too old to be shared."),
        ("ratelimited", "Slack did not accept it just now."),
    ],
)
def test_what_was_not_shared_is_told_with_what_to_do(why: str, words: str) -> None:
    view = accepted_view(surfaces.note(sharing_failed(why)))

    assert next(texts_in(view["blocks"], "text")).startswith(words)
    assert "submit" not in view


def test_the_modal_says_how_to_see_more_hits() -> None:
    view = accepted_view(surfaces.look_up_view(answer(Request("rpc"))))
    (words,) = list(texts_in(view["blocks"][-1], "mrkdwn"))

    assert words == "There are more: `/iissync search rpc`"


# --- what is offered as one types


@pytest.mark.parametrize("typed", ["21", "1722", "0x8011", "rpc", "E_FA", "access denied", "", "ß"])
def test_what_is_offered_is_what_slack_shows(typed: str) -> None:
    options = accepted_options(surfaces.suggestions(suggest(typed)))["options"]

    assert len(options) <= surfaces.SUGGESTED
    assert all(extract_codes(option["value"]).answerable for option in options)


def test_an_option_is_the_code_with_its_name_or_its_meaning() -> None:
    hits = [
        Hit(StatusCode(5), "access denied", "ERROR_X"),
        Hit(StatusCode(64), "gone. " * 20, None),
    ]
    first, second = surfaces.suggestions(hits)["options"]

    assert (first["text"]["text"], first["value"]) == ("5 ERROR_X", "5")
    assert second["text"]["text"].startswith("64 gone.")
    assert len(second["text"]["text"]) == 75


def test_no_more_is_offered_than_one_reads() -> None:
    hits = (Hit(StatusCode(number), "x", None) for number in range(1000))

    assert len(surfaces.suggestions(hits)["options"]) == surfaces.SUGGESTED


@settings(max_examples=15)
@given(st.text(max_size=30))
def test_whatever_is_typed_what_is_offered_is_what_slack_shows(typed: str) -> None:
    accepted_options(surfaces.suggestions(suggest(typed)))


# --- the pages of a search


@pytest.mark.parametrize(("words", "text"), [("rpc", "search rpc"), ("", "list")])
def test_a_page_button_of_an_older_version_is_understood(words: str, text: str) -> None:
    assert surfaces.which_page(json.dumps({"words": words, "page": 3})) == (text, 3)


def page_of(words: str, page: int) -> Reply:
    return answer(Request(f"search {words}", page=page))


def buttons_of(payload: Json) -> dict[str, tuple[str, int]]:
    """The buttons that turn pages, and what each asks for."""
    buttons = [b for block in payload["blocks"] for b in block.get("elements", ())]
    return {
        button["text"]["text"]: surfaces.which_page(button["value"])
        for button in buttons
        if button.get("action_id") in {surfaces.MORE, surfaces.BACK}
    }


def test_the_first_page_leads_to_the_second_and_that_one_back() -> None:
    first = accepted_message(surfaces.ephemeral(page_of("rpc", 0)), posted=False)
    second = accepted_message(
        surfaces.other_page(page_of("rpc", 1), 1, private=False), posted=False
    )

    assert buttons_of(first) == {"More": ("search rpc", 1)}
    assert buttons_of(second) == {"Back": ("search rpc", 0), "More": ("search rpc", 2)}
    assert second["replace_original"]


def test_a_search_of_one_page_has_no_buttons() -> None:
    payload = accepted_message(surfaces.message(page_of("0x80110408", 0)))

    assert [block["type"] for block in payload["blocks"]] == ["rich_text", "section"]


def test_the_last_page_leads_only_back() -> None:
    pages = next(page for page in range(1, 99) if not page_of("rpc", page).has_more)

    assert list(buttons_of(surfaces.message(page_of("rpc", pages), pages))) == ["Back"]


def test_in_a_channel_the_pages_can_be_turned_too() -> None:
    assert buttons_of(accepted_message(surfaces.message(page_of("rpc", 0)))) == {
        "More": ("search rpc", 1)
    }


def test_where_a_button_has_no_room_for_what_was_asked_there_is_none() -> None:
    assert buttons_of(surfaces.message(Reply((), paged="x" * 5000, has_more=True))) == {}


# --- the team's entries


def test_a_message_that_only_says_something_has_no_buttons() -> None:
    document = (Paragraph(line("<!channel> is said to the letter.")),)
    payload = accepted_message(surfaces.plain_message(document))

    assert payload["text"] == "&lt;!channel&gt; is said to the letter."
    assert labels_of(payload) == []


def test_an_entry_that_an_answer_shows_can_be_voted_on() -> None:
    payload = surfaces.ephemeral(reply_to(1726)._replace(entries=("e1",), offers=()))

    assert labels_of(payload) == ["Share", "Helped", "Didn't help", "Add what you found"]
    assert [json.loads(button["value"]) for button in all_buttons(payload)[1:3]] == [
        {"entry": "e1", "helped": True},
        {"entry": "e1", "helped": False},
    ]


def test_of_several_entries_two_can_be_voted_on_by_their_numbers() -> None:
    payload = surfaces.ephemeral(reply_to(1726)._replace(entries=("e1", "e2", "e3"), offers=()))

    assert labels_of(payload) == ["Helped (1)", "Didn't help (1)", "Helped (2)", "Didn't help (2)"]


def test_a_button_that_shows_more_brings_back_what_it_shows() -> None:
    (first, *_) = all_buttons(surfaces.message(reply_to(1060)))
    side = next(
        block["accessory"]
        for block in surfaces.message(reply_to(1060, 1722))["blocks"]
        if block["type"] == "section"
    )

    assert surfaces.what_to_show(first["value"]) == ShownCode(StatusCode(1060), PrintedBy.ANY)
    assert surfaces.what_to_show(side["value"]) == ShownCode(
        StatusCode(1722), PrintedBy.IISSYNC, certain=False
    )


def test_what_a_button_shows_stands_beneath_and_is_seen_by_one_alone() -> None:
    payload = accepted_message(surfaces.shown(reply_to(1060), THREAD), posted=False)

    assert (payload["response_type"], payload["replace_original"]) == ("ephemeral", False)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3))
def test_however_much_there_is_to_press_slack_takes_it(
    entries: int, versions: int, page: int
) -> None:
    reply = reply_to(1722, 1726)._replace(
        entries=tuple(f"{number:032}" for number in range(entries)),
        restorable=tuple(OldVersion("e", number, 99) for number in range(versions)),
        changeable=tuple(f"{number:032}" for number in range(entries)),
        paged="x" * 500,
        has_more=True,
    )

    accepted_message(surfaces.ephemeral(reply, THREAD, page), posted=False)
    accepted_message(surfaces.message(reply, page))


def test_what_was_found_is_added_to_one_of_the_codes_of_an_answer() -> None:
    add = all_buttons(surfaces.message(reply_to(1726, 1722)))[-1]

    assert add["action_id"] == ADD
    assert surfaces.codes_to_add(add["value"]) == [StatusCode(1726), StatusCode(1722)]


def test_after_thanks_what_was_found_is_added_to_a_code_that_is_typed() -> None:
    thanks = answer(Request("thanks"))._replace(takes_entries=True)
    (add,) = all_buttons(surfaces.message(thanks))

    assert surfaces.codes_to_add(add["value"]) == []


def test_an_old_version_can_be_restored_by_who_sees_it_alone() -> None:
    reply = Reply(reply_to(1722).document, restorable=(OldVersion("e1", 2, 5),))
    (restore,) = all_buttons(accepted_message(surfaces.ephemeral(reply), posted=False))

    assert restore["text"]["text"] == "Restore version 2"
    assert json.loads(restore["value"]) == {"entry": "e1", "version": 2, "expected": 5}
    assert labels_of(surfaces.message(reply)) == []


def test_anyone_may_suggest_a_change_to_an_entry_in_its_history() -> None:
    reply = Reply(reply_to(1722).document, changeable=("e1", "e2"), takes_entries=True)
    changes = all_buttons(accepted_message(surfaces.ephemeral(reply), posted=False))

    assert [json.loads(change["value"]) for change in changes] == [{"entry": "e1"}, {"entry": "e2"}]
    assert [change["text"]["text"] for change in changes] == [
        "Suggest a change (1)",
        "Suggest a change (2)",
    ]


def test_a_button_brings_its_value_back() -> None:
    button = surfaces.button("do", "Do it", {"what": "<this>"})

    assert (button["action_id"], button["text"]["text"]) == ("do", "Do it")
    assert json.loads(button["value"]) == {"what": "<this>"}


def test_a_modal_is_submitted_only_where_it_says_how() -> None:
    assert "submit" not in surfaces.view("said", "A title", [])
    assert surfaces.view("said", "A title", [], "Go")["submit"]["text"] == "Go"
