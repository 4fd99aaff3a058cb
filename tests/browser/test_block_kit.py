"""Every block and element of Block Kit, shown and used on the page."""

# ruff: noqa: E501 - a row of a table is one line
from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.model import Json
from bot.playground.page import page as served
from tests.browser.conftest import Place, arrive, listening, new_tab
from tests.browser.doing import message
from tests.fake_slack.slack import Slack
from tests.playground.blocks import (
    actions,
    button,
    line,
    mrkdwn,
    option,
    plain,
    rich,
    section,
    text,
)
from tests.playground.tiny_bot import MANIFEST, TinyBot


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def small() -> TinyBot:
    """A small bot, in place of the real one."""
    return TinyBot(AsyncWebClient())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(small: TinyBot) -> AsyncIterator[Place]:
    async with Slack(manifest=MANIFEST, retries=()) as slack:
        small.client = AsyncWebClient(slack.bot_token, slack.api_url)
        async with small.over_socket_mode(slack), served(slack, 0) as address:
            yield Place(slack, address)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened(browser: Browser, place: Place) -> AsyncIterator[tuple[Page, list[str]]]:
    """One page for all tests of this file, and the browser's complaints."""
    complaints: list[str] = []
    page = await new_tab(browser)
    with listening(page, place.address, complaints):
        await arrive(page, place.address)
        yield page, complaints
    await page.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(opened: tuple[Page, list[str]], place: Place) -> AsyncIterator[Page]:
    page, complaints = opened
    await page.goto(f"{place.address}/#/ana/iis-cluster")
    yield page
    assert complaints == []


@pytest.fixture
def bot(small: TinyBot, place: Place) -> Iterator[TinyBot]:
    """The bot, without payloads from earlier tests."""
    small.received.clear()
    small.answers.clear()
    yield small
    place.slack.deliver_to(None)


async def shown(place: Place, page: Page, *blocks: Json) -> Locator:
    """The message of these blocks on the page."""
    channel = place.slack.workspace.channel("#iis-cluster")
    posted = place.slack.workspace.post(channel, place.slack.bot_user, "text", blocks=list(blocks))
    row = page.locator(f"li.message[data-ts='{posted.ts}']")
    await row.wait_for()
    return row


