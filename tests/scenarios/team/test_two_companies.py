"""Slack Connect: Dora, of another company, is in our channel. Our entries are for us only."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.playground.model import OTHER_TEAM_ID, Message
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.scenarios.conftest import HERE, Scenario, refusal, scenario_with
from tests.scenarios.team.conftest import (
    CAUSE,
    CODE,
    DORA,
    LEFT_OUT,
    NEWS,
    ask,
    change,
    connect_dora,
    last_message_to,
    messages_to,
    propose,
    publish,
    submit,
)

OURS, PRIVATE = "#general", "#ops-private"


def labels(message: Message) -> str:
    """The buttons below a message."""
    return str([block for block in message.blocks if block["type"] == "actions"])


# --- answers


@pytest.mark.parametrize("name", ["Ana", "Dora"])
async def test_fault_59_an_answer_that_another_company_reads_has_no_entry(
    scenario: Scenario, name: str
) -> None:
    await publish(scenario)
    connect_dora(scenario)
    reply = await scenario.mention(name, CODE)

    assert f"`{CODE}`" in reply.text
    assert CAUSE not in reply.text + str(reply.blocks)
    assert LEFT_OUT in reply.text
    assert "Add what you found" not in labels(reply)


@pytest.mark.parametrize(
    ("place", "fields"),
    [(HERE, {}), (PRIVATE, {}), (PRIVATE, {"channel_type": "mpim"}), ("@iissync", {})],
    ids=["public", "private", "group message", "direct message"],
)
async def test_fault_59_each_kind_of_conversation_has_the_entry_until_another_company_reads_it(
    scenario: Scenario, place: str, fields: Mapping[str, Any]
) -> None:
    async def asks(name: str) -> str:
        text = f"<@{Slack.bot_user.id}> {CODE}"
        question = await scenario.slack.client(name).posts(place, text, **fields)
        await scenario.settled()
        messages = scenario.slack.workspace.messages(question.channel)
        return next(each.text for each in reversed(messages) if each.by_bot)

    scenario.slack.bot_joins(PRIVATE)
    await publish(scenario)
    before = await asks("Ben")
    scenario.slack.connect(HERE if place == "@iissync" else place, DORA)
    after = await asks("Dora")

    assert (CAUSE in before, CAUSE in after) == (True, False)
    assert LEFT_OUT in after


async def test_what_comes_first_is_the_same_where_another_company_reads(slack: Slack) -> None:
    async with scenario_with(slack, default_context="any") as scenario:
        connect_dora(scenario)
        replies = [await scenario.mention("Ana", "1060", place) for place in (OURS, HERE)]

    first, second = [reply.text.partition("\n")[0] for reply in replies]
    assert first == second


async def test_fault_59_an_outsider_is_answered_without_entries_wherever_they_ask(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    text = f"<@{Slack.bot_user.id}> {CODE}"
    question = await scenario.slack.client("Ana").posts(OURS, text, user_team=OTHER_TEAM_ID)
    [reply] = await scenario.replies(question)

    assert CAUSE not in reply.text + str(reply.blocks)
    assert LEFT_OUT in reply.text


async def test_fault_59_an_answer_that_only_we_read_has_the_entry(scenario: Scenario) -> None:
    await publish(scenario)
    connect_dora(scenario)
    public = await scenario.mention("Ben", CODE, OURS)
    own = await ask(scenario, "Ben")

    for message in (public, own):
        assert CAUSE in message.text
        assert LEFT_OUT not in message.text


async def test_fault_59_the_answer_to_one_question_depends_on_the_readers_of_the_channel(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    connect_dora(scenario)
    texts = [(await scenario.mention("Ana", CODE, place)).text for place in (HERE, OURS, HERE)]

    assert [CAUSE in text for text in texts] == [False, True, False]


async def test_fault_59_an_outsider_sees_no_entry_in_a_dm_or_the_home_tab(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    dora = connect_dora(scenario)
    await dora.says("@iissync", CODE)
    await dora.chooses(await scenario.open_home("Dora"), "home_search", "share")
    await scenario.settled()

    [reply] = messages_to(scenario, "Dora")
    assert CAUSE not in reply.text
    assert LEFT_OUT in reply.text
    assert CAUSE not in str(scenario.home("Dora").blocks)
    assert LEFT_OUT in str(scenario.home("Dora").blocks)


async def test_fault_59_the_home_tab_of_an_outsider_is_updated_without_entries(
    scenario: Scenario,
) -> None:
    connect_dora(scenario)
    await scenario.open_home("Dora")
    await publish(scenario)
    await scenario.click("Ana", await scenario.mention("Ana", CODE, OURS), "Helped")

    assert CAUSE not in str(scenario.home("Dora").blocks)


@pytest.mark.parametrize("command", [f"history {CODE}", "unknown", "stats"])
async def test_fault_59_team_commands_are_refused_where_another_company_reads(
    scenario: Scenario, command: str
) -> None:
    await publish(scenario)
    connect_dora(scenario)
    reply = await scenario.mention("Ana", command)

    assert "another one reads here" in reply.text
    assert CAUSE not in reply.text
    assert CODE not in reply.text


async def test_fault_59_pages_of_a_history_are_refused_where_another_company_reads(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    for number in range(9):
        await change(scenario, f"Cause {number}.")
    history = await scenario.mention("Ana", f"history {CODE}")
    connect_dora(scenario)
    await scenario.click("Ana", history, "More")

    assert "another one reads here" in scenario.private("Ana").text
    assert scenario.slack.workspace.message(history.channel, history.ts) == history


async def publish_all(scenario: Scenario, *codes: str) -> None:
    """Publish a cause of each of these codes."""
    for code in codes:
        await publish(scenario, "Ben", code)


@pytest.mark.parametrize("name", ["Ana", "Dora"])
async def test_fault_59_a_list_that_another_company_reads_has_no_codes_of_the_team(
    scenario: Scenario, name: str
) -> None:
    await publish_all(scenario, "5", "6", "7")
    before = await scenario.mention("Ana", "list")
    connect_dora(scenario)
    since = await scenario.mention("Ana", "list")
    await scenario.click(name, before, "More")
    page = scenario.slack.workspace.message(before.channel, before.ts)

    assert "3 have entries of your team" in before.text
    assert "(your team: 1 entry)" in before.text
    for message in (since, page):
        assert message
        assert "your team:" not in message.text
        assert "entries of your team" not in message.text
        assert LEFT_OUT in message.text


async def test_a_list_that_only_we_read_has_pages_with_the_codes_of_the_team(
    scenario: Scenario,
) -> None:
    await publish_all(scenario, "5", "6", "7")
    public = await scenario.mention("Ana", "list", OURS)
    private = await scenario.command("Ana", "list")
    connect_dora(scenario)
    await scenario.click("Ana", public, "More")
    await scenario.click("Ana", private, "More")

    for old in (public, private):
        page = scenario.slack.workspace.message(old.channel, old.ts)
        assert page
        assert "3 have entries of your team" in page.text
        assert page.text != old.text


# --- sharing


@pytest.mark.parametrize(
    ("place", "shows"),
    [(HERE, False), (OURS, True), (PRIVATE, False)],
    ids=["shared with a company", "our own", "the bot is not in it"],
)
async def test_fault_59_a_shared_answer_has_the_entry_if_only_we_read_it(
    scenario: Scenario,
    place: str,
    shows: bool,  # noqa: FBT001 - a column of the table
) -> None:
    await publish(scenario)
    connect_dora(scenario)
    await scenario.click("Ana", await scenario.command("Ana", CODE, place), "Share")
    [shared] = scenario.slack.messages(place)
    own = scenario.private("Ana", place)

    assert (CAUSE in shared.text + str(shared.blocks)) is shows
    assert (LEFT_OUT in shared.text) is not shows
    assert CAUSE in own.text
    assert ("without what your team wrote" in own.text) is not shows


async def test_fault_59_an_answer_shared_in_a_direct_message_has_no_entry(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    place = scenario.slack.client("Ben").dm  # it could as well be one with Dora
    answer = await scenario.command("Ben", CODE, place)
    await scenario.click("Ben", answer, "Share")
    shared = last_message_to(scenario, "Ben")

    assert CAUSE in answer.text
    assert "Shared by" in shared.text
    assert CAUSE not in shared.text + str(shared.blocks)
    assert LEFT_OUT in shared.text


async def test_fault_59_a_shared_answer_has_no_entry_where_another_company_is_invited(
    scenario: Scenario,
) -> None:
    await publish(scenario)
    answer = await ask(scenario, "Ana")
    channel = {"is_ext_shared": False, "is_pending_ext_shared": True}
    invited = CannedResponse(body={"ok": True, "channel": channel})
    scenario.slack.next_response("conversations.info", invited)
    await scenario.click("Ana", answer, "Share")
    [shared] = scenario.slack.messages(HERE)

    assert CAUSE not in shared.text + str(shared.blocks)
    assert LEFT_OUT in shared.text


@pytest.mark.parametrize("status", [500, 429])
async def test_fault_59_nothing_is_shared_while_slack_does_not_say_who_reads_the_channel(
    scenario: Scenario, status: int
) -> None:
    await publish(scenario)
    answer = await ask(scenario, "Ana")
    scenario.slack.next_response("conversations.info", CannedResponse(status, "<html>"))
    await scenario.click("Ana", answer, "Share")
    before = scenario.slack.messages(HERE)
    await scenario.click("Ana", answer, "Share")

    assert before == []
    assert CAUSE in scenario.slack.messages(HERE)[0].text


async def test_an_answer_without_an_entry_is_shared_without_another_call(
    scenario: Scenario,
) -> None:
    await scenario.click("Ana", await ask(scenario, "Ana"), "Share")

    assert "conversations.info" not in [call.method for call in scenario.slack.calls]


# --- notifications


async def test_fault_59_only_our_users_are_notified_of_a_cause(scenario: Scenario) -> None:
    connect_dora(scenario)
    replies = [await scenario.mention(name, CODE) for name in ("Chen", "Dora")]
    await publish(scenario)
    await scenario.slack.wait_for(lambda: messages_to(scenario, "Chen"))
    await scenario.settled()

    assert NEWS in last_message_to(scenario, "Chen").text
    assert [m for m in scenario.slack.messages(HERE) if m.by_bot] == replies
    assert messages_to(scenario, "Dora") == []


async def test_fault_59_a_channel_that_others_joined_is_not_notified_of_a_cause(
    scenario: Scenario,
) -> None:
    reply = await scenario.mention("Chen", CODE)
    connect_dora(scenario)
    await publish(scenario)
    await scenario.slack.wait_for(lambda: messages_to(scenario, "Ben"))
    await scenario.settled()

    assert [m for m in scenario.slack.messages(HERE) if m.by_bot] == [reply]


async def test_a_revoked_token_delays_the_notification_of_a_cause(scenario: Scenario) -> None:
    reply = await scenario.mention("Chen", CODE)
    scenario.slack.next_response("conversations.info", refusal("token_revoked"))
    scenario.slack.next_response("auth.test", refusal("token_revoked"))
    await publish(scenario)

    def below() -> list[str]:
        return [m.text for m in scenario.slack.messages(HERE) if m.thread_ts == reply.thread_ts]

    await scenario.slack.wait_for(lambda: NEWS in below()[-1])


async def test_fault_59_questions_of_outsiders_are_not_counted(scenario: Scenario) -> None:
    connect_dora(scenario)
    for name in ("Ana", "Dora"):
        await scenario.mention(name, CODE)

    assert (await scenario.command("Ana", "stats")).text.endswith(" Asked 1 time.")


@pytest.mark.parametrize("comes", ["before", "after"])
async def test_fault_59_a_review_card_is_shown_only_where_only_we_read_it(
    slack: Slack, comes: str
) -> None:
    both = frozenset(slack.client(name).id for name in ("Ana", "Chen"))  # so that one may edit
    channel = slack.workspace.channel(HERE).id
    async with scenario_with(slack, review_channel=channel, reviewers=both) as scenario:
        if comes == "before":
            connect_dora(scenario)
        await propose(scenario, "Ben")
        cards = slack.messages(HERE)
        if comes == "after":
            connect_dora(scenario)
        card = (cards or messages_to(scenario, "Ana"))[0]
        await scenario.click("Ana", card, "Edit")
        await submit(scenario, "Ana", Cause="Secret.")

    assert len(cards) == (comes == "after")
    assert "Secret." not in str(slack.messages(HERE))
    assert ("Secret." in str(messages_to(scenario, "Ana"))) is (comes == "before")


async def test_an_outsider_cannot_use_the_command(scenario: Scenario) -> None:
    dora = connect_dora(scenario)
    shown = await dora.runs(HERE, f"/iissync {CODE}")

    assert shown.error == "refused"
    assert scenario.slack.deliveries == []
