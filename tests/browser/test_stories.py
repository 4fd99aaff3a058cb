"""User stories, from the first answer to the team's entries."""

from playwright.async_api import Page, expect

from bot.playground.page import page as served
from tests.browser.conftest import Open, Place
from tests.browser.doing import menu, message, say, say_in, speak_as

CONSOLE = """@iissync it failed again
C:\\>iissync NODE2
Failed with status 2148598792 (0x80110408)
C:\\>iissync NODE3
Failed with status 1722"""


async def test_a_command_is_answered_to_one_person(page: Page) -> None:
    await say(page, "/iissync 2148598792")

    answer = message(page, "The two nodes have a communications problem.")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer.locator("code").first).to_have_text("2148598792")


async def test_an_answer_is_shared_with_another_tab(page: Page, open_page: Open) -> None:
    ben = await open_page("#/ben/iis-cluster")
    await say(page, "/iissync 1722")
    await message(page, "RPC server").get_by_role("button", name="Share").click()

    await expect(message(ben, "Shared by")).to_contain_text("The RPC server is unavailable.")
    await expect(message(page, "You shared this.")).to_contain_text("Only visible to you")
    await expect(ben.get_by_text("Only visible to you")).to_have_count(0)


async def test_a_mention_in_a_thread_decodes_the_messages_there(place: Place, page: Page) -> None:
    await place.slack.client("Ben").says("#iis-cluster", "iissync said 1722 on node B")
    posted = message(page, "on node B")
    await posted.hover()
    await posted.get_by_role("button", name="Reply in thread").click()
    await say(page, "@iissync", "Reply")

    answer = message(page, "The RPC server is unavailable.", "Replies")
    await expect(answer).to_contain_text("iissync")
    await expect(message(page, "on node B").get_by_text("2 replies")).to_be_visible()


async def test_a_pasted_console_output_is_answered_in_its_thread(page: Page) -> None:
    await say(page, CONSOLE)
    await message(page, "it failed again").get_by_role("button", name="1 reply").click()

    answer = message(page, "communications problem", "Replies")
    await expect(answer).to_contain_text("The RPC server is unavailable.")


async def test_a_proposal_is_reviewed_and_shown_to_others_with_its_history(page: Page) -> None:
    await speak_as(page, "Ben")
    await say(page, "/iissync 2147943515")
    await message(page, "2147943515").get_by_role("button", name="Add what you found").click()
    form = page.get_by_role("dialog", name="Add what you found")
    await form.get_by_role("button", name="Propose").click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    await expect(form.get_by_label("Cause")).to_be_focused()
    await form.get_by_label("Cause").fill("The node was being <restarted> & patched.")
    await form.get_by_label("Steps").fill("Wait for the restart.\nRun it again.")
    await form.get_by_role("button", name="Propose").click()
    await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()

    await expect(
        page.get_by_role("button", name="Ana Alvarez, reviewer, has a new")
    ).to_be_visible()
    await speak_as(page, "Ana")
    await page.get_by_role("button", name="iissync, 1 unread").click()
    await page.get_by_role("tab", name="Messages").click()
    await message(page, "<restarted> & patched").get_by_role("button", name="Approve").click()
    await expect(message(page, "restarted")).to_contain_text("Approved by")
    await expect(message(page, "restarted").get_by_role("button", name="Approve")).to_have_count(0)

    await speak_as(page, "Chen")
    await say_in(page, "general", "/iissync 0x8007045B")
    answer = message(page, "Your team")
    await expect(answer).to_contain_text("The node was being <restarted> & patched.")
    await expect(answer).to_contain_text("Run it again.")

    await answer.get_by_role("button", name="History").click()
    await page.get_by_role("button", name="Open in home tab").click()
    await expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("Version 1: ")


