"""What users do in Slack, and what the bot answers, over Socket Mode and HTTP."""

import pytest

from bot.playground.model import Message
from tests.scenarios.conftest import HERE, Scene, refusal


def bot_messages(scene: Scene, place: str) -> list[Message]:
    return [message for message in scene.slack.messages(place) if message.by_bot]


# --- commands


async def test_a_command_is_answered_in_its_acknowledgement(scene: Scene) -> None:
    answer = await scene.command("Ana", "2148598792")

    assert "Possibly an IP address conflict." in answer.text
    assert answer.ephemeral_to == scene.slack.client("Ana").id
    assert {call.method for call in scene.slack.calls} <= {"auth.test", "apps.connections.open"}


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
async def test_a_command_with_any_text_gets_an_answer(scene: Scene, text: str, words: str) -> None:
    assert words in (await scene.command("Ana", text)).text


# --- mentions


async def test_a_mention_is_answered_once_in_its_thread(scene: Scene) -> None:
    message = await scene.slack.client("Ben").says(HERE, "@iissync we get 2148599041 on node B")
    [reply] = await scene.replies(message)

    assert "too few rights" in reply.text


async def test_a_mention_in_a_thread_is_answered_in_that_thread(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "the cluster is down")
    reply = await scene.mention("Ben", "3", thread=root)

    assert reply.thread_ts == root.ts


async def test_a_mention_without_a_code_is_answered_from_the_thread(scene: Scene) -> None:
    ana, ben = scene.slack.client("Ana"), scene.slack.client("Ben")
    root = await ana.says(HERE, "IISSYNC printed 1722 at 10:40")
    await ben.says(HERE, "after the restart: error 2147500037 <now>", thread=root)
    reply = await scene.mention("Ben", "what is this?", thread=root)

    assert reply.text.index("`2147500037`") < reply.text.index("`1722`")
    assert "“after the restart: error 2147500037 &lt;now&gt;”" in reply.text
    assert "MTS replication is not configured." in reply.text  # as the thread is about IISSYNC


async def test_a_thread_is_read_by_one_call_without_the_messages_of_the_bot(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    await scene.replies(root)
    reply = await scene.mention("Ana", "and now?", thread=root)

    assert "“@iissync 1722”" not in reply.text
    assert reply.text.count("*The RPC server is unavailable.*") == 1
    assert [c.method for c in scene.slack.calls].count("conversations.replies") == 1


async def test_a_mention_without_a_code_in_the_thread_gets_usage(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "hello")

    assert "Send me a number" in (await scene.mention("Ben", "hi", thread=root)).text


async def test_words_are_searched_if_the_thread_has_no_code(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "something is wrong with the metabase")
    reply = await scene.mention("Ben", "metabase", thread=root)

    assert "`3` The metabase on the target server cannot be reached." in reply.text


async def test_the_reply_says_why_the_thread_was_not_read(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "1722")
    scene.slack.next_response("conversations.replies", refusal("missing_scope"))
    reply = await scene.mention("Ben", "", thread=root)

    assert "I could not read this thread. Slack says: `missing_scope`." in reply.text


async def test_a_code_that_the_phone_makes_a_link_is_answered_once(scene: Scene) -> None:
    message = await scene.slack.client("Ana").says(HERE, "@iissync 2148598792", phone=True)
    [reply] = await scene.replies(message)

    assert "tel:" in message.text
    assert reply.text.count("Possibly an IP address conflict.") == 1


# --- repeated questions in a thread


async def test_the_same_question_again_gets_a_link_to_its_answer(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    [answer] = await scene.replies(root)
    repeated = await scene.mention("Ben", "what is 1722?", thread=root)
    other = await scene.mention("Ben", "and 1726?", thread=root)

    address = f"https://playground.slack.com/archives/{root.channel}/p{answer.ts.replace('.', '')}"
    assert f"<{address}" in repeated.text
    assert "\n1. " not in repeated.text
    assert "`1726`: " in other.text


async def test_a_deleted_answer_is_given_again(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    [answer] = await scene.replies(root)
    scene.slack.workspace.delete(answer)

    assert "\n1. " in (await scene.mention("Ana", "1722", thread=root)).text


async def test_an_answer_without_an_address_is_given_again(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    await scene.replies(root)
    scene.slack.next_response("chat.getPermalink", refusal("x"))

    assert "\n1. " in (await scene.mention("Ben", "1722", thread=root)).text


async def test_a_revoked_token_delays_the_link_to_an_answer(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    await scene.replies(root)
    scene.slack.next_response("chat.getPermalink", refusal("token_revoked"))
    await scene.slack.client("Ben").says(HERE, "@iissync 1722", thread=root)

    def replies() -> list[Message]:
        return [each for each in bot_messages(scene, HERE) if each.thread_ts == root.ts]

    await scene.slack.wait_for(lambda: len(replies()) > 1)
    assert "|the answer above>" in replies()[-1].text


# --- direct messages


async def test_a_direct_message_is_answered_outside_of_a_thread(scene: Scene) -> None:
    message = await scene.slack.client("Ana").says("@iissync", "1060")
    await scene.settled()

    [reply] = bot_messages(scene, "@iissync")
    assert (reply.channel, reply.thread_ts) == (message.channel, None)
    assert "DCOM" in reply.text


async def test_a_direct_message_in_a_thread_is_answered_in_it(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    root = await ana.says("@iissync", "1060")
    await scene.settled()
    message = await ana.says("@iissync", "and 3?", thread=root)
    [reply] = await scene.replies(message)

    assert "metabase" in reply.text


# --- messages that get no answer, or only one


async def test_one_message_in_two_events_is_answered_once(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    message = await ana.says(HERE, "@iissync 1722", events=("app_mention", "message"))
    assert len(await scene.replies(message)) == 1

    await ana.says("@iissync", "1722", events=("message.im", "message.im"))
    await scene.settled()
    assert len(bot_messages(scene, "@iissync")) == 1


async def test_an_edited_direct_message_is_not_answered_again(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    message = await ana.says("@iissync", "1722")
    await scene.settled()
    await ana.edits(message, "3")
    await scene.settled()

    assert len(bot_messages(scene, "@iissync")) == 1


async def test_another_bot_is_not_answered(scene: Scene) -> None:
    text = f"<@{scene.slack.bot_user.id}> 1722"
    message = await scene.slack.client("Ana").posts(HERE, text, bot_id="B0OTHER001")

    assert await scene.replies(message) == []


async def test_a_message_without_a_mention_is_not_answered_in_a_channel(scene: Scene) -> None:
    message = await scene.slack.client("Ana").says(HERE, "1722 again", events=("message",))

    assert await scene.replies(message) == []
