"""What people do in Slack, and what they get: the same by Socket Mode and by HTTP."""

import pytest

from bot.playground.canned_responses import CannedResponse
from bot.playground.model import Message
from tests.scenarios.conftest import Scene

HERE = "#iis-cluster"


async def test_a_command_is_answered_in_its_acknowledgement(scene: Scene) -> None:
    shown = await scene.slack.client("Ana").runs(HERE, "/iissync 2148598792")

    assert shown.message
    assert "Possibly an IP address conflict." in shown.message.text
    assert shown.message.ephemeral_to == scene.slack.client("Ana").id
    assert {call.method for call in scene.slack.calls} <= {"auth.test", "apps.connections.open"}


async def test_the_word_payload_in_a_command_is_answered_too(scene: Scene) -> None:
    shown = await scene.slack.client("Ana").runs(HERE, "/iissync payload 1722 = & payload=")

    assert shown.message
    assert "The RPC server is unavailable" in shown.message.text


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
    ],
)
async def test_whatever_is_asked_there_is_an_answer(scene: Scene, text: str, words: str) -> None:
    shown = await scene.slack.client("Ana").runs(HERE, f"/iissync {text}")

    assert shown.message
    assert words in shown.message.text


async def test_sharing_shows_the_answer_to_all_and_who_shared_it(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    shown = await ana.runs(HERE, "/iissync 1722")
    assert shown.message

    await ana.clicks(shown.message, "Share")
    await scene.settled()

    [shared] = scene.slack.messages(HERE)
    assert "The RPC server is unavailable" in shared.text
    assert f"Shared by {ana.user.name}" in shared.text
    [own] = [m for m in scene.slack.seen_by(ana, HERE) if m.ephemeral_to]
    assert "You shared this." in own.text


async def test_a_double_click_shares_once(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    shown = await ana.runs(HERE, "/iissync 1722")
    assert shown.message

    await ana.clicks(shown.message, "Share")
    await ana.clicks(shown.message, "Share")
    await scene.settled()

    assert len(scene.slack.messages(HERE)) == 1


async def test_an_answer_can_be_shared_where_the_bot_is_no_member(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    shown = await ana.runs("#ops-private", "/iissync 1722")
    assert shown.message

    await ana.clicks(shown.message, "Share")
    await scene.settled()

    assert len(scene.slack.messages("#ops-private")) == 1


async def test_who_shares_too_late_is_told_so(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    shown = await ana.runs(HERE, "/iissync 1722")
    assert shown.message
    scene.slack.next_response("response_url", CannedResponse(status=404, body="expired_url"))

    await ana.clicks(shown.message, "Share")
    await scene.settled()

    assert ana.view
    assert "too old to be shared" in str(ana.view.blocks)


async def test_a_mention_is_answered_once_in_its_thread(scene: Scene) -> None:
    said = await scene.slack.client("Ben").says(HERE, "@iissync we get 2148599041 on node B")

    [reply] = await scene.replies(said)

    assert "too few rights" in reply.text


async def test_a_mention_in_a_thread_is_answered_there(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "the cluster is down")
    said = await scene.slack.client("Ben").says(HERE, "@iissync 3", thread=root)

    [reply] = await scene.replies(said)

    assert reply.thread_ts == root.ts


async def test_a_mention_without_a_code_reads_the_thread_in_order(scene: Scene) -> None:
    ana, ben = scene.slack.client("Ana"), scene.slack.client("Ben")
    root = await ana.says(HERE, "IISSYNC printed 1722 at 10:40")
    await ben.says(HERE, "after the restart: error 2147500037 <now>", thread=root)
    said = await ben.says(HERE, "@iissync what is this?", thread=root)

    [reply] = await scene.replies(said)

    assert reply.text.index("`2147500037`") < reply.text.index("`1722`")
    assert "“after the restart: error 2147500037 &lt;now&gt;”" in reply.text
    assert "MTS replication is not configured." in reply.text  # as the thread is about IISSYNC


async def test_the_thread_is_read_with_one_call_and_the_bots_own_words_left_out(
    scene: Scene,
) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says(HERE, "@iissync 1722")
    await scene.replies(said)
    await ana.says(HERE, "@iissync and now?", thread=said)

    [_, second] = await scene.replies(said)

    assert "“@iissync 1722”" not in second.text
    assert second.text.count("*The RPC server is unavailable.*") == 1
    assert [c.method for c in scene.slack.calls].count("conversations.replies") == 1


async def test_a_mention_with_nothing_to_decode_anywhere_gets_usage(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "hello")
    said = await scene.slack.client("Ben").says(HERE, "@iissync hi", thread=root)

    [reply] = await scene.replies(said)

    assert "Send me a number" in reply.text


async def test_a_thread_that_cannot_be_read_is_said_to_be_so(scene: Scene) -> None:
    root = await scene.slack.client("Ana").says(HERE, "1722")
    refusal = CannedResponse(body={"ok": False, "error": "missing_scope"})
    scene.slack.next_response("conversations.replies", refusal)
    said = await scene.slack.client("Ben").says(HERE, "@iissync", thread=root)

    [reply] = await scene.replies(said)

    assert "I could not read this thread. Slack says: `missing_scope`." in reply.text


async def test_a_direct_message_is_answered_where_it_stands(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says("@iissync", "1060")
    await scene.settled()

    reply = scene.slack.messages("@iissync")[-1]
    assert reply.by_bot
    assert reply.thread_ts is None
    assert said.channel == reply.channel
    assert "DCOM" in reply.text


async def test_a_direct_message_in_a_thread_is_answered_in_it(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    root = await ana.says("@iissync", "1060")
    await scene.settled()
    said = await ana.says("@iissync", "and 3?", thread=root)

    [reply] = await scene.replies(said)

    assert "metabase" in reply.text


async def test_the_message_shortcut_decodes_that_message_for_one_person(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says(HERE, "Error code 64 (00000040)")

    await scene.slack.client("Ben").uses_shortcut("Decode status codes", said)
    await scene.settled()

    [answer] = [m for m in scene.slack.seen_by("Ben", HERE) if m.ephemeral_to]
    assert "Wait 5 to 30 seconds" in answer.text


async def test_a_decoded_message_is_shared_in_its_thread(scene: Scene) -> None:
    ben = scene.slack.client("Ben")
    said = await scene.slack.client("Ana").says(HERE, "Error code 64 (00000040)")
    await ben.uses_shortcut("Decode status codes", said)
    await scene.settled()
    [answer] = [m for m in scene.slack.seen_by(ben, HERE) if m.ephemeral_to]

    await ben.clicks(answer, "Share in thread")

    [reply] = await scene.replies(said)
    assert "Wait 5 to 30 seconds" in reply.text


async def test_the_global_shortcut_looks_a_code_up_in_a_modal(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    await ana.uses_shortcut("Look up a status code")
    await scene.settled()
    assert ana.view

    await ana.submits(ana.view, {"Status code": "2148598794"})

    assert "administrative share" in str(ana.view.blocks)


async def test_the_modal_says_at_the_field_what_is_wrong(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    await ana.uses_shortcut("Look up a status code")
    await scene.settled()
    assert ana.view

    await ana.submits(ana.view, {"Status code": "no idea"})

    assert ana.view.errors == {"question": "I found no status code in “no idea”."}


async def test_one_message_in_two_events_is_answered_once(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says(HERE, "@iissync 1722", events=("app_mention", "message"))
    assert len(await scene.replies(said)) == 1

    await ana.says("@iissync", "1722", events=("message.im", "message.im"))
    await scene.settled()
    assert len([m for m in scene.slack.messages("@iissync") if m.by_bot]) == 1


async def test_an_edit_is_not_answered(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.says("@iissync", "1722")
    await scene.settled()

    await ana.edits(said, "3")
    await scene.settled()

    assert len([m for m in scene.slack.messages("@iissync") if m.by_bot]) == 1


async def test_another_bot_is_not_answered(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    said = await ana.posts(HERE, f"<@{scene.slack.bot_user.id}> 1722", bot_id="B0OTHER001")

    assert await scene.replies(said) == []


async def test_an_ordinary_message_in_a_channel_is_left_alone(scene: Scene) -> None:
    said = await scene.slack.client("Ana").says(HERE, "1722 again", events=("message",))

    assert await scene.replies(said) == []


async def test_a_code_that_the_phone_made_a_link_counts_once(scene: Scene) -> None:
    said = await scene.slack.client("Ana").says(HERE, "@iissync 2148598792", phone=True)

    [reply] = await scene.replies(said)

    assert "tel:" in said.text
    assert reply.text.count("Possibly an IP address conflict.") == 1


async def test_an_empty_form_says_what_to_do(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    await ana.uses_shortcut("Look up a status code")
    await scene.settled()
    assert ana.view

    await ana.submits(ana.view, {"Status code": "  "})

    assert ana.view.errors == {"question": "Type a status code, or pick one below."}


async def test_the_modal_suggests_codes_as_one_types(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    await ana.uses_shortcut("Look up a status code")
    await scene.settled()
    assert ana.view

    options = await ana.suggestions(ana.view, "Or pick one", "rpc unavail")
    await ana.submits(ana.view, {"Or pick one": options[0]["value"]})

    assert options[0]["text"]["text"] == "1722 The RPC server is unavailable."
    assert "The name of the target server is wrong" in str(ana.view.blocks)


async def test_a_click_in_the_modal_is_answered_on_top_of_it(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    await ana.uses_shortcut("Look up a status code")
    await scene.settled()
    assert ana.view
    await ana.submits(ana.view, {"Status code": "1060 and 1722"})
    await scene.settled()
    await ana.clicks(ana.view, "Steps")
    await scene.settled()
    on_top = str(ana.view.blocks)
    await ana.closes(ana.view)

    assert "Other causes" in on_top
    assert "Other causes" not in str(ana.view.blocks)
    assert "1060" in str(ana.view.blocks)


async def test_the_pages_of_a_search_are_turned_in_place(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    shown = await ana.runs(HERE, "/iissync search 0x8011*")
    assert shown.message

    await ana.clicks(shown.message, "More")
    await scene.settled()
    [second] = scene.slack.seen_by(ana, HERE)
    await ana.clicks(second, "Back")
    await scene.settled()
    [first] = scene.slack.seen_by(ana, HERE)

    assert "2148598785" in shown.message.text
    assert "2148598785" not in second.text
    assert first.text == shown.message.text


async def test_plain_words_in_a_thread_are_searched_when_the_thread_has_no_code(
    scene: Scene,
) -> None:
    root = await scene.slack.client("Ana").says(HERE, "something is wrong with the metabase")
    said = await scene.slack.client("Ben").says(HERE, "@iissync metabase", thread=root)

    [reply] = await scene.replies(said)

    assert "`3` The metabase on the target server cannot be reached." in reply.text


async def test_each_hit_of_a_search_can_be_clicked(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    found = await ana.runs(HERE, "/iissync search rpc unavailable")
    assert found.message
    await ana.clicks(found.message, "Show")
    await scene.settled()

    [*_, shown] = scene.slack.seen_by(ana, HERE)
    assert shown.ephemeral_to == ana.id
    assert "`1722`: *The RPC server is unavailable.*" in shown.text


async def test_what_is_not_understood_offers_examples_that_can_be_clicked(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    asked = await ana.runs(HERE, "/iissync who is on call tonight")
    assert asked.message
    await ana.clicks(asked.message, "Ask")
    await scene.settled()

    assert "communications problem" in scene.slack.seen_by(ana, HERE)[-1].text
    assert "history" not in asked.message.text


async def test_a_command_that_was_meant_can_be_clicked(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    asked = await ana.runs(HERE, "/iissync sttats")
    assert asked.message
    await ana.clicks(asked.message, "Ask")
    await scene.settled()
    assert "Nobody has asked for a code" in scene.slack.seen_by(ana, HERE)[-1].text

    asked = await ana.runs(HERE, "/iissync addd")
    assert asked.message
    await ana.clicks(asked.message, "Ask")
    await scene.settled()
    assert ana.view


async def test_a_family_is_shown_and_its_pages_turned(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    first = await ana.runs(HERE, "/iissync kerberos")
    assert first.message
    await ana.clicks(first.message, "More")
    await scene.settled()

    [shown] = scene.slack.seen_by(ana, HERE)
    assert shown.text.startswith("*Kerberos error*")
    assert shown.text != first.message.text


async def test_an_answer_above_whose_address_is_asked_with_an_ended_token_waits(
    scene: Scene,
) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    await scene.replies(root)
    ended = CannedResponse(200, '{"ok": false, "error": "token_revoked"}')
    scene.slack.next_response("chat.getPermalink", ended)
    await scene.slack.client("Ben").says(HERE, "@iissync 1722", thread=root)

    def replies() -> list[Message]:
        return [m for m in scene.slack.messages(HERE) if m.thread_ts == root.ts and m.by_bot]

    await scene.slack.wait_for(lambda: len(replies()) > 1)
    assert "|the answer above>" in replies()[-1].text


async def test_an_answer_that_was_deleted_is_given_again(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    root = await ana.says(HERE, "@iissync 1722")
    [answer] = await scene.replies(root)
    scene.slack.workspace.delete(answer)
    await ana.says(HERE, "@iissync 1722", thread=root)

    [reply] = await scene.replies(root)
    assert "\n1. " in reply.text


async def test_a_code_that_is_asked_again_in_a_thread_leads_to_its_answer(scene: Scene) -> None:
    ana, ben = scene.slack.client("Ana"), scene.slack.client("Ben")
    root = await ana.says(HERE, "@iissync 1722")
    [answer] = await scene.replies(root)
    await ben.says(HERE, "@iissync what is 1722?", thread=root)
    await scene.replies(root)
    await ben.says(HERE, "@iissync and 1726?", thread=root)
    texts = [reply.text for reply in await scene.replies(root)]

    address = f"https://playground.slack.com/archives/{root.channel}/p{answer.ts.replace('.', '')}"
    assert len(texts) == 3
    assert f"<{address}" in texts[1]
    assert "\n1. " not in texts[1]
    assert "`1726`: " in texts[2]


async def test_an_answer_without_an_address_is_given_again(
    scene: Scene,
) -> None:
    root = await scene.slack.client("Ana").says(HERE, "@iissync 1722")
    await scene.replies(root)
    scene.slack.next_response(
        "chat.getPermalink", CannedResponse(200, '{"ok": false, "error": "x"}')
    )
    await scene.slack.client("Ben").says(HERE, "@iissync 1722", thread=root)

    assert "\n1. " in (await scene.replies(root))[-1].text
