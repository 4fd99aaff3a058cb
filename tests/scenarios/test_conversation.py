"""What users do in Slack, and what the bot answers, over Socket Mode and HTTP."""

import pytest

from bot.playground.model import Message
from tests.scenarios.conftest import HERE, Scenario, refusal


def bot_messages(scenario: Scenario, place: str) -> list[Message]:
    return [message for message in scenario.slack.messages(place) if message.by_bot]


# --- commands


async def test_a_command_is_answered_in_its_acknowledgement(scenario: Scenario) -> None:
    answer = await scenario.command("Ana", "2148598792")

    assert "Possibly an IP address conflict." in answer.text
    assert answer.ephemeral_to == scenario.slack.client("Ana").id
    assert {call.method for call in scenario.slack.calls} <= {"auth.test", "apps.connections.open"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Send me a number"),
        ("zebra", "I found no status code in “zebra”."),
        ("99999999999", "does not fit in 32 bits"),
        ("0x", "I found no status code"),
        ("😀", "I found no status code in “😀”"),
        ("-1", "4294967295"),
        ("hepl", "`/iissync help`"),
        ("x" * 40_000, "I found no status code"),
        ("214598801", "`2148598801`"),
        ("help", "list"),
        ("list", "18 codes are documented"),
        ("<!channel> `1722` *bold*", "The RPC server is unavailable"),
        ("payload 1722 = & payload=", "The RPC server is unavailable"),
    ],
)
async def test_a_command_with_any_text_gets_an_answer(
    scenario: Scenario, text: str, words: str
) -> None:
    assert words in (await scenario.command("Ana", text)).text


# --- mentions


