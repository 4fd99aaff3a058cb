"""Actions on the page, which find elements by their visible or accessible names."""

from playwright.async_api import Locator, Page, expect


async def say(page: Page, text: str, field: str = "Message") -> None:
    box = page.get_by_role("textbox", name=field)
    await box.fill(text)
    await box.press("Enter")


async def say_in(page: Page, channel: str, text: str) -> None:
    """Open a channel, and say this there once the page shows it."""
    await page.get_by_role("button", name=channel).click()
    await say(page, text, f"Message #{channel}")


def message(page: Page, words: str, name: str = "Messages") -> Locator:
    """The last message with this text."""
    return page.get_by_role("list", name=name).locator("li.message").filter(has_text=words).last


async def speak_as(page: Page, name: str) -> None:
    button = page.get_by_role("group", name="Speak as").get_by_role("button", name=name)
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def menu(page: Page, words: str, item: str) -> None:
    """Choose from the menu of the message with this text."""
    posted = message(page, words)
    await posted.hover()
    await posted.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=item).click()
