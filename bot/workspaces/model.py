"""PURE. An installation of the bot, in one workspace or in all of an organization."""

from dataclasses import dataclass, field
from datetime import datetime


class WrongKeyError(Exception):
    """None of the keys decrypts a stored token."""


@dataclass(frozen=True, slots=True)
class BotToken:
    """The token with which the bot calls Slack for an installation.

    With Slack's token rotation it `expires`, in seconds since 1970, and is exchanged for a new one
    by its refresh token: https://docs.slack.dev/authentication/using-token-rotation.
    """

    value: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires: float | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that has installed the bot, or an organization that has it in its workspaces.

    `id` is what everything of the workspace is stored under. `token` is None once the workspace has
    removed the bot.
    """

    id: str
    name: str
    is_organization: bool
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime
    token: BotToken | None
    removed_at: datetime | None = None
