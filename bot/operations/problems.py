"""PURE. The problems that make a bot unhealthy, and what an operator does about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

Code = NewType("Code", str)
"""The name of a kind of problem: for alerts and programs, so it does not change."""

STOPPING = Code("stopping")
BACKLOG = Code("backlog")
SLACK_DISCONNECTED = Code("slack-disconnected")
SLACK_TOKEN_REFUSED = Code("slack-token-refused")
SLACK_UNREACHABLE = Code("slack-unreachable")
TOKENS_UNREADABLE = Code("tokens-unreadable")
WORKER_STOPPED = Code("worker-stopped")
WORKER_STUCK = Code("worker-stuck")

WHAT_TO_DO: Mapping[Code, str] = {
    BACKLOG: "If no other reason is given, see `python -m bot jobs list` for the last errors, and "
    "the rate limits in the metrics; another replica helps if there is too much to do.",
    Code("database-damaged"): "Stop the bot, keep the file, and restore a backup.",
    Code("database-disk-error"): "Free disk space, and check the disk and its quota.",
    Code("database-full"): "Find what fills the disk, and make room; the bot continues by itself.",
    Code("database-gone"): "Put the file back, or a copy of it; the bot continues with it.",
    Code("database-locked"): "Wait for the other program that writes to it, or end that.",
    Code("database-not-answering"): "Look for a program that holds a lock; check the disk, or the "
    "server and the network.",
    Code(
        "database-other-version"
    ): "Install the version of the bot that upgraded the database; with "
    "`--no-upgrade` see `python -m bot database upgrade`.",
    Code("database-read-only"): "Let the bot's user write: check the permissions, how the disk is "
    "mounted, and that the server is not a standby.",
    Code(
        "database-refused"
    ): "Correct DATABASE_URL and restart the bot, or let the server give its "
    "user what it needs: `python -m bot check` says when that is so.",
    Code("database-unavailable"): "Start the database, and check DATABASE_URL and the network; the "
    "bot continues by itself.",
    SLACK_DISCONNECTED: "Check SLACK_APP_TOKEN, the network and the proxy; the bot connects again "
    "by itself.",
    SLACK_TOKEN_REFUSED: "Install the app again, set its new token, and restart the bot.",
    SLACK_UNREACHABLE: "Check the network and the proxy; the bot continues by itself.",
    STOPPING: "Nothing: it ends within 20 seconds.",
    TOKENS_UNREADABLE: "Add the key with which they were stored to TOKEN_KEYS again, and restart "
    "the bot; or have it installed again there, by its link.",
    WORKER_STOPPED: "Restart the bot.",
    WORKER_STUCK: "Check the database; restart the bot if it answers others.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the bot is not well. Raises `ValueError` for a code that is not in `WHAT_TO_DO`.

    `advice` is what to do about this very problem, if that differs from what is done about others
    of its kind.
    """

    code: Code
    message: str
    advice: str = ""

    def __post_init__(self) -> None:
        if self.code not in WHAT_TO_DO:
            raise ValueError(f"{self.code!r} is not a code of a problem")

    @property
    def what_to_do(self) -> str:
        """What an operator does about it."""
        own = self.advice
        return f"{own[0].upper()}{own[1:]}." if own else WHAT_TO_DO[self.code]

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.code}: {self.message}. {self.what_to_do}"

    def to_json(self) -> dict[str, str]:
        """All of it for a program."""
        return {"code": self.code, "message": self.message, "what_to_do": self.what_to_do}


Problems = Sequence[Problem]


class Health(Protocol):
    """What is wrong with the bot, known without waiting."""

    def alive(self) -> Problems:
        """The reasons to restart the bot."""
        ...

    def ready(self) -> Problems:
        """The reasons why it does not do all its work now."""
        ...
