"""The prompt in a terminal, with a real bot and real descriptors."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import prompt
from bot.playground.model import Json
from bot.playground.prompt import StartBot, Window, play
from bot.playground.session import Session
from tests.fake_slack.slack import Slack
from tests.playground.tiny_bot import MANIFEST, SHARED, TinyBot, words


def tiny(*answers: Json | None, bots: list[TinyBot] | None = None) -> StartBot:
    """Start a tiny bot with these acknowledgements, and append it to `bots`."""

    @asynccontextmanager
    async def start(environment: Mapping[str, str]) -> AsyncIterator[None]:
        client = AsyncWebClient(environment["SLACK_BOT_TOKEN"], environment["SLACK_API_URL"])
        bot = TinyBot(client)
        bot.answers = list(answers)
        if bots is not None:
            bots.append(bot)
        handler = AsyncSocketModeHandler(bot.app("unused"), environment["SLACK_APP_TOKEN"])
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        try:
            yield
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's

    return start


def hanging(started: asyncio.Future[TinyBot]) -> StartBot:
    """A bot that never answers."""

    @asynccontextmanager
    async def start(environment: Mapping[str, str]) -> AsyncIterator[None]:
        bots: list[TinyBot] = []
        async with tiny(bots=bots)(environment):
            bots[0].hangs = True
            started.set_result(bots[0])
            yield

    return start


@asynccontextmanager
async def absent(_environment: Mapping[str, str]) -> AsyncIterator[None]:
    """A bot that never connects."""
    yield


async def type_in(start: StartBot, typed: str) -> int:
    """What `play` returns for lines that come through a pipe."""
    reader, writer = os.pipe()
    os.write(writer, typed.encode())
    os.close(writer)
    try:
        return await play(start, MANIFEST, descriptor=reader)
    finally:
        os.close(reader)


async def test_typed_lines_are_answered(capsys: pytest.CaptureFixture[str]) -> None:
    start = tiny({"text": "RPC *server* unavailable"})

    code = await play(start, MANIFEST, ["/iissync 1722", "@iissync 1722"])

    out = capsys.readouterr().out
    assert code == 0
    assert "iissync (only visible to you)\n  RPC server unavailable" in out
    assert "iissync (in the thread)\n  1722!" in out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1722", "only when you mention"),
        ("/iissync", "nothing to say"),
        ("/nonsense", "not a valid command"),
        ("click Share", "no answer has a button 'Share'"),
        ("submit 1722", "no form is open"),
        ("thread 1722", "nothing was said yet"),
        ("shortcut", "nothing was said yet"),
    ],
)
async def test_a_line_without_an_answer_is_explained(
    capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    assert await play(tiny(), MANIFEST, [line]) == 1
    assert words in capsys.readouterr().out


async def test_a_missing_answer_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = {"settings": {"event_subscriptions": {"bot_events": ["message.channels"]}}}

    assert await play(tiny(), manifest, ["dm hello", "1722"], seconds=0) == 1
    assert "No answer came within 0 s." in capsys.readouterr().out


async def test_a_bot_that_does_not_connect_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompt, "_CONNECT_SECONDS", 0)

    assert await play(absent, MANIFEST, ["/iissync 1722"]) == 1
    assert "The bot did not connect" in capsys.readouterr().out


async def test_every_surface_can_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    start = tiny(
        {"text": "RPC", "blocks": SHARED},
        None,
        None,
        {"response_action": "update", "view": words("Found it")},
    )
    typed = "/iissync 1722\n\ndm 1722\nthread 5\nshortcut\nlookup 1722\nhome\nhelp\nsubmit x\n"

    assert await type_in(start, typed + "quit\nnever") == 0
    out = capsys.readouterr().out
    for seen in ("[Share]", "1722!", "decoded", "[Look up]", "Found it", "[Home]", "lookup"):
        assert seen in out


async def test_the_last_line_needs_no_newline(capsys: pytest.CaptureFixture[str]) -> None:
    assert await type_in(tiny({"text": "RPC"}), "/iissync 1722") == 0
    assert "RPC" in capsys.readouterr().out


async def test_a_refusal_of_slack_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    start = tiny({"text": "x", "blocks": [{"type": "section"}]})

    assert await play(start, MANIFEST, ["/iissync 1722"]) == 1
    assert 'failed with the error "invalid_blocks"' in capsys.readouterr().out


async def test_a_form_is_filled_in_field_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    bots: list[TinyBot] = []
    refused = {"response_action": "errors", "errors": {"code": "Not yet."}}
    found = {"response_action": "update", "view": words("Found it")}
    start = tiny(None, refused, found, bots=bots)
    posted = ["lookup", "submit Code: 17 22", "submit"]

    assert await play(start, MANIFEST, posted) == 0
    typed = bots[0].received[-1]["view"]["state"]["values"]["code"]["typed"]["value"]
    assert typed == "17 22"
    assert "Found it" in capsys.readouterr().out


async def test_a_form_that_cannot_be_submitted_shows_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await play(tiny(), MANIFEST, ["lookup 12345678901"]) == 1
    assert "Please give 0 to 10 characters." in capsys.readouterr().out


async def test_a_click_may_have_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    start = tiny({"text": "RPC", "blocks": SHARED})

    assert (
        await play(start, MANIFEST, ["/iissync 1722", "click Hide", "click Share"], seconds=0) == 1
    )
    assert "No answer came" in capsys.readouterr().out


async def test_a_form_that_was_left_open_does_not_hide_the_buttons_of_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    start = tiny({"text": "RPC", "blocks": SHARED}, None, {"text": "Shared it"})

    assert await play(start, MANIFEST, ["/iissync 1722", "lookup", "click Share"], seconds=0) == 1
    out = capsys.readouterr().out
    assert "[Look up]" in out
    assert out.endswith("No answer came within 0 s.\n")


async def test_a_session_shows_only_what_its_user_sees(
    slack: Slack, client: AsyncWebClient
) -> None:
    written: list[str] = []
    session = Session(slack, written.append, 0)
    ben = slack.client("Ben")
    await client.views_publish(user_id=ben.id, view=words("hi", "home"))
    await client.chat_postMessage(channel=ben.id, text="for Ben")
    posted = await client.chat_postMessage(channel="#general", text="for all")
    slack.workspace.delete(slack.messages("#general")[0])

    assert written == ["iissync\n  for all", "(the answer was removed)"]
    assert posted["ok"]
    assert await session.run("click Share") is False


async def test_a_session_can_change_its_user(slack: Slack, client: AsyncWebClient) -> None:
    written: list[str] = []
    session = Session(slack, written.append, 0)
    await client.chat_postMessage(channel=slack.client("Ben").id, text="for Ben")

    assert await session.run("as Ben")
    assert written == ["You are Ben Brown now.", "iissync\n  for Ben"]
    await session.run("as Nobody")
    assert written[-1] == "user_not_found."


async def test_ctrl_c_ends_the_prompt_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    started: asyncio.Future[TinyBot] = asyncio.get_running_loop().create_future()
    reader, writer = os.pipe()
    os.write(writer, b"/iissync 1722\n")
    playing = asyncio.create_task(play(hanging(started), MANIFEST, descriptor=reader))
    await (await started).busy.wait()
    os.kill(os.getpid(), signal.SIGINT)

    assert await playing == 0
    os.close(writer)
    assert "Type help" in capsys.readouterr().out


async def test_a_page_is_served_and_opened_beside_the_prompt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened: list[str] = []
    reader, writer = os.pipe()
    os.write(writer, b"quit\n")
    os.close(writer)

    code = await play(tiny(), MANIFEST, descriptor=reader, window=Window(0, opened.append))

    assert code == 0
    assert f"The workspace is open at {opened[0]} in your browser" in capsys.readouterr().out
    os.close(reader)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_without_a_terminal_the_page_stays_open(number: signal.Signals) -> None:
    opened: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()
    window = Window(0, lambda address: loop.call_soon_threadsafe(opened.set_result, address))
    reader, writer = os.pipe()
    os.close(writer)
    playing = asyncio.create_task(play(tiny(), MANIFEST, descriptor=reader, window=window))
    async with ClientSession() as session, session.get(await opened) as response:
        assert response.status == 200
    assert not playing.done()
    os.kill(os.getpid(), number)

    assert await playing == 0
    os.close(reader)


async def test_a_terminal_shows_a_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    terminal, descriptor = os.openpty()
    os.write(terminal, b"QUIT\n")

    assert await play(tiny(), MANIFEST, descriptor=descriptor) == 0
    assert capsys.readouterr().out.endswith("> ")
    os.close(terminal)
    os.close(descriptor)
