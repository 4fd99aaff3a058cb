"""PURE. How a call to Slack can fail."""

from bot.slack.web_api.refusals import Remedy


class NotDelivered(Exception):
    """Slack did not accept the call, or may not have; the message is Slack's own reason."""

    remedy = Remedy.RETRY
    """What to do about it."""
    outcome = "failed"
    """The outcome of the call, as a label of the metrics."""

    @property
    def needs_admin(self) -> bool:
        """Whether calls keep failing until an administrator changes something."""
        return self.remedy in {Remedy.SUSPEND, Remedy.NOTIFY_ADMIN}


class SlackUnavailable(NotDelivered):
    """There was no connection to Slack: nothing was sent."""

    outcome = "unavailable"


class Refused(NotDelivered):
    """Slack refused the call, and will refuse it again."""

    outcome = "refused"

    def __init__(self, reason: str, remedy: Remedy = Remedy.NOTIFY_USER) -> None:
        super().__init__(reason)
        self.remedy = remedy


class ForeignUrl(Refused):
    """A URL does not belong to Slack: nothing was sent to it."""


class TokenRefused(NotDelivered):
    """Slack refuses the token for any call, or for any from this address, until that changes."""

    remedy = Remedy.SUSPEND
    outcome = "token_refused"


class SlackRateLimited(NotDelivered):
    """Slack refused the call, but will accept it after `seconds`."""

    outcome = "rate_limited"

    def __init__(
        self, seconds: float, reason: str = "ratelimited", remedy: Remedy = Remedy.RATE_LIMITED
    ) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.remedy = remedy


class Uncertain(NotDelivered):
    """It is unknown whether Slack accepted the call.

    `status` is that of the HTTP response; 0 if there was none.
    """

    outcome = "uncertain"

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status