async def test_a_mention_is_answered_once_in_its_thread(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ben").says(HERE, "@iissync we get 2148599041 on node B")
    [reply] = await scenario.replies(message)

    assert "too few rights" in reply.text


async def test_a_mention_in_a_thread_is_answered_in_that_thread(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "the cluster is down")
    reply = await scenario.mention("Ben", "3", thread=root)

    assert reply.thread_ts == root.ts


async def test_a_mention_without_a_code_is_answered_from_the_thread(scenario: Scenario) -> None:
    ana, ben = scenario.slack.client("Ana"), scenario.slack.client("Ben")
    root = await ana.says(HERE, "IISSYNC printed 1722 at 10:40")
    await ben.says(HERE, "after the restart: error 2147500037 <now>", thread=root)
    reply = await scenario.mention("Ben", "what is this?", thread=root)

    assert reply.text.index("`2147500037`") < reply.text.index("`1722`")
    assert "“after the restart: error 2147500037 &lt;now&gt;”" in reply.text
    assert "MTS replication is not configured." in reply.text  # as the thread is about IISSYNC


async def test_a_thread_is_read_by_one_call_without_the_messages_of_the_bot(
    scenario: Scenario,
) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    await scenario.replies(root)
    reply = await scenario.mention("Ana", "and now?", thread=root)

    assert "“@iissync 1722”" not in reply.text
    assert reply.text.count("*The RPC server is unavailable.*") == 1
    assert [c.method for c in scenario.slack.calls].count("conversations.replies") == 1


async def test_a_mention_without_a_code_in_the_thread_gets_usage(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "hello")

    assert "Send me a number" in (await scenario.mention("Ben", "hi", thread=root)).text


async def test_words_are_searched_if_the_thread_has_no_code(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "something is wrong with the metabase")
    reply = await scenario.mention("Ben", "metabase", thread=root)

    assert "`3` The metabase on the target server cannot be reached." in reply.text


async def test_the_reply_says_why_the_thread_was_not_read(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "1722")
    scenario.slack.next_response("conversations.replies", refusal("missing_scope"))
    reply = await scenario.mention("Ben", "", thread=root)

    assert "I could not read this thread. Slack says: `missing_scope`." in reply.text


async def test_a_code_that_the_phone_makes_a_link_is_answered_once(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "@iissync 2148598792", phone=True)
    [reply] = await scenario.replies(message)

    assert "tel:" in message.text
    assert reply.text.count("Possibly an IP address conflict.") == 1


# --- repeated questions in a thread


async def test_the_same_question_again_gets_a_link_to_its_answer(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    [answer] = await scenario.replies(root)
    repeated = await scenario.mention("Ben", "what is 1722?", thread=root)
    other = await scenario.mention("Ben", "and 1726?", thread=root)

    address = f"https://playground.slack.com/archives/{root.channel}/p{answer.ts.replace('.', '')}"
    assert f"<{address}" in repeated.text
    assert "\n1. " not in repeated.text
    assert "`1726`: " in other.text


async def test_a_deleted_answer_is_given_again(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    [answer] = await scenario.replies(root)
    scenario.slack.workspace.delete(answer)

    assert "\n1. " in (await scenario.mention("Ana", "1722", thread=root)).text


async def test_an_answer_without_an_address_is_given_again(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    await scenario.replies(root)
    scenario.slack.next_response("chat.getPermalink", refusal("x"))

    assert "\n1. " in (await scenario.mention("Ben", "1722", thread=root)).text


async def test_the_first_of_equal_answers_gets_the_links(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    [first] = await scenario.replies(root)
    scenario.slack.next_response("chat.getPermalink", refusal("x"))
    second = await scenario.mention("Ben", "1722", thread=root)
    repeated = await scenario.mention("Ana", "1722", thread=root)

    assert first.text == second.text
    assert f"/p{first.ts.replace('.', '')}" in repeated.text


async def test_the_same_text_in_another_thread_gets_its_own_answer(scenario: Scenario) -> None:
    await scenario.replies(await scenario.slack.client("Ana").says(HERE, "@iissync 1722"))
    root = await scenario.slack.client("Ben").says(HERE, "it fails")

    assert "\n1. " in (await scenario.mention("Ben", "1722", thread=root)).text


async def test_a_reply_that_explains_no_code_is_given_again(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync hello")
    [first] = await scenario.replies(root)
    again = await scenario.mention("Ben", "hello", thread=root)

    assert again.text == first.text


async def test_a_token_refused_for_the_thread_delays_the_answer(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "It failed with 1722")
    scenario.slack.next_response("conversations.replies", refusal("token_revoked"))
    question = await scenario.slack.client("Ana").says(HERE, "@iissync", thread=root)
    await scenario.slack.wait_for(lambda: bot_messages(scenario, HERE))

    [reply] = bot_messages(scenario, HERE)
    assert reply.thread_ts == question.thread_ts
    assert "RPC_S_SERVER_UNAVAILABLE" in reply.text


async def test_a_revoked_token_delays_the_link_to_an_answer(scenario: Scenario) -> None:
    root = await scenario.slack.client("Ana").says(HERE, "@iissync 1722")
    await scenario.replies(root)
    scenario.slack.next_response("chat.getPermalink", refusal("token_revoked"))
    await scenario.slack.client("Ben").says(HERE, "@iissync 1722", thread=root)

    def replies() -> list[Message]:
        return [each for each in bot_messages(scenario, HERE) if each.thread_ts == root.ts]

    await scenario.slack.wait_for(lambda: len(replies()) > 1)
    assert "|the answer above>" in replies()[-1].text


# --- direct messages


async def test_a_direct_message_is_answered_outside_of_a_thread(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says("@iissync", "1060")
    await scenario.settled()

    [reply] = bot_messages(scenario, "@iissync")
    assert (reply.channel, reply.thread_ts) == (message.channel, None)
    assert "DCOM" in reply.text


async def test_a_direct_message_in_a_thread_is_answered_in_it(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    root = await ana.says("@iissync", "1060")
    await scenario.settled()
    message = await ana.says("@iissync", "and 3?", thread=root)
    [reply] = await scenario.replies(message)

    assert "metabase" in reply.text


# --- messages that get no answer, or only one


async def test_one_message_in_two_events_is_answered_once(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    message = await ana.says(HERE, "@iissync 1722", events=("app_mention", "message"))
    assert len(await scenario.replies(message)) == 1

    await ana.says("@iissync", "1722", events=("message.im", "message.im"))
    await scenario.settled()
    assert len(bot_messages(scenario, "@iissync")) == 1


async def test_an_edited_direct_message_is_not_answered_again(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    message = await ana.says("@iissync", "1722")
    await scenario.settled()
    await ana.edits(message, "3")
    await scenario.settled()

    assert len(bot_messages(scenario, "@iissync")) == 1


async def test_another_bot_is_not_answered(scenario: Scenario) -> None:
    text = f"<@{scenario.slack.bot_user.id}> 1722"
    message = await scenario.slack.client("Ana").posts(HERE, text, bot_id="B0OTHER001")

    assert await scenario.replies(message) == []


async def test_a_message_without_a_mention_is_not_answered_in_a_channel(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "1722 again", events=("message",))

    assert await scenario.replies(message) == []
