"""Shared files are read with a mention, in a DM, in a thread and by the message shortcut."""

import pytest

from bot.playground.model import Message
from bot.playground.web_api import DOWNLOAD
from tests.conftest import Json
from tests.scenarios.conftest import HERE, Scenario
from tests.scenarios.team.conftest import connect_dora
from tests.slack.alerts import ALERTS, Alert

LOG = "node B is up\nIISSYNC ended: error 0x80110408\nagain: error 0x80110408\nsetup: error 1722\n"
QUESTION = "@iissync what is this?"


async def answer_to(
    scenario: Scenario, files: dict[str, str | bytes], text: str = QUESTION
) -> Message:
    """The answer to a mention with these files."""
    message = await scenario.slack.client("Ana").says(HERE, text, files=files)
    [reply] = await scenario.replies(message)
    return reply


def downloads_of(scenario: Scenario) -> int:
    """The number of downloads, failed ones included."""
    return [call.method for call in scenario.slack.calls].count(DOWNLOAD)


async def test_the_answer_names_the_file_and_the_lines_of_each_code(scenario: Scenario) -> None:
    reply = await answer_to(scenario, {"setup.log": LOG})

    assert "Possibly an IP address conflict." in reply.text
    where = "From the file “setup.log”, line 2 and 1 more line: “IISSYNC ended: error 0x80110408”"
    assert where in reply.text
    assert "does not answer.* (line 4 of “setup.log”)" in reply.text


async def test_no_file_is_downloaded_if_the_message_has_a_code(
    scenario: Scenario,
) -> None:
    reply = await answer_to(scenario, {"setup.log": LOG, "shot.png": b"1"}, "@iissync 1060")

    assert "`1060`" in reply.text
    assert "setup.log" not in reply.text
    assert "shot.png" not in reply.text
    assert downloads_of(scenario) == 0


@pytest.mark.parametrize("text", ["@iissync", "@iissync help?", "@iissync hi", "@iissync thanks"])
async def test_small_talk_beside_a_file_is_about_the_file(scenario: Scenario, text: str) -> None:
    assert "`0x80110408`" in (await answer_to(scenario, {"setup.log": LOG}, text)).text


@pytest.mark.parametrize(
    ("text", "words"), [("@iissync list", "18 codes"), ("@iissync stats", "asked for a code")]
)
async def test_a_command_beside_a_file_is_a_command(
    scenario: Scenario, text: str, words: str
) -> None:
    assert words in (await answer_to(scenario, {"setup.log": LOG}, text)).text


async def test_a_file_in_a_direct_message_needs_no_text(scenario: Scenario) -> None:
    await scenario.slack.client("Ana").says("@iissync", "", files={"setup.log": LOG})
    await scenario.settled()

    [_, reply] = scenario.slack.messages("@iissync")
    assert "From the file “setup.log”" in reply.text


async def test_the_answer_is_not_cached_for_another_file(scenario: Scenario) -> None:
    first = await answer_to(scenario, {"a.log": "error 1722"})
    second = await answer_to(scenario, {"b.log": "error 1726"})

    assert "`1722`" in first.text
    assert "`1726`" in second.text


