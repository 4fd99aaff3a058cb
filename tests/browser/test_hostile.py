"""Hostile texts are shown literally, and run nothing."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Place
from tests.browser.doing import message, say

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<!channel> <!here> <@U0BEN00001> &lt;b&gt;",
    "<script>document.title = 'owned'</script>",
    "</li></ol><iframe srcdoc='<script>alert(1)</script>'>",
    "*not _bold~ `code <b>` javascript:alert(1)",
    "{{7*7}} ${7*7} \u202eright to left\u202c",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_messages_are_shown_literally(page: Page, text: str) -> None:
    title = await page.title()
    await say(page, text)

    posted = page.locator("li.message .words, li.message .rich-line").last
    await expect(posted).to_have_text(text.replace("`", ""))
    assert await page.title() == title
    assert await posted.locator("img, script, iframe").count() == 0


async def test_forty_thousand_characters_are_shown_whole(page: Page) -> None:
    text = "<b>" + "x" * 39_994 + "</b"
    await say(page, text)

    posted = message(page, "<b>xxx")
    await expect(posted.locator(".rich-line")).to_have_text(text)
    await posted.get_by_role("button", name="Show all").click()
    await expect(posted.get_by_role("button", name="Show less")).to_be_visible()


async def test_an_unsafe_link_is_shown_as_text(place: Place, page: Page) -> None:
    channel = place.slack.workspace.channel("#iis-cluster")
    element = {"type": "link", "url": "javascript:alert(1)", "text": "click me"}
    section = {"type": "rich_text_section", "elements": [element]}
    blocks = [{"type": "rich_text", "elements": [section]}]
    place.slack.workspace.post(channel, place.slack.bot_user, "x", blocks=blocks)

    posted = message(page, "click me (javascript:alert(1))")
    await expect(posted).to_be_visible()
    await expect(posted.get_by_role("link")).to_have_count(0)


async def test_exchanges_are_shown_literally(page: Page) -> None:
    await page.get_by_role("button", name="Behind the scenes").click()
    await say(page, "/iissync <img src=x onerror=alert(1)>")
    pane = page.get_by_role("complementary", name="Behind the scenes")
    row = pane.get_by_role("listitem").filter(has_text="/iissync")
    await row.locator("summary").click()

    await expect(row.locator("pre").first).to_contain_text('"text": "<img src=x onerror=alert(1)>"')


async def test_no_script_runs_that_is_not_the_pages_own(page: Page, complaints: list[str]) -> None:
    ran = await page.evaluate(
        """() => new Promise(done => {
            const tell = event => done(event.effectiveDirective);
            document.addEventListener('securitypolicyviolation', tell);
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.head.append(script);
        })"""
    )

    assert ran == "script-src-elem"
    assert await page.evaluate("window.ran") is None
    assert "Content Security Policy" in json.dumps(complaints)
    complaints.clear()
