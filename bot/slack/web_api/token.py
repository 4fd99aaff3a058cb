"""Whether Slack accepts the bot's token: checked regularly, and after a call was refused for it.

While Slack refuses the token, jobs wait, and they run when it is valid again.
"""

import asyncio
import logging
from asyncio import FIRST_COMPLETED

from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, SlackRateLimited, TokenRefused

log = logging.getLogger(__name__)

CHECK_EVERY = 15.0
"""Seconds between two checks while all is well, and at most after a failure."""
_CERTAIN = 2
"""Checks without an answer after which Slack is unreachable: a single call may always fail."""
_REFUSED = (
    "Slack refuses SLACK_BOT_TOKEN (%s): nothing is posted until it is good. "
    "Install the app again, and set its new token"
)


class Token:
    """The state of the bot's token at the last check.

    The next check after a failure follows in `first_pause` seconds, which double each time.
    """

    refusal = ""
    """Slack's reason for refusing the token; empty while Slack accepts it."""

    def __init__(self, api: SlackApi, first_pause: float) -> None:
        self.is_single = api.tokens.is_single
        self._api = api
        self._first_pause = first_pause
        self._is_refused = asyncio.Event()
        self._checking: asyncio.Task[None] | None = None
        self._unanswered = 0
        self._failure = ""

    @property
    def unreachable(self) -> str:
        """Why Slack's API is unreachable; empty while it is not, or is not known to be."""
        return self._failure if self._unanswered >= _CERTAIN else ""

    def require(self) -> None:
        """Raises `TokenRefused` while Slack is known to refuse the token."""
        if self.refusal:
            raise TokenRefused(self.refusal)

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
        failure: NotDelivered | None = None
        try:
            await (self._api.check_token() if self.is_single else self._api.check_connection())
        except TokenRefused as error:
            if not self.refusal:
                log.error(_REFUSED, error)  # noqa: TRY400 - the reason says all
            self.refusal = str(error)
            self._is_refused.set()
        except SlackRateLimited:  # an answer, and the last one about the token is valid
            pass
        except NotDelivered as error:
            failure = error
        else:
            if self.refusal:
                log.info("Slack takes SLACK_BOT_TOKEN again")
            self.refusal = ""
        self._record(failure)

    def _record(self, failure: NotDelivered | None) -> None:
        """Record whether Slack answered; log the first time that it did not."""
        if failure and not self._unanswered:
            log.warning("Slack's API did not answer: %s", failure)
        self._unanswered = self._unanswered + 1 if failure else 0
        self._failure = str(failure or "")

    async def watch(self, stop: asyncio.Event) -> None:
        """Check now and regularly, sooner after a failure, until told to stop."""
        stopping = asyncio.create_task(stop.wait())
        await self.check()
        while not stop.is_set():
            pause = self._first_pause
            while (self.refusal or self._unanswered) and not stop.is_set():
                await asyncio.wait({stopping}, timeout=pause)
                pause = min(pause * 2, CHECK_EVERY)
                await self.check()
            self._is_refused.clear()
            refused = asyncio.create_task(self._is_refused.wait())
            events = {stopping, refused}
            done, _ = await asyncio.wait(events, timeout=CHECK_EVERY, return_when=FIRST_COMPLETED)
            refused.cancel()
            if not done:
                await self.check()
        await stopping