@pytest.mark.parametrize(
    ("block", "selector", "words"),
    [
        ({"type": "header", "text": plain("1722 & more")}, "[role=heading]", "1722 & more"),
        (section("*RPC* <b>"), "strong", "RPC"),
        ({"type": "section", "fields": [mrkdwn("*Hex*\n0x6BA"), mrkdwn("b")]}, ".section-fields", "Hex\n0x6BAb"),
        ({"type": "context", "elements": [mrkdwn("_small_")]}, ".block-context em", "small"),
        ({"type": "divider"}, "hr", ""),
        ({"type": "alert", "text": plain("Stop")}, ".block-alert", "Stop"),
        ({"type": "markdown", "text": "# as it is"}, ".words", "# as it is"),
        ({"type": "image", "alt_text": "a cat", "image_url": "https://x.example/c.png"}, ".no-image", "a cat (image, not loaded: https://x.example/c.png)"),
        ({"type": "image", "alt_text": "a cat", "slack_file": {"id": "F1"}}, ".no-image", "a cat"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "code"}], [{"type": "raw_number", "value": 3}]]}, "thead th", "code"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "code"}], [rich(line(text("b")))]]}, "tbody td", "b"),
        (rich(line(text("b", bold=True), text("i", italic=True))), "strong", "b"),
        (rich(line(text("c", code=True, strike=True))), "s code", "c"),
        (rich({"type": "rich_text_quote", "elements": [text("said")]}), "blockquote", "said"),
        (rich({"type": "rich_text_preformatted", "elements": [text("a  b\n c")]}), "pre", "a  b\n c"),
        (rich({"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [line(text("three"))]}), "ol[start='3'] li", "three"),
        (rich({"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line(text("sub"))]}), "ul.indent-1 li", "sub"),
        (rich(line({"type": "link", "url": "https://x.example", "text": "docs"})), "a[href='https://x.example']", "docs"),
        (rich(line({"type": "user", "user_id": "U0ANA00001"})), ".mention.mine", "@ana"),
        (rich(line({"type": "channel", "channel_id": "C0GENERAL1"})), "button.mention", "#general"),
        (rich(line({"type": "broadcast", "range": "here"})), ".mention", "@here"),
        (rich(line({"type": "emoji", "name": "tada", "unicode": "1f389"})), ".rich-line", "🎉"),
        (rich(line({"type": "emoji", "name": "custom"})), ".rich-line", ":custom:"),
        (rich(line({"type": "color", "value": "#ffffff"})), "code", "#ffffff"),
        (rich(line({"type": "date", "timestamp": 0, "format": "{date_num}", "fallback": "long ago"})), "time", "1970-01-01"),
        ({"type": "video", "title": "v", "alt_text": "a"}, "details summary", "“video” is not shown here; this is its JSON"),
        (rich(line({"type": "hologram", "size": 3})), "details pre", '{\n  "type": "hologram",\n  "size": 3\n}'),
        (section("x", accessory={"type": "workflow_button", "text": plain("w")}), "details summary", "“workflow_button” is not shown here; this is its JSON"),
    ],
)  # fmt: skip
async def test_a_block_is_shown(
    place: Place, page: Page, block: Json, selector: str, words: str
) -> None:
    posted = await shown(place, page, block)
    found = posted.locator(".blocks").locator(selector).first

    await expect(found).to_have_count(1)
    assert (await found.text_content() or "") == words


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a &lt;b&gt; &amp;lt;", "a &lt;b&gt; &amp;lt;"),
        ("*b* _i_ ~s~ 2*3*4 a_b_c", "<strong>b</strong> <em>i</em> <s>s</s> 2*3*4 a_b_c"),
        ("`*c* &lt;`", "<code>*c* &lt;</code>"),
        ("```a\n  *b*```", '<pre tabindex="0">a\n  *b*</pre>'),
        ("&gt; said\nnot", "<blockquote>said</blockquote>not"),
        ("*a `c`* b", "<strong>a </strong><strong><code>c</code></strong> b"),
        ("<!here|here> x", '<span class="mention mine">@here</span> x'),
        ("<javascript:alert(1)|x>", "<span>x (javascript:alert(1))</span>"),
    ],
)
async def test_mrkdwn_is_read_as_slack_reads_it(
    place: Place, page: Page, source: str, html: str
) -> None:
    posted = await shown(place, page, section(source))

    assert await posted.locator(".words").inner_html() == html


async def test_links_and_mentions_are_followed(place: Place, page: Page) -> None:
    words = "<https://x.example/a|docs> <tel:1722|1722> <#C0GENERAL1|general> <@U0BEN00001>"
    posted = await shown(place, page, section(words))
    docs = posted.get_by_role("link", name="docs")

    await expect(docs).to_have_attribute("rel", "noopener noreferrer")
    await expect(posted.get_by_role("link", name="1722")).to_have_attribute("href", "tel:1722")
    await expect(posted.get_by_text("@ben")).to_have_attribute("title", "Ben Brown")
    await posted.get_by_role("button", name="#general").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")


OPTIONS = [option("One"), option("Two")]
USED: list[tuple[Json, Literal["combobox"], str, Json]] = [
    ({"type": "static_select", "options": OPTIONS}, "combobox", "Two", {"selected_option": {"value": "two"}}),
    ({"type": "external_select", "min_query_length": 1}, "combobox", "Two", {"selected_option": {"value": "two"}}),
    ({"type": "users_select"}, "combobox", "Ben Brown", {"selected_user": "U0BEN00001"}),
    ({"type": "conversations_select"}, "combobox", "#general", {"selected_conversation": "C0GENERAL1"}),
    ({"type": "conversations_select", "filter": {"include": ["private", "public"]}}, "combobox", "#ops-private", {"selected_conversation": "C0OPSPRIV1"}),
    ({"type": "multi_users_select", "max_selected_items": 2}, "combobox", "Ben Brown", {"selected_users": ["U0BEN00001"]}),
    ({"type": "multi_static_select", "options": OPTIONS}, "combobox", "Two", {"selected_options": [{"value": "two"}]}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("element", "role", "pick", "answer"), USED, ids=lambda each: str(each)[:30]
)
async def test_an_option_of_a_menu_is_chosen(
    place: Place,
    page: Page,
    bot: TinyBot,
    element: Json,
    role: Literal["combobox"],
    pick: str,
    answer: Json,
) -> None:
    bot.answers = [{"options": OPTIONS}] if "external" in element["type"] else []
    block = actions({**element, "placeholder": plain("Pick")})
    posted = await shown(place, page, block)
    field = posted.get_by_role(role, name="Pick")
    await field.click()
    await field.press_sequentially(pick[:2])
    await posted.get_by_role("option", name=pick).click()
    await place.slack.wait_for(lambda: bot.received and bot.received[-1]["type"] == "block_actions")

    acted = bot.received[-1]["actions"][0]
    assert without_text({name: acted[name] for name in answer}) == answer


def without_text(part: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, dict):
        return {name: without_text(value) for name, value in part.items() if name != "text"}
    return [without_text(each) for each in part] if isinstance(part, list) else part


@pytest.mark.parametrize(
    ("element", "act", "answer"),
    [
        ({"type": "checkboxes", "options": OPTIONS}, ("check", "Two"), {"selected_options": [{"value": "two"}]}),
        ({"type": "radio_buttons", "options": OPTIONS}, ("check", "Two"), {"selected_option": {"value": "two"}}),
        ({"type": "datepicker"}, ("fill", "2026-11-23"), {"selected_date": "2026-11-23"}),
        ({"type": "timepicker"}, ("fill", "12:30"), {"selected_time": "12:30"}),
    ],
)  # fmt: skip
async def test_a_choice_or_a_time_is_given(
    place: Place, page: Page, bot: TinyBot, element: Json, act: tuple[str, str], answer: Json
) -> None:
    block = actions({**element, "action_id": "pick"})
    posted = await shown(place, page, block)
    how, value = act
    if how == "check":
        await posted.get_by_label(value).check()
    else:
        await posted.get_by_label("pick").fill(value)
    await place.slack.wait_for(lambda: bot.received)

    acted = bot.received[-1]["actions"][0]
    assert without_text({name: acted[name] for name in answer}) == answer


async def test_a_button_may_ask_for_confirmation(place: Place, page: Page, bot: TinyBot) -> None:
    sure = {
        "title": plain("Sure?"),
        "text": mrkdwn("*Really*"),
        "confirm": plain("Do it"),
        "deny": plain("No"),
    }
    posted = await shown(place, page, actions(button("Go", action_id="go", confirm=sure)))
    await posted.get_by_role("button", name="Go").click()
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert bot.received == []
    await posted.get_by_role("button", name="Go").click()
    await page.get_by_role("dialog").get_by_role("button", name="Do it").click()
    await place.slack.wait_for(lambda: bot.received)

    assert bot.received[-1]["actions"][0]["action_id"] == "go"


async def test_an_option_of_an_overflow_menu_is_chosen(
    place: Place, page: Page, bot: TinyBot
) -> None:
    overflow = {"type": "overflow", "options": OPTIONS, "action_id": "more"}
    posted = await shown(place, page, section("x", accessory=overflow))
    await posted.get_by_role("button", name="More", exact=True).click()
    await page.get_by_role("menuitem", name="Two").click()
    await place.slack.wait_for(lambda: bot.received)

    assert bot.received[-1]["actions"][0]["selected_option"]["value"] == "two"


async def test_a_missing_acknowledgement_is_reported(
    place: Place, page: Page, bot: TinyBot
) -> None:
    posted = await shown(place, page, actions(button("Go", action_id="go")))
    place.slack.deliver_to("http://127.0.0.1:1/")
    await posted.get_by_role("button", name="Go").click()

    await expect(page.get_by_text('failed with the error "dispatch_failed"')).to_be_visible()
    assert bot.received == []


async def test_a_form_keeps_what_was_typed_when_the_bot_changes_it(
    place: Place, page: Page, bot: TinyBot
) -> None:
    await page.get_by_role("button", name="Shortcuts").first.click()
    await page.get_by_role("menuitem", name="Look up a status code").click()
    await page.get_by_label("Code").fill("1722")
    view = place.slack.client("Ana").view
    assert view
    note = {"type": "context", "elements": [mrkdwn("changed meanwhile")]}
    changed = {**view.content, "blocks": [*view.blocks, note]}
    place.slack.workspace.views.update(view.id, changed)

    await page.get_by_text("changed meanwhile").wait_for()
    await expect(page.get_by_label("Code")).to_have_value("1722")
    await page.get_by_label("Code").press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    typed = bot.received[-1]["view"]["state"]["values"]["code"]["typed"]
    assert typed == {"type": "plain_text_input", "value": "1722"}


@pytest.mark.usefixtures("bot")
async def test_a_missing_acknowledgement_of_a_command_is_shown(place: Place, page: Page) -> None:
    place.slack.deliver_to("http://127.0.0.1:1/")
    box = page.get_by_role("textbox", name="Message")
    await box.fill("/iissync 1722")
    await box.press("Enter")

    answer = message(page, '/iissync failed with the error "dispatch_failed"')
    await expect(answer).to_contain_text("Slackbot")
