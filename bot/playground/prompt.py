"""The playground in a terminal: Ana types, and the real bot answers as she would read it."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from typing import Any, NamedTuple, TypeAlias

from bot.playground.keyboard import Keyboard
from bot.playground.page import Decode, page
from bot.playground.session import Session
from bot.playground.slack import Slack

StartBot: TypeAlias = Callable[[Mapping[str, str]], AbstractAsyncContextManager[object]]
_QUITS = ("quit", "exit")
_CONNECT_SECONDS = 20.0
_ANSWER_SECONDS = 15.0


def write(text: str, *, end: str = "\n") -> None:
    """Print, whatever the terminal's encoding can show."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), end=end, flush=True)  # noqa: T201 - it is a prompt


class Window(NamedTuple):
    """How the page is served: its port (None: 3000, or a free one), and what opens a browser.

    `decode` is what its `/api/decode` asks, if there is one.
    """

    port: int | None
    open_browser: Callable[[str], object]
    decode: Decode | None = None


async def play(  # noqa: PLR0913 - the bot and what is said; the rest is for tests, and the page
    start_bot: StartBot,
    manifest: Mapping[str, Any],
    say: Sequence[str] = (),
    *,
    descriptor: int = 0,
    seconds: float = _ANSWER_SECONDS,
    window: Window | None = None,
) -> int:
    """Run the bot in a Slack of its own, and let a person talk to it: here, and on a page.

    With `say`: says these lines instead, and returns 1 if one got no answer within `seconds`.
    Lines come from the file `descriptor`; the end of it, Ctrl-C and `quit` return 0. Raises
    PortError where the page cannot be at the window's port.
    """
    with _quiet():
        async with Slack(manifest=manifest) as slack, start_bot(settings(slack)):
            try:
                await slack.wait_for(lambda: slack.connections, _CONNECT_SECONDS)
            except TimeoutError as error:
                write(f"The bot did not connect: {error}")
                return 1
            session = Session(slack, write, seconds)
            talk = _say(session, say) if say else _talk(slack, session, descriptor, window)
            return await _until_interrupted(asyncio.ensure_future(talk))


async def _talk(slack: Slack, session: Session, descriptor: int, window: Window | None) -> int:
    async with _shown(slack, window):
        return await _converse(session, descriptor, alone=window is None)


@asynccontextmanager
async def _shown(slack: Slack, window: Window | None) -> AsyncIterator[None]:
    """The page, if there is to be one; its address is printed."""
    if window is None:
        yield
        return
    async with page(slack, window.port, window.decode) as address:
        write(f"The workspace is open at {address} in your browser, and here.")
        await asyncio.to_thread(window.open_browser, address)
        yield


def settings(slack: Slack) -> dict[str, str]:
    """The bot's settings for this Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "OPS_PORT": "0",  # several may play at once
    }


async def _say(session: Session, lines: Sequence[str]) -> int:
    answered = True
    for line in lines:
        write(f"> {line}")
        answered = await session.act(line) and answered
    return 0 if answered else 1


async def _converse(session: Session, descriptor: int, *, alone: bool) -> int:
    """Do what is typed. Where nobody can type, in the background, the page stays until Ctrl-C."""
    write(session.greeting)
    keyboard = Keyboard(descriptor)
    mark = "> " if os.isatty(descriptor) else ""
    typed = bool(mark) or alone
    while True:
        write(mark, end="")
        line = await keyboard.line()
        if line is None and not typed:
            await asyncio.Event().wait()
        if line is None or line.strip().lower() in _QUITS:
            return 0
        typed = True
        if line.strip():
            await session.act(line.strip())


async def _until_interrupted(talk: asyncio.Future[int]) -> int:
    """What the talk returns; 0 when Ctrl-C ends it."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    # Outside the main thread, and on Windows, Ctrl-C ends the program by other ways.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        for number in signals:
            loop.add_signal_handler(number, talk.cancel)
    try:
        await asyncio.wait([talk])
        return 0 if talk.cancelled() else talk.result()
    finally:
        talk.cancel()
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in signals:
                loop.remove_signal_handler(number)


@contextmanager
def _quiet() -> Iterator[None]:
    """No log reaches the terminal, while nothing else takes the logs."""
    silence = logging.NullHandler()
    logging.getLogger().addHandler(silence)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silence)