async def test_a_code_is_looked_up_by_part_of_its_name(page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").first.click()
    await page.get_by_role("menuitem", name="Look up a status code").click()
    form = page.get_by_role("dialog", name="Look up a status code")
    pick = form.get_by_role("combobox", name="Or pick one")
    await pick.press_sequentially("rpc_s_server")
    await form.get_by_role("option", name="1722 The RPC server is unavailable.").wait_for()
    await pick.press("ArrowDown")
    await pick.press("Enter")
    await form.get_by_role("button", name="Decode").click()

    await expect(form).to_contain_text("The name of the target server is wrong")
    await expect(pick).to_have_value("1722 The RPC server is unavailable.")


async def test_a_form_shows_errors_beside_its_fields(page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").first.click()
    await page.get_by_role("menuitem", name="Look up a status code").click()
    form = page.get_by_role("dialog")
    await form.get_by_role("button", name="Decode").click()

    field = form.get_by_label("Status code")
    await expect(form.get_by_text("Type a status code, or pick one below.")).to_be_visible()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("button", name="Shortcuts").first).to_be_focused()


async def test_the_home_tab_searches(page: Page) -> None:
    await page.get_by_role("button", name="iissync").first.click()
    await page.get_by_role("tab", name="Home").click()
    search = page.get_by_role("textbox", name="Search")
    await search.fill("ip address")
    await search.press("Enter")

    await expect(page.get_by_role("tabpanel")).to_contain_text("2148598792")
    await expect(search).to_be_focused()


async def test_an_administrator_chooses_where_review_cards_go(page: Page) -> None:
    await speak_as(page, "Chen")
    await page.get_by_role("button", name="iissync").first.click()
    await page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("main")
    await expect(home.get_by_text("Settings of this workspace")).to_be_visible()
    await home.get_by_role("button", name="Change settings").click()
    form = page.get_by_role("dialog", name="Workspace settings")
    channel = form.get_by_role("combobox", name="Review channel")
    await channel.click()
    await expect(form.get_by_role("option")).to_have_text(
        ["#iis-cluster", "#general", "#ops-private"]
    )
    await form.get_by_role("option", name="#ops-private").click()
    await form.get_by_label("Days to keep questions").fill("30")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("I do not see that channel.")).to_be_visible()
    await channel.fill("iis")
    await form.get_by_role("option", name="#iis-cluster").click()
    await form.get_by_role("button", name="Save").click()

    await expect(home.get_by_text("Review cards go to")).to_contain_text("#iis-cluster")
    await expect(home.get_by_text("Questions are kept for 30 days")).to_be_visible()


async def test_a_message_is_decoded_from_its_menu(place: Place, page: Page) -> None:
    await place.slack.client("Ben").says("#iis-cluster", "what is 1722?")
    await menu(page, "what is 1722?", "Decode status codes")

    await expect(message(page, "RPC server is unavailable")).to_contain_text("Only visible")


async def test_a_workflow_is_run_for_a_message_from_its_menu(place: Place, page: Page) -> None:
    await place.slack.client("Ben").says("#iis-cluster", "RPC failed: 1722")
    await menu(page, "RPC failed: 1722", "Run a workflow")

    await expect(message(page, "First step")).to_contain_text("Only visible")


async def test_edits_and_deletions_are_shown_in_every_tab(page: Page, open_page: Open) -> None:
    ben = await open_page("#/ben/general")
    await say_in(page, "general", "helo <b> @ben")
    await expect(message(ben, "helo <b> @ben")).to_be_visible()
    await menu(page, "helo", "Edit message")
    field = page.get_by_role("textbox", name="Edit message")
    await expect(field).to_have_value("helo <b> @ben")
    await field.fill("hello")
    await field.press("Enter")
    await expect(message(ben, "hello")).to_contain_text("(edited)")

    await menu(page, "hello", "Delete message")

    await expect(ben.locator("li.message")).to_have_count(0)


async def test_the_page_shows_that_the_bot_is_thinking(place: Place, page: Page) -> None:
    with place.slack.hold("chat.postMessage") as held:
        await say(page, "@iissync 1722")
        await held.arrived()
        await expect(page.get_by_text("iissync is thinking…")).to_be_visible()

    await expect(page.get_by_text("iissync is thinking…")).to_have_count(0)
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()


async def test_a_phone_makes_links_of_ten_digits(place: Place, page: Page) -> None:
    await page.get_by_role("switch", name="Speaking from a phone").first.click()
    await say(page, "@iissync 2148598792")
    await page.get_by_role("button", name="1 reply").click()

    posted = place.slack.messages("#iis-cluster")[0]
    assert "<tel:2148598792|2148598792>" in posted.text
    await expect(message(page, "communications problem", "Replies")).to_be_visible()


