"""Files that people share: read with a mention, in a DM, in a thread and by the shortcut."""

import re

import pytest

from bot.playground.canned_responses import CannedResponse, rate_limited
from bot.playground.methods import FILES_READ
from bot.playground.model import Message
from bot.playground.web_api import DOWNLOAD
from bot.slack import downloads
from tests.conftest import Json
from tests.scenarios.conftest import Scene
from tests.scenarios.test_two_companies import connected
from tests.slack.alerts import ALERTS, Alert

HERE = "#iis-cluster"
LOG = "node B is up\nIISSYNC ended: error 0x80110408\nagain: error 0x80110408\nsetup: error 1722\n"
ASKED = "@iissync what is this?"


async def answer_to(scene: Scene, files: dict[str, str | bytes], text: str = ASKED) -> Message:
    """What the bot answers to a mention with these files."""
    said = await scene.slack.client("Ana").says(HERE, text, files=files)
    [reply] = await scene.replies(said)
    return reply


def fetched(scene: Scene) -> int:
    """How often a file was asked for."""
    return [call.method for call in scene.slack.calls].count(DOWNLOAD)


async def test_a_file_is_read_and_the_answer_says_where_in_it_the_code_stands(scene: Scene) -> None:
    reply = await answer_to(scene, {"setup.log": LOG})

    assert "Possibly an IP address conflict." in reply.text
    where = "From the file “setup.log”, line 2 and 1 more line: “IISSYNC ended: error 0x80110408”"
    assert where in reply.text
    assert "does not answer.* (line 4 of “setup.log”)" in reply.text


async def test_the_codes_of_the_message_itself_come_first_and_no_file_is_fetched(
    scene: Scene,
) -> None:
    reply = await answer_to(scene, {"setup.log": LOG, "shot.png": b"1"}, "@iissync 1060")

    assert "`1060`" in reply.text
    assert "setup.log" not in reply.text
    assert "shot.png" not in reply.text
    assert fetched(scene) == 0


@pytest.mark.parametrize("text", ["@iissync", "@iissync help?", "@iissync hi", "@iissync thanks"])
async def test_small_words_beside_a_file_are_about_the_file(scene: Scene, text: str) -> None:
    assert "`0x80110408`" in (await answer_to(scene, {"setup.log": LOG}, text)).text


@pytest.mark.parametrize(
    ("text", "words"), [("@iissync list", "18 codes"), ("@iissync stats", "asked for a code")]
)
async def test_a_command_beside_a_file_is_a_command(scene: Scene, text: str, words: str) -> None:
    assert words in (await answer_to(scene, {"setup.log": LOG}, text)).text


async def test_a_file_in_a_direct_message_needs_no_words(scene: Scene) -> None:
    await scene.slack.client("Ana").says("@iissync", "", files={"setup.log": LOG})
    await scene.settled()

    [_, reply] = scene.slack.messages("@iissync")
    assert "From the file “setup.log”" in reply.text


async def test_the_same_words_beside_another_file_have_another_answer(scene: Scene) -> None:
    first = await answer_to(scene, {"a.log": "error 1722"})
    second = await answer_to(scene, {"b.log": "error 1726"})

    assert "`1722`" in first.text
    assert "`1726`" in second.text


async def test_the_files_of_a_thread_are_read_newest_message_first(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    root = await ana.says(HERE, "the sync fails", files={"setup.log": LOG})
    await ana.says(HERE, "and now", thread=root, files={"later.txt": "error: 0x80070005"})
    said = await scene.slack.client("Ben").says(HERE, ASKED, thread=root)
    [reply] = await scene.replies(said)

    assert "“later.txt”, line 1" in reply.text
    assert reply.text.index("0x80070005") < reply.text.index("0x80110408")


async def test_the_message_shortcut_reads_the_files_of_that_message(scene: Scene) -> None:
    said = await scene.slack.client("Ana").says(HERE, "look", files={"setup.log": LOG})
    await scene.slack.client("Ben").uses_shortcut("Decode status codes", said)
    await scene.settled()

    [answer] = [m for m in scene.slack.seen_by("Ben", HERE) if m.ephemeral_to]
    assert "From the file “setup.log”" in answer.text


async def test_a_file_of_another_company_is_looked_up_first(scene: Scene) -> None:
    said = await connected(scene).says(HERE, ASKED, files={"setup.log": LOG})
    [reply] = await scene.replies(said)

    assert "From the file “setup.log”" in reply.text
    assert "files.info" in [call.method for call in scene.slack.calls]


async def test_of_another_companys_many_files_some_are_looked_up(scene: Scene) -> None:
    files = {f"{number}.png": b"1" for number in range(7)}
    said = await connected(scene).says(HERE, ASKED, files=files)
    [reply] = await scene.replies(said)

    assert [call.method for call in scene.slack.calls].count("files.info") == 5
    assert "I left out 2 more files" in reply.text


@pytest.mark.parametrize("gone", [True, False])
async def test_a_file_that_cannot_be_looked_up_is_told_of(scene: Scene, *, gone: bool) -> None:
    dora = connected(scene)
    upload = dora.uploads("x.log", LOG, file_access="check_file_info")
    if gone:
        del scene.slack.workspace.uploads[upload.id]
    told = {"id": upload.id, "mode": "file_access", "file_access": "check_file_info"}
    said = await dora.posts(HERE, f"<@{scene.slack.bot_user.id}>", files=[told])
    [reply] = await scene.replies(said)

    assert f"I did not read “{upload.id}”. Slack does not have it any more" in reply.text


# --- what is not read


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        ("cbs.zip", "Unzip it, and share the .log or .txt file"),
        ("System.evtx", "`wevtutil qe FILE.evtx /lf:true /f:text &gt; events.txt`"),
        ("memory.dmp", "`!analyze -v`"),
        ("shot.png", "Type the number"),
        ("report.docx", "I read plain text only"),
        ("trace.etl", "It is not text"),
    ],
)
async def test_a_file_that_is_no_text_is_not_fetched_and_the_answer_says_what_to_do(
    scene: Scene, name: str, todo: str
) -> None:
    reply = await answer_to(scene, {name: b"PK\x03\x04"})

    assert reply.text.startswith(f"I did not read “{name}”.")
    assert todo in reply.text
    assert fetched(scene) == 0


