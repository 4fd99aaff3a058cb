"""Accessibility: keyboard, screen readers, narrow windows, dark colours."""

from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.conftest import NARROW, WIDE, Open, Place
from tests.browser.doing import message, say

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The only rules of these with another result in dark colours: the style sheets change no more."""


async def found_by_axe(page: Page) -> list[str]:
    """The violations that axe finds in light and in dark colours, with their elements."""
    light: Any = await page.evaluate("tags => axe.run({runOnly: tags})", RULES)
    await page.emulate_media(color_scheme="dark")
    dark: Any = await page.evaluate(
        "rules => axe.run({runOnly: {type: 'rule', values: rules}})", COLOURS
    )
    await page.emulate_media(color_scheme="light")
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in (*light["violations"], *dark["violations"])
        for node in fault["nodes"]
    ]


async def ask_and_open(page: Page) -> None:
    """An answer for Ana alone, one in a thread, that thread open."""
    await say(page, "/iissync 2147500037")
    await message(page, "MTS replication").wait_for()
    await say(page, "@iissync 1722")
    await page.get_by_role("button", name="1 reply").click()
    await message(page, "RPC server", "Replies").wait_for()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_nothing(axe: str, page: Page, size: ViewportSize) -> None:
    await page.set_viewport_size(size)
    await page.emulate_media(reduced_motion="reduce")
    await page.evaluate(axe)
    assert await found_by_axe(page) == []
    await ask_and_open(page)
    assert await found_by_axe(page) == []
    await page.goto(page.url.partition("#")[0] + "#/ana/iissync/home")
    await page.get_by_role("textbox", name="Search").wait_for()
    assert await found_by_axe(page) == []
    await page.get_by_role("button", name="Behind the scenes").click()
    await page.locator("#exchanges summary").first.click()

    assert await found_by_axe(page) == []


async def test_axe_finds_nothing_in_menus_and_forms(axe: str, page: Page) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.evaluate(axe)
    await page.get_by_role("textbox", name="Message").press_sequentially("/")
    assert await found_by_axe(page) == []
    await page.get_by_role("button", name="Shortcuts").first.click()
    assert await found_by_axe(page) == []
    await page.get_by_role("menuitem").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_role("button", name="Decode").click()
    await form.get_by_text("Type a status code").wait_for()
    await form.get_by_role("combobox").press_sequentially("rpc")
    await form.get_by_role("option").first.wait_for()

    assert await found_by_axe(page) == []


async def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    keyboard = page.keyboard
    await keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message field")).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.type("/ii")
    await keyboard.press("Tab")
    await keyboard.type("1722")
    await keyboard.press("Enter")
    share = message(page, "RPC server").get_by_role("button", name="Share")
    await share.wait_for()
    for _ in range(8):
        await keyboard.press("Shift+Tab")
        if await share.evaluate("node => node === document.activeElement"):
            break
    await keyboard.press("Enter")

    await expect(message(page, "Shared by")).to_contain_text("RPC server")


async def test_f6_goes_from_pane_to_pane(page: Page) -> None:
    await page.get_by_role("textbox", name="Message").focus()
    await page.keyboard.press("F6")
    await expect(page.get_by_role("button", name="Ana Alvarez")).to_be_focused()
    await page.keyboard.press("F6")
    await expect(page.get_by_role("button", name="iis-cluster")).to_be_focused()
    await page.keyboard.press("F6")

    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()


async def test_the_focus_returns_to_where_it_was(place: Place, page: Page) -> None:
    await place.slack.client("Ben").says("#iis-cluster", "hello")
    more = message(page, "hello").get_by_role("button", name="More actions")
    await more.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(more).to_be_focused()
    reply = message(page, "hello").get_by_role("button", name="Reply in thread")
    await reply.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await expect(page.get_by_role("complementary", name="Thread")).to_have_count(0)


async def test_a_menu_is_used_by_keys_and_closed_beside_it(page: Page) -> None:
    await ask_and_open(page)
    opener = (
        page.get_by_role("complementary", name="Thread").get_by_role("button", name="More").last
    )
    await opener.press("Enter")
    items = page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()

    await opener.click()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await page.get_by_role("textbox", name="Reply").click()
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(page.get_by_role("textbox", name="Reply")).to_be_focused()


async def test_the_focus_stays_where_a_button_was(page: Page) -> None:
    await say(page, "/iissync 1722")
    await message(page, "RPC server").get_by_role("button", name="Share").press("Enter")
    await message(page, "You shared this.").wait_for()

    await expect(message(page, "You shared this.")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(message(page, "You shared this.").locator("a, button").first).to_be_focused()


async def test_new_messages_are_announced_to_screen_readers(page: Page) -> None:
    await say(page, "/iissync 1722")

    received = page.locator("[aria-live=polite]")
    await expect(received).to_contain_text(
        "iissync, only to you: 1722: The RPC server is unavailable."
    )


async def test_a_narrow_window_shows_one_pane_at_a_time(open_page: Open) -> None:
    page = await open_page(viewport=NARROW, has_touch=True)
    await page.get_by_role("button", name="Channels").click()
    await expect(page.locator("main")).to_have_attribute("inert", "")
    await page.get_by_role("button", name="general").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")
    await ask_and_open(page)
    await page.get_by_role("button", name="Close thread").click()

    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    await expect(message(page, "@iissync 1722")).to_be_in_viewport()


async def test_a_drawer_is_closed_beside_it_and_by_escape(place: Place, page: Page) -> None:
    await page.set_viewport_size(NARROW)
    await place.slack.client("Ben").says("#general", "hello")
    opener = page.get_by_role("button", name="Channels, with unread messages")
    await opener.click()
    await page.mouse.click(370, 400)
    await expect(page.get_by_role("navigation")).to_have_count(0)
    await opener.click()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("navigation")).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_a_long_answer_is_shown_from_its_beginning(page: Page) -> None:
    await page.set_viewport_size(NARROW)
    await say(page, "/iissync 2147500037")

    await expect(message(page, "MTS").get_by_text("Only visible to you")).to_be_in_viewport()


async def test_new_messages_do_not_scroll_a_list_that_is_read(place: Place, page: Page) -> None:
    ben = place.slack.client("Ben")
    for number in range(100, 140):
        await ben.says("#iis-cluster", f"line {number}")
    await message(page, "line 139").wait_for()
    await message(page, "line 102").scroll_into_view_if_needed()
    await ben.says("#iis-cluster", "one more")
    await message(page, "one more").wait_for()

    await expect(message(page, "line 130")).not_to_be_in_viewport()
    await page.get_by_role("button", name="New messages").click()
    await expect(message(page, "one more")).to_be_in_viewport()
