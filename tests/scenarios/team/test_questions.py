"""Questions are counted, and users are notified of a cause that they asked for."""

from tests.scenarios.conftest import HERE, Scenario, refusal
from tests.scenarios.team.conftest import (
    CODE,
    NEWS,
    approve,
    ask,
    messages_to,
    propose,
    publish,
    submit,
)


async def test_questions_are_counted(scenario: Scenario) -> None:
    await ask(scenario, "Ben")
    await ask(scenario, "Chen")
    await ask(scenario, "Chen", "1722")
    unknown, stats = (
        await scenario.command("Ana", "unknown"),
        await scenario.command("Ana", "stats"),
    )

    assert f"`{CODE}`" in unknown.text
    assert "2 times, by 2 people" in unknown.text
    assert f"`{CODE}` No meaning of it is known. Asked 2 times." in stats.text
    assert "`1722` The RPC server is unavailable. Asked 1 time." in stats.text
    assert "█" not in stats.text
    assert "█" * 20 in str(stats.blocks)


async def test_users_of_shortcuts_are_notified_in_their_dm(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says(HERE, f"error {CODE}")
    await scenario.decode_message("Ben", message)
    await scenario.open_look_up("Chen")
    await submit(scenario, "Chen", **{"Status code": CODE})
    await publish(scenario)

    assert any(NEWS in each.text for each in messages_to(scenario, "Ben"))
    assert any(NEWS in each.text for each in messages_to(scenario, "Chen"))
    assert not any("You asked" in each.text for each in messages_to(scenario, "Ana"))


async def test_a_mention_is_notified_once_in_its_thread(scenario: Scenario) -> None:
    mention = await scenario.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await scenario.slack.client("Ben").says(HERE, f"@iissync {CODE}", thread=mention)
    await scenario.settled()
    await publish(scenario)

    assert sum(NEWS in reply.text for reply in await scenario.replies(mention)) == 1


async def test_a_proposer_whom_slack_refuses_does_not_prevent_other_notifications(
    scenario: Scenario,
) -> None:
    mention = await scenario.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await propose(scenario, "Ben")
    scenario.slack.next_response("chat.postMessage", refusal("channel_not_found"))
    await approve(scenario)

    assert sum(NEWS in reply.text for reply in await scenario.replies(mention)) == 1


async def test_a_refused_notification_is_repeated_with_the_next_entry(scenario: Scenario) -> None:
    mention = await scenario.slack.client("Chen").says(HERE, f"@iissync {CODE}")
    await propose(scenario, "Ben")
    scenario.slack.next_response("chat.postMessage", *[refusal("is_archived")] * 2)
    await approve(scenario)
    before = len(await scenario.replies(mention))
    await publish(scenario)

    assert before == 1
    assert NEWS in (await scenario.replies(mention))[-1].text