async def test_what_is_not_read_is_told_beside_an_answer(scene: Scene) -> None:
    reply = await answer_to(scene, {"setup.log": LOG, "all.zip": b"PK"})

    assert "`0x80110408`" in reply.text
    assert "I did not read “all.zip”." in reply.text


async def test_of_many_files_that_are_not_read_some_are_named(scene: Scene) -> None:
    reply = await answer_to(scene, {f"{number}.png": b"1" for number in range(5)})

    assert reply.text.count("Type the number") == 3
    assert "I did not read 2 more files either." in reply.text


async def test_of_many_files_some_are_left_out(scene: Scene) -> None:
    reply = await answer_to(scene, {f"{number}.log": f"error 172{number}" for number in range(7)})

    assert fetched(scene) == 5
    assert "I left out 2 more files: share what matters in another message." in reply.text


async def test_a_file_without_a_code_is_said_to_have_none(scene: Scene) -> None:
    reply = await answer_to(scene, {"setup.log": "all is well on node 2 since 17:22"})

    assert "I found nothing in “setup.log” that is surely a status code." in reply.text


async def test_words_that_name_a_code_are_answered_where_the_file_has_none(scene: Scene) -> None:
    reply = await answer_to(scene, {"a.zip": b"PK"}, "@iissync the rpc server is unavailable")

    assert "`1722`" in reply.text
    assert "I did not read “a.zip”." in reply.text


