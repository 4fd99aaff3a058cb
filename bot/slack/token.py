"""Whether Slack takes the bot's token: asked at the start, and whenever a call says that it ended.

While Slack refuses it nothing is lost: jobs are held, and go on once the token is good again.
"""

import asyncio
import logging

from bot.slack.api import NotDelivered, SlackApi, TokenEnded

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds until Slack is asked again, which double each time."""
_REFUSED = (
    "Slack refuses SLACK_BOT_TOKEN (%s): nothing is posted until it is good. "
    "Install the app again, and set its new token"
)


class Token:
    """What Slack last said of the bot's token."""

    refused = ""
    """Slack's word for why it refuses the token; empty while it takes it."""

    def __init__(self, api: SlackApi, first_pause: float = FIRST_PAUSE) -> None:
        self._api = api
        self._first_pause = first_pause
        self._doubted = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None

    async def ask(self) -> str:
        """Why Slack refuses the token, by its own answer now; empty where it takes it.

        Those who ask at once share an answer. Where Slack gives none, what it said last holds.
        """
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(self._answered)
        await asyncio.shield(self._asking)
        return self.refused

    def _answered(self, _: asyncio.Task[None]) -> None:
        self._asking = None

    async def _ask(self) -> None:
        try:
            await self._api.check_token()
        except TokenEnded as why:
            if not self.refused:
                log.error(_REFUSED, why)  # noqa: TRY400 - the word says all
            self.refused = str(why)
            self._doubted.set()
        except NotDelivered as why:
            log.warning("whether Slack takes SLACK_BOT_TOKEN is not known: %s", why)
        else:
            if self.refused:
                log.info("Slack takes SLACK_BOT_TOKEN again")
            self.refused = ""

    async def watch(self, stop: asyncio.Event) -> None:
        """Ask now, and again for as long as Slack refuses the token, until told to stop."""
        stopping = asyncio.create_task(stop.wait())
        await self.ask()
        while not stop.is_set():
            doubted = asyncio.create_task(self._doubted.wait())
            await asyncio.wait({stopping, doubted}, return_when=asyncio.FIRST_COMPLETED)
            doubted.cancel()
            pause = self._first_pause
            while self.refused and not stop.is_set():
                await asyncio.wait({stopping}, timeout=pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                await self.ask()
            self._doubted.clear()
        await stopping
