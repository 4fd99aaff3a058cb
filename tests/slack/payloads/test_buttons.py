"""The buttons below an answer, and what their values are parsed to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.conversation import Request, answer, answer_shown
from bot.replies.reply import ADD, OldVersion, Reply, ShownCode, ask_button
from bot.slack.payloads import buttons, surfaces
from tests.conftest import Json, accepted_message
from tests.slack.answers import THREAD, buttons_in, labels_in, reply_to, share_button_in


def value_of(button: Json) -> Json:
    value: Json = json.loads(button["value"])
    return value


def shared_by(reply: Reply) -> list[ShownCode]:
    """The codes that the share button of an ephemeral answer shares."""
    button = share_button_in(accepted_message(surfaces.ephemeral(reply), posted=False))
    assert button
    return buttons.parse_share(value_of(button))[0]


def test_in_a_thread_the_button_shares_in_the_thread() -> None:
    payload = accepted_message(surfaces.ephemeral(reply_to(1722), THREAD), posted=False)
    button = share_button_in(payload)

    assert button
    assert button["text"]["text"] == "Share in thread"
    assert buttons.parse_share(value_of(button)) == (
        [ShownCode(StatusCode(1722), PrintedBy.IISSYNC, certain=False)],
        THREAD,
    )


@pytest.mark.parametrize("text", ["help", "list", "hello", "99999999999"])
def test_an_answer_without_a_code_cannot_be_shared(text: str) -> None:
    payload = accepted_message(surfaces.ephemeral(answer(Request(text))), posted=False)

    assert share_button_in(payload) is None


def test_slack_accepts_a_share_button_for_very_many_codes() -> None:
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
def test_the_shared_answer_has_the_codes_of_the_answer(text: str) -> None:
    reply = answer(Request(text))

    assert answer_shown(shared_by(reply)).codes == reply.codes


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sc query says 1060", "1060: No service of that name"),
        ("1060", "1060: The two nodes"),
        ("STOP: 0x7B", "0x0000007B: Windows cannot reach the disk"),
    ],
)
def test_the_shared_answer_is_for_the_same_program(text: str, first: str) -> None:
    assert answer_shown(shared_by(answer(Request(text)))).plain.startswith(first)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=50, unique=True))
def test_any_codes_can_be_shared(codes: list[int]) -> None:
    assert [shown.code.decimal for shown in shared_by(reply_to(*codes))] == codes


@pytest.mark.parametrize(("words", "text"), [("rpc", "search rpc"), ("", "list")])
def test_a_page_button_of_an_older_version_is_understood(words: str, text: str) -> None:
    assert buttons.parse_page({"words": words, "page": 3}) == (text, 3)


def page_of(words: str, page: int) -> Reply:
    return answer(Request(f"search {words}", page=page))


def pages_in(payload: Json) -> dict[str, tuple[str, int]]:
    """The parsed values of the page buttons, by their labels."""
    return {
        button["text"]["text"]: buttons.parse_page(value_of(button))
        for button in buttons_in(payload)
        if button["action_id"] in {buttons.MORE, buttons.BACK}
    }


def test_the_first_page_leads_to_the_second_and_that_one_back() -> None:
    first = accepted_message(surfaces.ephemeral(page_of("rpc", 0)), posted=False)
    second = accepted_message(
        surfaces.other_page(page_of("rpc", 1), 1, private=False), posted=False
    )

    assert pages_in(first) == {"More": ("search rpc", 1)}
    assert pages_in(second) == {"Back": ("search rpc", 0), "More": ("search rpc", 2)}
    assert second["replace_original"]


def test_a_search_of_one_page_has_no_buttons() -> None:
    payload = accepted_message(surfaces.message(page_of("0x80110408", 0)))

    assert [block["type"] for block in payload["blocks"]] == ["rich_text", "section"]


def test_the_last_page_leads_only_back() -> None:
    pages = next(page for page in range(1, 99) if not page_of("rpc", page).has_more)

    assert list(pages_in(surfaces.message(page_of("rpc", pages), pages))) == ["Back"]


def test_a_public_answer_has_page_buttons_as_well() -> None:
    assert pages_in(accepted_message(surfaces.message(page_of("rpc", 0)))) == {
        "More": ("search rpc", 1)
    }


def test_a_text_that_does_not_fit_in_a_value_has_no_page_buttons() -> None:
    assert pages_in(surfaces.message(Reply((), paged="x" * 5000, has_more=True))) == {}


def test_an_entry_that_an_answer_shows_can_be_voted_on() -> None:
    payload = surfaces.ephemeral(reply_to(1726)._replace(entries=("e1",), offers=()))

    assert labels_in(payload) == ["Share", "Helped", "Didn't help", "Add what you found"]
    assert [value_of(button) for button in buttons_in(payload)[1:3]] == [
        {"entry": "e1", "helped": True},
        {"entry": "e1", "helped": False},
    ]


def test_several_entries_are_voted_on_by_their_numbers() -> None:
    payload = surfaces.ephemeral(reply_to(1726)._replace(entries=("e1", "e2", "e3"), offers=()))

    assert labels_in(payload) == ["Helped (1)", "Didn't help (1)", "Helped (2)", "Didn't help (2)"]


def test_a_further_offer_does_not_replace_the_button_that_shares() -> None:
    offers = tuple(ask_button(label, "1726") for label in ("First", "Second", "Third"))
    payload = surfaces.ephemeral(reply_to(1726)._replace(offers=offers))

    assert labels_in(payload) == ["First", "Second", "Share", "Add what you found"]


def test_the_value_of_a_show_button_names_the_code_and_its_program() -> None:
    (first, *_) = buttons_in(surfaces.message(reply_to(1060)))
    side = next(
        block["accessory"]
        for block in surfaces.message(reply_to(1060, 1722))["blocks"]
        if block["type"] == "section"
    )

    assert buttons.parse_shown(value_of(first)) == ShownCode(StatusCode(1060), PrintedBy.ANY)
    assert buttons.parse_shown(value_of(side)) == ShownCode(
        StatusCode(1722), PrintedBy.IISSYNC, certain=False
    )


def test_the_add_button_names_the_codes_of_an_answer() -> None:
    add = buttons_in(surfaces.message(reply_to(1726, 1722)))[-1]

    assert add["action_id"] == ADD
    assert buttons.parse_codes(value_of(add)) == [StatusCode(1726), StatusCode(1722)]


def test_after_thanks_the_add_button_names_no_code() -> None:
    thanks = answer(Request("thanks"))._replace(takes_entries=True)
    (add,) = buttons_in(surfaces.message(thanks))

    assert buttons.parse_codes(value_of(add)) == []


def test_only_an_ephemeral_history_has_a_restore_button() -> None:
    reply = Reply(reply_to(1722).document, restorable=(OldVersion("e1", 2, 5),))
    (restore,) = buttons_in(accepted_message(surfaces.ephemeral(reply), posted=False))

    assert restore["text"]["text"] == "Restore version 2"
    assert value_of(restore) == {"entry": "e1", "version": 2, "expected": 5}
    assert labels_in(surfaces.message(reply)) == []


def test_anyone_may_suggest_a_change_to_an_entry_in_its_history() -> None:
    reply = Reply(reply_to(1722).document, changeable=("e1", "e2"), takes_entries=True)
    changes = buttons_in(accepted_message(surfaces.ephemeral(reply), posted=False))

    assert [value_of(change) for change in changes] == [{"entry": "e1"}, {"entry": "e2"}]
    assert [change["text"]["text"] for change in changes] == [
        "Suggest a change (1)",
        "Suggest a change (2)",
    ]
