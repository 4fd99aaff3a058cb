"""README's pictures, made anew: `python -m tests.screenshots` plays the stories in a browser."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.playground.page import page as served
from bot.server import running
from bot.slack.manifest import manifest
from tests.browser.conftest import installed_browser
from tests.browser.doing import message, say, say_in, speak_as
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import settings_for

FOLDER = Path(__file__).parents[1] / ".github"
SIZE = {"width": 1180, "height": 740}
SHARP = 2
CAUSE = "The node was being patched, and was shutting down."
STEPS = "Wait until it is up again.\nRun IISSYNC once more."


async def answer(page: Page) -> None:
    """An answer for Ana alone, and one for all in a thread."""
    await say(page, "@iissync it says 1722, what now?")
    await page.get_by_role("button", name="1 reply").click()
    await message(page, "RPC server", "Replies").wait_for()
    await say(page, "/iissync 2148598792")
    await message(page, "communications problem").wait_for()


async def propose(page: Page, code: str, cause: str, steps: str) -> None:
    """Ben writes down what he found; Ana sees it."""
    await speak_as(page, "Ben")
    await say_in(page, "iis-cluster", f"/iissync {code}")
    await message(page, code).get_by_role("button", name="Add what you found").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Cause").fill(cause)
    await form.get_by_label("Steps").fill(steps)
    await form.get_by_role("button", name="Propose").click()
    await form.get_by_role("button", name="Close").last.click()
    await speak_as(page, "Ana")
    await page.get_by_role("button", name="iissync").first.click()
    await message(page, cause).get_by_role("button", name="Approve").wait_for()


async def review(page: Page) -> None:
    """What Ben found waits for Ana to approve."""
    await propose(page, "2147943515", CAUSE, STEPS)


async def home(page: Page) -> None:
    """The app's home, with a search, what waits, and what the team has learnt."""
    await propose(page, "1326", "The password of the cluster account had expired.", "Renew it.")
    await message(page, "had expired").get_by_role("button", name="Approve").click()
    await message(page, "Approved by").wait_for()
    await review(page)
    await page.get_by_role("tab", name="Home").click()
    search = page.get_by_role("textbox", name="Search")
    await search.fill("ip address conflict")
    await search.press("Enter")
    await page.get_by_role("tabpanel").get_by_text("2148598792").first.wait_for()


STORIES: dict[str, Callable[[Page], Awaitable[None]]] = {
    "answer": answer,
    "review": review,
    "home": home,
}


async def picture(browser: Browser, name: str, folder: Path, **options: object) -> None:
    """Play that story, in a workspace of its own, and take its picture."""
    async with (
        Slack(manifest=manifest()) as slack,
        running(settings_for(slack, "socket")),
        served(slack, 0) as address,
    ):
        await slack.connected()
        chosen: dict[str, object] = {"viewport": SIZE, "device_scale_factor": SHARP, **options}
        context = await browser.new_context(reduced_motion="reduce", **chosen)  # type: ignore[arg-type] # as given
        page = await context.new_page()
        await page.goto(address)
        await page.get_by_role("button", name="Put the hint away").click()
        await STORIES[name](page)
        await page.evaluate("document.activeElement.blur()")
        await page.mouse.move(0, 0)
        await page.screenshot(path=folder / f"{name}.png")
        await context.close()


async def main(folder: Path) -> None:
    """Take them all."""
    chromium = installed_browser() or sys.exit("There is no chromium.")
    args = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=args)
        for name in STORIES:
            await picture(browser, name, folder)
        await browser.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(main(FOLDER))
