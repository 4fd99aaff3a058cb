"""PURE. An installation of the bot, in one workspace or in all of an organization.

What is stored of a workspace has the id of its installation: `T1`, or `E1` for an organization. If
an organization wants its workspaces to keep entries of their own, what is theirs has both, `E1/T1`.
So every table, query and cache keeps them apart as it does any workspaces. Such an id is made in
one place for all that Slack sends: `bot.slack.payloads.installation`.
"""

from dataclasses import dataclass, field
from datetime import datetime


class WrongKeyError(Exception):
    """None of the keys decrypts a stored token."""


def workspace_in(organization: str, workspace: str) -> str:
    """The id of a workspace that keeps entries of its own in that organization."""
    return f"{organization}/{workspace}"


def installation_of(workspace: str) -> str:
    """The id of the installation that a workspace has its token from."""
    return workspace.partition("/")[0]


def team_of(workspace: str) -> str:
    """Slack's id of a workspace that keeps entries of its own in an organization, else empty."""
    return workspace.partition("/")[2]


def is_organization(workspace: str) -> bool:
    """Whether it is the id of an organization, which begins with an E: a workspace's has a T."""
    return workspace.startswith("E") and not team_of(workspace)


def read_by(workspace: str) -> tuple[str, ...]:
    """The ids under which what a workspace reads is stored: its own, and its organization's."""
    return tuple(dict.fromkeys((workspace, installation_of(workspace))))


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
