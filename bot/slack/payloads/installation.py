"""PURE. Which installation a payload belongs to, and whether its actor is of the same company.

If two companies share a channel (Slack Connect), the outer `team_id` of an event and the `team` of
a submitted form may be the other company's. So each kind of payload is read by its own rules.
Sources: https://docs.slack.dev/apis/slack-connect, https://docs.slack.dev/enterprise on org-wide
installations, and for what Slack really sends slackapi/bolt-js issues 935 and 1614, and
slackapi/java-slack-sdk issues 629 and 1041.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.slack.payloads.message import Malformed, id_in
from bot.workspaces.model import workspace_in

Body = Mapping[str, Any]
"""A payload from Slack, which Bolt calls the body of a request."""

SEPARATE = "iissync_separate_workspaces"
"""What the dispatcher adds to a payload of an organization whose workspaces keep entries of their
own: from the payload alone nobody knows it."""
_VIEWS = ("view_submission", "view_closed")
_OWN_PEOPLE_ONLY = ("shortcut", "message_action")
_OF_WORKSPACES = "T"
"""The first letter of their ids; that of organizations is an E."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The installation of the bot that a payload belongs to, and who acts.

    `workspace` is the key of the team's entries: the id of the workspace, or of the organization if
    the app is installed for all of it; of both if each workspace keeps entries of its own. `bot` is
    the bot's own user id there; only events have it, otherwise it is empty. `outsider` is whether
    the actor is of another company, or may be. `shared` is whether another company reads the
    channel, which again only events say.
    """

    workspace: str
    bot: str = ""
    outsider: bool = False
    shared: bool = False

    @classmethod
    def of(cls, body: Body) -> "Installation":
        """The installation that any payload from Slack belongs to. Raises `Malformed`."""
        made = _whole(body)
        if not body.get(SEPARATE) or made.outsider:
            return made
        workspace = _workspace_within(body, made.workspace)
        return (
            replace(made, workspace=workspace_in(made.workspace, workspace)) if workspace else made
        )


def workspace_of(body: Body) -> str:
    """The workspace whose entries a payload is about. Raises `Malformed`."""
    return Installation.of(body).workspace


def _whole(body: Body) -> Installation:
    if body.get("type") == "event_callback":
        return _of_event(body)
    if "command" in body:  # Slack offers commands only to members of the workspace
        return Installation(_key(body))
    return _of_interaction(body)


def _workspace_within(body: Body, organization: str) -> str:
    """The workspace of an organization in which its own user acts; empty if the payload names none.

    An event may come from another company, in a channel with it: its context is what the bot sees.
    """
    team, places = _part(body, "team"), [""]
    for ids in ("context_enterprise_id", "context_team_id"), ("enterprise_id", "team_id"):
        if organization == body.get(ids[0]):
            places += _texts(body, ids[1])
    if organization in {team.get("enterprise_id"), _part(body, "enterprise").get("id")}:
        places += (*_texts(team, "id"), *_texts(_part(body, "view"), "team_id"))
    return next((each for each in places if each.startswith(_OF_WORKSPACES)), "")


def _key(part: Body) -> str:
    """The id of the installation in an authorization, an event or a command. Raises `Malformed`."""
    is_org = part.get("is_enterprise_install") in (True, "true")  # a command is a form, so text
    return id_in(part, "enterprise_id" if is_org or part.get("team_id") is None else "team_id")


# Events


def _of_event(body: Body) -> Installation:
    event, shared = _part(body, "event"), bool(body.get("is_ext_shared_channel"))
    authorization = _authorization(body, shared=shared)
    own = set(_texts(authorization, "team_id", "enterprise_id"))
    if own.intersection(_texts(body, "enterprise_id")):  # another workspace of the same company
        own.update(_texts(body, "team_id"))
    profile = _part(event, "user_profile")
    teams = (*_texts(event, "user_team"), *_texts(profile, "team"), *_texts(event, "team"))
    actor = next(iter(teams), None) or next(_texts(body, "team_id"), None)
    return Installation(
        _key(authorization),
        _bot_user(authorization),
        outsider=actor not in own,
        shared=shared,
    )


def _authorization(body: Body, *, shared: bool) -> Body:
    """The installation that an event was sent to.

    Events about the app itself have none: their outer ids are the installation's. Raises
    `Malformed`.
    """
    authorizations = body.get("authorizations")
    if isinstance(authorizations, list) and authorizations:
        if isinstance(authorizations[0], Mapping):
            return authorizations[0]
    elif not authorizations and not shared:
        return body
    raise Malformed("an event without its authorization")


def _bot_user(authorization: Body) -> str:
    if authorization.get("is_bot") is False:
        return ""
    return next(_texts(authorization, "user_id"), "")


# Interactions


def _of_interaction(body: Body) -> Installation:
    team, org, user = _part(body, "team"), _part(body, "enterprise"), _part(body, "user")
    acting, view = {*_texts(team, "id", "enterprise_id"), *_texts(org, "id")}, _part(body, "view")
    if view.get("app_installed_team_id"):
        workspace = id_in(view, "app_installed_team_id")
        if workspace not in acting:  # one company's form, filled in by another's user
            acting = set()
    else:  # there is no `team` if the app is installed for an organization
        workspace = id_in(team, "id") if team else id_in(user, "team_id")
    if acting and org and body.get("is_enterprise_install") is True:
        workspace = id_in(org, "id")
    return Installation(workspace, outsider=_is_outsider(body, {*acting, workspace}))


def _is_outsider(body: Body, own: set[str]) -> bool:
    """Whether nothing proves that the actor is of the company with these ids.

    A form is submitted in the workspace of the user who fills it in. Shortcuts are offered only to
    members of the workspace.
    """
    actor = next(_texts(_part(body, "user"), "team_id"), None)
    if actor is None and body.get("type") in _VIEWS:
        actor = next(_texts(_part(body, "team"), "id"), None)
    if actor is None and body.get("type") in _OWN_PEOPLE_ONLY:
        return False
    return actor not in own


def _part(body: Body, field: str) -> Body:
    part = body.get(field)
    return part if isinstance(part, Mapping) else {}


def _texts(part: Body, *fields: str) -> Iterator[str]:
    """The non-empty texts in these fields."""
    for field in fields:
        value = part.get(field)
        if isinstance(value, str) and value:
            yield value