async def test_the_bot_is_invited_to_a_channel(page: Page) -> None:
    await say_in(page, "ops-private", "@iissync 1722")
    await expect(message(page, "is not in this channel")).to_contain_text("Only visible to you")
    await say(page, "/invite @iissync")
    await expect(message(page, "was added by Ana Alvarez")).to_be_visible()

    await say(page, "@iissync 1722 now?")

    await expect(message(page, "now?").get_by_role("button", name="1 reply")).to_be_visible()


async def test_a_reload_restores_everything(page: Page) -> None:
    await say(page, "/iissync 1722")
    await say(page, "@iissync 2148598792")
    await message(page, "@iissync").get_by_role("button", name="1 reply").click()
    await page.get_by_role("textbox", name="Reply").fill("thank you, I")
    await page.reload()

    await expect(message(page, "RPC server")).to_contain_text("Only visible to you")
    await expect(message(page, "communications problem", "Replies")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Reply")).to_have_value("thank you, I")


async def test_exchanges_can_be_read(page: Page) -> None:
    await page.get_by_role("button", name="Behind the scenes").click()
    await say(page, "@iissync 1722")
    pane = page.get_by_role("complementary", name="Behind the scenes")
    post = pane.get_by_role("listitem").filter(has_text="chat.postMessage")
    await post.locator("summary").click()

    await expect(post).to_contain_text("within limits")
    await expect(post).to_contain_text(" ms")
    await expect(post.locator("pre").first).to_contain_text('"thread_ts"')
    await expect(pane.get_by_role("listitem").filter(has_text="app_mention")).to_be_visible()


async def test_three_things_to_try_are_one_click_each(page: Page) -> None:
    await page.get_by_role("button", name="A console output").click()
    await page.get_by_role("button", name="1 reply").click()
    await expect(message(page, "communications problem", "Replies")).to_be_visible()
    await page.get_by_role("button", name="A question in a thread").click()
    await expect(message(page, "COM class is not registered", "Replies")).to_be_visible()
    await page.get_by_role("button", name="An unknown code, to record").click()

    unknown = message(page, "2147943515")
    await expect(unknown.get_by_role("button", name="Add what you found")).to_be_visible()
    await expect(page.get_by_text("That was all three.")).to_be_visible()
    await page.get_by_role("button", name="Put the hint away").click()
    await page.reload()
    await expect(page.get_by_role("button", name="A console output")).to_be_hidden()


async def test_the_page_reports_the_end_of_the_playground_and_reconnects(
    place: Place, open_page: Open, complaints: list[str]
) -> None:
    async with served(place.slack, 0) as address:
        page = await open_page()
        await page.goto(address)
        await page.get_by_role("textbox", name="Message").wait_for()
    await expect(page.get_by_role("alert")).to_contain_text("The playground has ended.")
    async with served(place.slack, int(address.rpartition(":")[2])):
        await expect(page.get_by_role("alert")).to_have_count(0)
        await say(page, "/iissync 1722")
        await expect(message(page, "RPC server")).to_be_visible()
        await page.context.close()

    complaints.clear()


async def test_a_prompt_beside_the_direct_messages_is_sent_by_a_click(page: Page) -> None:
    await page.get_by_role("button", name="iissync", exact=True).click()
    await page.get_by_text("Send me a number, or what a program printed:").wait_for()
    await page.get_by_role("button", name="Find a code by words").click()

    await expect(message(page, "what was the code for a locked account")).to_be_visible()
    await expect(message(page, "1909")).to_contain_text("iissync")


async def test_a_thread_shows_its_title_and_what_the_bot_is_doing(place: Place, page: Page) -> None:
    client = place.slack.client("Ana")
    asked = await client.says("@iissync", "node B is down")
    with place.slack.hold("conversations.replies") as held:
        await page.goto(f"{place.address}/#/ana/iissync/{asked.ts}")
        await client.says("@iissync", "what does it mean?", thread=asked)
        await expect(page.get_by_text("iissync is reading the thread…")).to_be_visible()
        held.release()

    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("heading", name="what does it mean?")).to_be_visible()
    await expect(page.get_by_text("is reading the thread…")).to_have_count(0)
