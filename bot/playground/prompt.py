"""The playground in a terminal: the user types lines, and the real bot answers."""

import asyncio
import codecs
import logging
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from typing import Any, NamedTuple, TypeAlias

from bot.playground.page import page
from bot.playground.session import GREETING, Session
from bot.playground.slack import Slack

StartBot: TypeAlias = Callable[[Mapping[str, str]], AbstractAsyncContextManager[object]]
_QUITS = ("quit", "exit")
_CONNECT_SECONDS = 20.0
_ANSWER_SECONDS = 15.0
_MOST_BYTES = 65_536


def write(text: str, *, end: str = "\n") -> None:
    """Print a text at once."""
    print(text, end=end, flush=True)  # noqa: T201 - it is a prompt


class Window(NamedTuple):
    """The page's port (None: 3000, or any free one), and what opens an address in a browser."""

    port: int | None
    open_browser: Callable[[str], object]


def browser(variables: Mapping[str, str], *, wanted: bool) -> Callable[[str], object]:
    """A function that opens an address in a browser, or does nothing without a desktop."""
    desktop = sys.platform in ("win32", "darwin") or any(
        variables.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if wanted and desktop and sys.stdout.isatty() and "SSH_CONNECTION" not in variables:
        return webbrowser.open
    return lambda _address: None


async def play(  # noqa: PLR0913 - the bot and its lines; the rest is for tests, and the page
    start_bot: StartBot,
    manifest: Mapping[str, Any],
    say: Sequence[str] = (),
    *,
    descriptor: int = 0,
    seconds: float = _ANSWER_SECONDS,
    window: Window | None = None,
) -> int:
    """Run the bot in a Slack of its own, for a user at the terminal and on the page.

    Lines come from the file `descriptor`; its end, Ctrl-C and `quit` return 0. With `say`, those
    lines are typed instead; returns 1 if one of them got no answer within `seconds`. Raises
    PortError if the page cannot listen at the window's port.
    """
    with _silent_log():
        async with (
            Slack(manifest=manifest) as slack,
            _page(slack, None if say else window) as address,
            start_bot(settings(slack)),
        ):
            try:
                if start_bot is not bot_elsewhere:
                    await slack.wait_for(lambda: slack.connections, _CONNECT_SECONDS)
            except TimeoutError as error:
                write(f"The bot did not connect: {error}")
                return 1
            session = Session(slack, write, seconds)
            if say:
                return await _until_interrupted(_type(session, say))
            return await _until_interrupted(_serve(session, descriptor, window, address))


def settings(slack: Slack) -> dict[str, str]:
    """The bot's settings for this Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "REVIEWERS": "U0ANA00001,U0CHEN0001",  # two, as nobody may approve their own edit
    }


@asynccontextmanager
async def bot_elsewhere(values: Mapping[str, str]) -> AsyncIterator[None]:
    """In place of a bot: print the settings with which one from elsewhere connects."""
    write("This Slack waits for a bot that is started elsewhere, by `run` with these settings:")
    for name, value in values.items():
        write(f"{name}={value}")
    yield


async def _type(session: Session, lines: Sequence[str]) -> int:
    answered = True
    for line in lines:
        write(f"> {line}")
        answered = await session.run(line) and answered
    return 0 if answered else 1


def _page(slack: Slack, window: Window | None) -> AbstractAsyncContextManager[str]:
    """The page within the context, whose value is its address; nothing without a window."""
    return page(slack, window.port) if window else nullcontext("")


async def _serve(session: Session, descriptor: int, window: Window | None, address: str) -> int:
    if window:
        write(f"The workspace is open at {address} in your browser, and here.")
        await asyncio.to_thread(window.open_browser, address)
    return await _converse(session, descriptor, has_page=window is not None)


async def _converse(session: Session, descriptor: int, *, has_page: bool) -> int:
    """Run the lines that are typed. Without any (in the background), the page stays open."""
    write(GREETING)
    lines = _lines(descriptor)
    prompt = "> " if os.isatty(descriptor) else ""
    only_page = has_page and not prompt
    while True:
        write(prompt, end="")
        line = await lines.get()
        if line is None and only_page:
            await asyncio.Event().wait()
        if line is None or line.strip().lower() in _QUITS:
            return 0
        only_page = False
        if line.strip():
            await session.run(line.strip())


def _lines(descriptor: int) -> asyncio.Queue[str | None]:
    """The lines of a terminal, pipe or file, then None.

    A thread reads the descriptor itself: reading `sys.stdin` would hang or break the exit.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def put(line: str | None) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        # The loop, and the descriptor with it, may be closed while this waits.
        with suppress(RuntimeError, OSError):
            while received := os.read(descriptor, _MOST_BYTES):
                *whole, rest = (rest + decoder.decode(received)).split("\n")
                for line in whole:
                    put(line)
            for last in (*filter(None, [rest]), None):
                put(last)

    threading.Thread(target=read, name="keyboard", daemon=True).start()
    return lines


async def _until_interrupted(work: Coroutine[Any, Any, int]) -> int:
    """The result of `work`, or 0 if Ctrl-C ends it."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    # Outside the main thread, and on Windows, Ctrl-C ends the program in other ways.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        for number in signals:
            loop.add_signal_handler(number, task.cancel)
    try:
        await asyncio.wait([task])
        return 0 if task.cancelled() else task.result()
    finally:
        task.cancel()
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in signals:
                loop.remove_signal_handler(number)


@contextmanager
def _silent_log() -> Iterator[None]:
    """Keep the log off the terminal, unless another handler shows it."""
    silence = logging.NullHandler()
    logging.getLogger().addHandler(silence)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silence)