async def test_the_thread_is_read_where_the_files_hold_nothing(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    root = await ana.says(HERE, "error 1726", files={"old.zip": b"PK"})
    said = await ana.says(HERE, ASKED, thread=root, files={"setup.log": "all is well"})
    [reply] = await scene.replies(said)

    assert "`1726`" in reply.text
    assert "old.zip" not in reply.text


async def test_a_file_of_a_thread_that_is_not_read_is_told_where_nothing_is_found(
    scene: Scene,
) -> None:
    ana = scene.slack.client("Ana")
    root = await ana.says(HERE, "look", files={"old.zip": b"PK"})
    said = await ana.says(HERE, ASKED, thread=root)
    [reply] = await scene.replies(said)

    assert "I did not read “old.zip”." in reply.text


# --- what goes wrong


async def test_without_the_scope_the_answer_says_what_the_administrator_has_to_do(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    scene.slack.workspace.scopes_lacking.add(FILES_READ)
    reply = await answer_to(scene, {"secret.log": LOG})

    assert "lacks the scope `files:read`: an administrator has to add it" in reply.text
    assert "Slack does not let the bot read a file: it lacks files:read" in caplog.text
    assert "secret" not in caplog.text
    assert "0x80110408" not in caplog.text


async def test_neither_the_name_nor_the_content_of_a_file_reaches_a_log(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    scene.slack.next_response(DOWNLOAD, CannedResponse(500))
    said = await scene.slack.client("Ana").says(HERE, ASKED, files={"secret.log": LOG})
    await scene.slack.wait_for(lambda: scene.slack.messages(HERE, thread=said))
    await scene.settled()

    assert "a shared file was not fetched: HTTP 500" in caplog.text
    assert not {word for word in ("secret", "0x80110408", "files-pri") if word in caplog.text}


async def test_without_the_scope_another_companys_file_is_told_of_too(scene: Scene) -> None:
    scene.slack.workspace.scopes_lacking.add(FILES_READ)
    said = await connected(scene).says(HERE, ASKED, files={"setup.log": LOG})
    [reply] = await scene.replies(said)

    assert "the scope `files:read`" in reply.text


@pytest.mark.parametrize(
    "failure",
    [CannedResponse(503), rate_limited(0), CannedResponse(200, "x", {"Content-Encoding": "gzip"})],
)
async def test_a_download_that_fails_is_tried_again(scene: Scene, failure: CannedResponse) -> None:
    scene.slack.next_response(DOWNLOAD, failure)
    said = await scene.slack.client("Ana").says(HERE, ASKED, files={"setup.log": LOG})
    [reply] = await scene.slack.wait_for(lambda: scene.slack.messages(HERE, thread=said))

    assert "From the file “setup.log”" in reply.text
    assert fetched(scene) == 2


async def test_a_download_that_fails_time_and_again_leaves_no_question_unanswered(
    scene: Scene,
) -> None:
    scene.slack.next_response(DOWNLOAD, *[CannedResponse(500)] * 9)
    said = await scene.slack.client("Ana").says(HERE, ASKED, files={"setup.log": LOG})
    [reply] = await scene.slack.wait_for(lambda: scene.slack.messages(HERE, thread=said))
    await scene.settled()

    assert "I did not read “setup.log”. Slack did not deliver it" in reply.text
    assert fetched(scene) == 4


async def test_a_file_that_does_not_come_in_time_is_given_up(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "FETCH_SECONDS", 0.05)
    with scene.slack.hold(DOWNLOAD), scene.slack.hold(DOWNLOAD), scene.slack.hold(DOWNLOAD):
        scene.slack.next_response(DOWNLOAD, CannedResponse(500))
        said = await scene.slack.client("Ana").says(HERE, ASKED, files={"setup.log": LOG})
        [reply] = await scene.slack.wait_for(lambda: scene.slack.messages(HERE, thread=said))

    assert "Slack did not deliver it" in reply.text


async def test_a_file_that_takes_long_to_read_is_read_in_part(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "READ_SECONDS", 0)
    reply = await answer_to(scene, {"setup.log": LOG})

    assert "I did not read all of “setup.log”: it took too long." in reply.text


async def test_what_slack_tells_of_a_file_is_read_where_the_file_is_not(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    upload = ana.uploads("a.log", LOG)
    told = {
        "id": upload.id, "name": "a.log", "mode": "snippet", "preview": "error 1726\nand so",
        "url_private": f"{scene.slack.origin}/files-pri/T-F404/a.log",
    }  # fmt: skip
    said = await ana.posts(HERE, f"<@{scene.slack.bot_user.id}>", files=[told])
    [reply] = await scene.replies(said)

    assert "`1726`" in reply.text
    assert "I did not read “a.log”. Slack does not have it any more" in reply.text


async def test_a_file_of_very_many_codes_is_said_to_be_read_in_part(scene: Scene) -> None:
    lines = "".join(f"error 0x8007{number % 65536:04X}\n" for number in range(1, 9_000))
    reply = await answer_to(scene, {"setup.log": lines})

    assert "… and 79 more codes." in reply.text
    assert re.search("of “setup.log”: I stopped after line [0-9]{4}[.]", reply.text)


# --- what a message forwards


@pytest.mark.parametrize("alert", ALERTS, ids=[alert.app for alert in ALERTS])
async def test_an_alert_is_read_in_its_thread_and_by_the_shortcut(
    scene: Scene, alert: Alert
) -> None:
    ana = scene.slack.client("Ana")
    posted = await ana.posts(HERE, alert.message["text"], **_without_text(alert))
    said = await ana.says(HERE, ASKED, thread=posted)
    [reply] = await scene.replies(said)
    await ana.uses_shortcut("Decode status codes", posted)
    await scene.settled()

    [own] = [m for m in scene.slack.seen_by(ana, HERE) if m.ephemeral_to]
    for message in (reply, own):
        assert alert.codes[0] in message.text


def _without_text(alert: Alert) -> Json:
    return {name: value for name, value in alert.message.items() if name not in {"text", "type"}}


async def test_what_a_mention_forwards_is_read_as_strictly_as_a_thread(scene: Scene) -> None:
    forwarded = {
        "is_share": True,
        "text": "node 2 said at 17:22: error 1726",
        "files": [],
    }
    text = f"<@{scene.slack.bot_user.id}> what is this?"
    said = await scene.slack.client("Ana").posts(HERE, text, attachments=[forwarded])
    [reply] = await scene.replies(said)

    assert "`1726`" in reply.text
    assert "From what your message quotes: “node 2 said at 17:22: error 1726”" in reply.text
    assert "`2`" not in reply.text


async def test_the_file_of_a_forwarded_message_is_read(scene: Scene) -> None:
    ana = scene.slack.client("Ana")
    first = await ana.says("#general", "look", files={"setup.log": LOG})
    forwarded = {"is_share": True, "text": "look", "files": first.extra["files"]}
    text = f"<@{scene.slack.bot_user.id}>"
    said = await ana.posts(HERE, text, attachments=[forwarded])
    [reply] = await scene.replies(said)

    assert "From the file “setup.log”" in reply.text
