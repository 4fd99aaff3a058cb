"""What Slack says of a person: whether they administer a workspace, and whether they can review.

Payloads say neither, and what a client sends proves nothing, so Slack is asked. Source:
https://docs.slack.dev/reference/objects/user-object
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.replies.settings import NotAPerson
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import Refused
from bot.slack.web_api.refusals import Remedy
from bot.workspaces.model import installation_of, team_of

USERS_READ = "users:read"
"""The scope that this needs, which a workspace need not grant."""
_SLACKBOT = "USLACKBOT"
"""Slack does not call it a bot."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person as `users.info` describes them; nothing of what Slack does not say is true."""

    user: str
    fields: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The person's name, or else the id."""
        return str(self.fields.get("real_name") or self.fields.get("name") or self.user)

    def belongs_to(self, workspace: str) -> bool:
        """Whether it is a member of that workspace, or of the organization with that id."""
        org = self._organization
        return workspace in {self.fields.get("team_id"), org.get("enterprise_id")} or (
            workspace in (org.get("teams") or ())
        )

    def administers(self, workspace: str) -> bool:
        """Whether it is an admin or an owner there; of an organization, of the organization."""
        if not self.belongs_to(workspace) or self.why_no_reviewer(workspace):
            return False
        is_org = self._organization.get("enterprise_id") == workspace
        flags = self._organization if is_org else self.fields
        return flags.get("is_admin") is True or flags.get("is_owner") is True

    def administered(self, workspace: str) -> str:
        """Whose settings the person may change: the organization's, the workspace's, or no one's.

        Of a person with several workspaces in an organization, Slack says whether they administer
        the one that it names.
        """
        organization, team = installation_of(workspace), team_of(workspace)
        if self.administers(organization):
            return organization
        is_its_admin = self.fields.get("team_id") == team and self.administers(team)
        return workspace if is_its_admin and self.belongs_to(organization) else ""

    def why_no_reviewer(self, workspace: str) -> NotAPerson | None:
        """Why the person cannot decide on proposals there; None if nothing is against it."""
        if not self.belongs_to(team_of(workspace) or workspace):
            return NotAPerson.OTHER_COMPANY
        if self.fields.get("is_bot") or self.user == _SLACKBOT:
            return NotAPerson.BOT
        if self.fields.get("deleted"):
            return NotAPerson.GONE
        if self.fields.get("is_restricted") or self.fields.get("is_ultra_restricted"):
            return NotAPerson.GUEST
        return None

    @property
    def _organization(self) -> Mapping[str, Any]:
        return self.fields.get("enterprise_user") or {}


def says_who_administers(api: SlackApi) -> bool:
    """Whether Slack says who somebody is, in the workspace for which the bot acts.

    It counts as true until Slack has named the scopes that the workspace has granted.
    """
    scopes = api.workspace_scopes
    return scopes is None or USERS_READ in scopes


async def member(api: SlackApi, user: str) -> Member:
    """The person with that id; one of no workspace if Slack knows nobody. Raises `NotDelivered`."""
    try:
        return Member(user, await api.user(user))
    except Refused as error:
        if error.remedy is not Remedy.DROP:
            raise
        return Member(user, {})