async def test_the_files_of_a_thread_are_read_newest_message_first(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    root = await ana.says(HERE, "the sync fails", files={"setup.log": LOG})
    await ana.says(HERE, "and now", thread=root, files={"later.txt": "error: 0x80070005"})
    reply = await scenario.mention("Ben", "what is this?", thread=root)

    assert "“later.txt”, line 1" in reply.text
    assert reply.text.index("0x80070005") < reply.text.index("0x80110408")


async def test_the_message_shortcut_reads_the_files_of_that_message(scenario: Scenario) -> None:
    message = await scenario.slack.client("Ana").says(HERE, "look", files={"setup.log": LOG})

    assert "From the file “setup.log”" in (await scenario.decode_message("Ben", message)).text


async def test_a_file_of_another_company_is_looked_up_first(scenario: Scenario) -> None:
    message = await connect_dora(scenario).says(HERE, QUESTION, files={"setup.log": LOG})
    [reply] = await scenario.replies(message)

    assert "From the file “setup.log”" in reply.text
    assert "files.info" in [call.method for call in scenario.slack.calls]


async def test_the_number_of_looked_up_files_is_limited(scenario: Scenario) -> None:
    files = {f"{number}.png": b"1" for number in range(7)}
    message = await connect_dora(scenario).says(HERE, QUESTION, files=files)
    [reply] = await scenario.replies(message)

    assert [call.method for call in scenario.slack.calls].count("files.info") == 5
    assert "I left out 2 more files" in reply.text


@pytest.mark.parametrize("gone", [True, False])
async def test_the_answer_names_a_file_that_cannot_be_looked_up(
    scenario: Scenario, *, gone: bool
) -> None:
    dora = connect_dora(scenario)
    upload = dora.uploads("x.log", LOG, file_access="check_file_info")
    if gone:
        del scenario.slack.workspace.uploads[upload.id]
    file = {"id": upload.id, "mode": "file_access", "file_access": "check_file_info"}
    message = await dora.posts(HERE, f"<@{scenario.slack.bot_user.id}>", files=[file])
    [reply] = await scenario.replies(message)

    assert f"I did not read “{upload.id}”. Slack does not have it any more" in reply.text


# --- files that are not read


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
async def test_a_file_without_text_is_not_downloaded_and_the_answer_says_what_to_do(
    scenario: Scenario, name: str, todo: str
) -> None:
    reply = await answer_to(scenario, {name: b"PK\x03\x04"})

    assert reply.text.startswith(f"I did not read “{name}”.")
    assert todo in reply.text
    assert downloads_of(scenario) == 0


async def test_an_answer_names_the_files_that_were_not_read(scenario: Scenario) -> None:
    reply = await answer_to(scenario, {"setup.log": LOG, "all.zip": b"PK"})

    assert "`0x80110408`" in reply.text
    assert "I did not read “all.zip”." in reply.text


async def test_an_answer_counts_further_files_that_were_not_read(scenario: Scenario) -> None:
    reply = await answer_to(scenario, {f"{number}.png": b"1" for number in range(5)})

    assert reply.text.count("Type the number") == 3
    assert "I did not read 2 more files either." in reply.text


async def test_the_number_of_downloaded_files_is_limited(scenario: Scenario) -> None:
    reply = await answer_to(
        scenario, {f"{number}.log": f"error 172{number}" for number in range(7)}
    )

    assert downloads_of(scenario) == 5
    assert "I left out 2 more files: share what matters in another message." in reply.text


async def test_the_answer_says_that_a_file_has_no_code(scenario: Scenario) -> None:
    reply = await answer_to(scenario, {"setup.log": "all is well on node 2 since 17:22"})

    assert "I found nothing in “setup.log” that is surely a status code." in reply.text


async def test_words_that_name_a_code_are_answered_if_the_file_has_none(scenario: Scenario) -> None:
    reply = await answer_to(scenario, {"a.zip": b"PK"}, "@iissync the rpc server is unavailable")

    assert "`1722`" in reply.text
    assert "I did not read “a.zip”." in reply.text


async def test_the_thread_is_read_if_the_files_have_no_code(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    root = await ana.says(HERE, "error 1726", files={"old.zip": b"PK"})
    message = await ana.says(HERE, QUESTION, thread=root, files={"setup.log": "all is well"})
    [reply] = await scenario.replies(message)

    assert "`1726`" in reply.text
    assert "old.zip" not in reply.text


async def test_unread_files_of_a_thread_are_named_if_no_code_is_found(
    scenario: Scenario,
) -> None:
    ana = scenario.slack.client("Ana")
    root = await ana.says(HERE, "look", files={"old.zip": b"PK"})
    reply = await scenario.mention("Ana", "what is this?", thread=root)

    assert "I did not read “old.zip”." in reply.text


# --- forwarded messages and alerts


@pytest.mark.parametrize("alert", ALERTS, ids=[alert.app for alert in ALERTS])
async def test_an_alert_is_read_in_its_thread_and_by_the_shortcut(
    scenario: Scenario, alert: Alert
) -> None:
    ana = scenario.slack.client("Ana")
    posted = await ana.posts(HERE, alert.message["text"], **_without_text(alert))
    reply = await scenario.mention("Ana", "what is this?", thread=posted)
    private = await scenario.decode_message("Ana", posted)

    for message in (reply, private):
        assert alert.codes[0] in message.text


def _without_text(alert: Alert) -> Json:
    return {name: value for name, value in alert.message.items() if name not in {"text", "type"}}


async def test_a_forwarded_message_is_read_as_strictly_as_a_thread(scenario: Scenario) -> None:
    forwarded = {
        "is_share": True,
        "text": "node 2 said at 17:22: error 1726",
        "files": [],
    }
    text = f"<@{scenario.slack.bot_user.id}> what is this?"
    message = await scenario.slack.client("Ana").posts(HERE, text, attachments=[forwarded])
    [reply] = await scenario.replies(message)

    assert "`1726`" in reply.text
    assert "From what your message quotes: “node 2 said at 17:22: error 1726”" in reply.text
    assert "`2`" not in reply.text


async def test_the_file_of_a_forwarded_message_is_read(scenario: Scenario) -> None:
    ana = scenario.slack.client("Ana")
    first = await ana.says("#general", "look", files={"setup.log": LOG})
    forwarded = {"is_share": True, "text": "look", "files": first.extra["files"]}
    text = f"<@{scenario.slack.bot_user.id}>"
    message = await ana.posts(HERE, text, attachments=[forwarded])
    [reply] = await scenario.replies(message)

    assert "From the file “setup.log”" in reply.text
