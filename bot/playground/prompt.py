"""The playground in a terminal: Ana types, and the real bot answers as she would read it."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from typing import Any, TypeAlias

from bot.playground.keyboard import Keyboard
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


async def play(
    start_bot: StartBot,
    manifest: Mapping[str, Any],
    say: Sequence[str] = (),
    *,
    descriptor: int = 0,
    seconds: float = _ANSWER_SECONDS,
) -> int:
    """Run the bot in a Slack of its own, and let a person talk to it.

    With `say`: says these lines instead, and returns 1 if one got no answer within `seconds`.
    Lines come from the file `descriptor`; the end of it, Ctrl-C and `quit` return 0.
    """
    with _quiet():
        async with Slack(manifest=manifest) as slack, start_bot(settings(slack)):
            try:
                await slack.wait_for(lambda: slack.connections, _CONNECT_SECONDS)
            except TimeoutError as error:
                write(f"The bot did not connect: {error}")
                return 1
            session = Session(slack, write, seconds)
            talk = _say(session, say) if say else _converse(session, descriptor)
            return await _until_interrupted(asyncio.ensure_future(talk))


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


async def _converse(session: Session, descriptor: int) -> int:
    write(session.greeting)
    keyboard = Keyboard(descriptor)
    mark = "> " if os.isatty(descriptor) else ""
    while True:
        write(mark, end="")
        line = await keyboard.line()
        if line is None or line.strip().lower() in _QUITS:
            return 0
        if line.strip():
            await session.act(line.strip())


async def _until_interrupted(talk: asyncio.Future[int]) -> int:
    """What the talk returns; 0 when Ctrl-C ends it."""
    loop = asyncio.get_running_loop()
    # Outside the main thread, and on Windows, Ctrl-C ends the program by other ways.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGINT, talk.cancel)
    try:
        await asyncio.wait([talk])
        return 0 if talk.cancelled() else talk.result()
    finally:
        talk.cancel()
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.remove_signal_handler(signal.SIGINT)


@contextmanager
def _quiet() -> Iterator[None]:
    """No log reaches the terminal, while nothing else takes the logs."""
    silence = logging.NullHandler()
    logging.getLogger().addHandler(silence)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(silence)
