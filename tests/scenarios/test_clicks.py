"""Shortcuts, and the buttons below an answer."""

import pytest

from bot.slack.payloads.forms import PROPOSE
from tests.fake_slack.canned_responses import CannedResponse
from tests.scenarios.conftest import HERE, Scenario

# --- sharing


async def test_a_shared_answer_is_public_and_names_its_sharer(scenario: Scenario) -> None:
    await scenario.click("Ana", await scenario.command("Ana", "1722"), "Share")

    [shared] = scenario.slack.messages(HERE)
    assert "The RPC server is unavailable" in shared.text
    assert f"Shared by {scenario.slack.client('Ana').user.name}" in shared.text
    assert "You shared this." in scenario.private("Ana").text


async def test_a_double_click_shares_once(scenario: Scenario) -> None:
    ana, answer = scenario.slack.client("Ana"), await scenario.command("Ana", "1722")
    await ana.clicks(answer, "Share")
    await scenario.click("Ana", answer, "Share")

    assert len(scenario.slack.messages(HERE)) == 1


async def test_an_answer_can_be_shared_in_a_channel_without_the_bot(scenario: Scenario) -> None:
    answer = await scenario.command("Ana", "1722", "#ops-private")
    await scenario.click("Ana", answer, "Share")

    assert len(scenario.slack.messages("#ops-private")) == 1


async def test_an_old_answer_cannot_be_shared_and_a_modal_says_so(scenario: Scenario) -> None:
    answer = await scenario.command("Ana", "1722")
    scenario.slack.next_response("response_url", CannedResponse(status=404, body="expired_url"))
    await scenario.click("Ana", answer, "Share")

    assert "too old to be shared" in str(scenario.view("Ana").blocks)


# --- shortcuts


async def test_the_message_shortcut_decodes_a_message_for_one_user(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "Error code 64 (00000040)")

    assert "Wait 5 to 30 seconds" in (await scenario.decode_message("Ben", message)).text


async def test_the_answer_to_the_message_shortcut_is_shared_in_the_thread(
    scenario: Scenario,
) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "Error code 64 (00000040)")
    answer = await scenario.decode_message("Ben", message)
    await scenario.click("Ben", answer, "Share in thread")

    [reply] = await scenario.replies(message)
    assert "Wait 5 to 30 seconds" in reply.text


async def test_the_look_up_modal_shows_the_answer(scenario: Scenario) -> None:
    ana = await scenario.open_look_up("Ana")
    await ana.submits(scenario.view("Ana"), {"Status code": "2148598794"})

    assert "administrative share" in str(scenario.view("Ana").blocks)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("no idea", "I found no status code in “no idea”."),
        ("  ", "Type a status code, or pick one below."),
    ],
)
async def test_the_look_up_modal_shows_an_error_at_its_input(
    scenario: Scenario, typed: str, error: str
) -> None:
    ana = await scenario.open_look_up("Ana")
    await ana.submits(scenario.view("Ana"), {"Status code": typed})

    assert scenario.view("Ana").errors == {"question": error}


async def test_the_look_up_modal_suggests_codes(scenario: Scenario) -> None:
    ana = await scenario.open_look_up("Ana")
    [first, *_] = await ana.suggestions(scenario.view("Ana"), "Or pick one", "rpc unavail")
    await ana.submits(scenario.view("Ana"), {"Or pick one": first["value"]})

    assert first["text"]["text"] == "1722 The RPC server is unavailable."
    assert "The name of the target server is wrong" in str(scenario.view("Ana").blocks)


async def test_a_click_in_the_modal_opens_another_modal_on_top(scenario: Scenario) -> None:
    ana = await scenario.open_look_up("Ana")
    await ana.submits(scenario.view("Ana"), {"Status code": "1060 and 1722"})
    await scenario.settled()
    await scenario.click("Ana", scenario.view("Ana"), "Steps")
    on_top = str(scenario.view("Ana").blocks)
    await ana.closes(scenario.view("Ana"))
    below = str(scenario.view("Ana").blocks)

    assert "Other causes" in on_top
    assert "Other causes" not in below
    assert "1060" in below


# --- buttons below an answer


async def test_the_page_buttons_replace_the_page(scenario: Scenario) -> None:
    shown = await scenario.command("Ana", "search 0x8011*")
    pages = []
    for label in ("More", "Back"):
        await scenario.click("Ana", scenario.private("Ana"), label)
        [page] = scenario.slack.seen_by("Ana", HERE)
        pages.append(page.text)

    assert "2148598785" in shown.text
    assert "2148598785" not in pages[0]
    assert pages[1] == shown.text


async def test_a_family_has_pages(scenario: Scenario) -> None:
    first = await scenario.command("Ana", "kerberos")
    await scenario.click("Ana", first, "More")

    [shown] = scenario.slack.seen_by("Ana", HERE)
    assert shown.text.startswith("*Kerberos error*")
    assert shown.text != first.text


@pytest.mark.parametrize(
    ("text", "button", "words"),
    [
        ("search rpc unavailable", "Show", "`1722`: *The RPC server is unavailable.*"),
        ("who is on call tonight", "Ask", "communications problem"),
        ("sttats", "Ask", "Nobody has asked for a code"),
    ],
    ids=["a hit", "an example", "a misspelt command"],
)
async def test_what_an_answer_offers_is_shown_by_a_click(
    scenario: Scenario, text: str, button: str, words: str
) -> None:
    answer = await scenario.command("Ana", text)
    await scenario.click("Ana", answer, button)

    assert words in scenario.private("Ana").text
    assert "history" not in answer.text


async def test_a_misspelt_add_command_offers_the_form(scenario: Scenario) -> None:
    await scenario.click("Ana", await scenario.command("Ana", "addd"), "Ask")

    assert scenario.view("Ana").content["callback_id"] == PROPOSE
