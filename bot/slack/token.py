"""Whether Slack accepts the bot's token: checked at the start, and after a call was refused for it.

While Slack refuses the token, jobs wait, and they run when it is valid again.
"""

import asyncio
import logging

from bot.slack.api import SlackApi
from bot.slack.errors import NotDelivered, TokenRefused

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds until the next check, which double each time."""
_REFUSED = (
    "Slack refuses SLACK_BOT_TOKEN (%s): nothing is posted until it is good. "
    "Install the app again, and set its new token"
)


class Token:
    """The state of the bot's token at the last check."""

    refusal = ""
    """Slack's reason for refusing the token; empty while Slack accepts it."""

    def __init__(self, api: SlackApi, first_pause: float = FIRST_PAUSE) -> None:
        self._api = api
        self._first_pause = first_pause
        self._is_refused = asyncio.Event()
        self._checking: asyncio.Task[None] | None = None

    async def check(self) -> str:
        """Ask Slack now; returns why it refuses the token, or nothing if it accepts it.

        Callers at the same time share one call. If Slack does not answer, the last answer is valid.
        """
        if self._checking is None:
            self._checking = asyncio.create_task(self._check())
            self._checking.add_done_callback(self._checked)
        await asyncio.shield(self._checking)
        return self.refusal

    def _checked(self, _: asyncio.Task[None]) -> None:
        self._checking = None

    async def _check(self) -> None:
        try:
            await self._api.check_token()
        except TokenRefused as error:
            if not self.refusal:
                log.error(_REFUSED, error)  # noqa: TRY400 - the reason says all
            self.refusal = str(error)
            self._is_refused.set()
        except NotDelivered as error:
            log.warning("whether Slack takes SLACK_BOT_TOKEN is not known: %s", error)
        else:
            if self.refusal:
                log.info("Slack takes SLACK_BOT_TOKEN again")
            self.refusal = ""

    async def watch(self, stop: asyncio.Event) -> None:
        """Check now, and repeatedly for as long as Slack refuses the token, until told to stop."""
        stopping = asyncio.create_task(stop.wait())
        await self.check()
        while not stop.is_set():
            refused = asyncio.create_task(self._is_refused.wait())
            await asyncio.wait({stopping, refused}, return_when=asyncio.FIRST_COMPLETED)
            refused.cancel()
            pause = self._first_pause
            while self.refusal and not stop.is_set():
                await asyncio.wait({stopping}, timeout=pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                await self.check()
            self._is_refused.clear()
        await stopping
