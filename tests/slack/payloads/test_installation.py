"""Which installation each kind of payload belongs to, and who acts, in the shapes that Slack sends.

T1 is the workspace with the app, of the organization E1 if it has one; T2 and E2 are another
company's.
"""

from collections.abc import Mapping

import pytest

from bot.slack.payloads.installation import SEPARATE, Installation, workspace_of
from bot.slack.payloads.message import Malformed
from tests.conftest import Json

OWN = {"team_id": "T1", "enterprise_id": None, "user_id": "U0BOT", "is_bot": True}
OF_ORG = {**OWN, "enterprise_id": "E1", "is_enterprise_install": False}
FOR_ORG = {
    "enterprise_id": "E1",
    "team_id": None,
    "user_id": "U0BOT",
    "is_enterprise_install": True,
}


def event(team: str | None = "T1", authorization: object = OWN, **more: object) -> Json:
    outer = {"type": "event_callback", "team_id": team, "authorizations": [authorization]}
    return {**outer, "event": {"type": "message", "user": "U1"}, **more}


def inner(**fields: object) -> Json:
    return {"event": {"type": "app_mention", "user": "U1", **fields}}


def acted(
    kind: str = "block_actions", team: object = "T1", by: object = "T1", **more: object
) -> Json:
    place = {"id": team} if isinstance(team, str) else team
    user = {"id": "U1", "team_id": by} if by else {"id": "U1"}
    return {"type": kind, "team": place, "user": user, **more}


def view(installed: str) -> Json:
    return {"view": {"app_installed_team_id": installed, "team_id": "T2"}}


SHARED: Json = {"is_ext_shared_channel": True}
ORG: Json = {"enterprise": {"id": "E1", "name": "One"}}
FOR_ALL: Json = {**ORG, "is_enterprise_install": True}
IN_E1 = {"id": "T1", "domain": "one", "enterprise_id": "E1"}

EVENTS = {
    "in an own channel": (event(**inner(team="T1")), "T1", False),
    "in an own channel, without an actor": (event(), "T1", False),
    "the outer team is another": (event("T2", **inner(team="T1"), **SHARED), "T1", False),
    "an outsider's message": (event("T2", **inner(team="T2"), **SHARED), "T1", True),
    "an outsider's mention": (
        event("T1", **inner(team="T1", user_team="T2", source_team="T2"), **SHARED),
        "T1",
        True,
    ),
    "an outsider of an organization": (
        event("T1", **inner(team="T1", user_profile={"team": "E2"}), **SHARED),
        "T1",
        True,
    ),
    "an outsider's home tab": (event("T2"), "T1", True),
    "without an actor": (event(None, **SHARED), "T1", True),
    "with the organization as the team": (
        event("T1", OF_ORG, **inner(team="E1")),
        "T1",
        False,
    ),
    "from a colleague's workspace": (
        event("T3", OF_ORG, enterprise_id="E1", **inner(team="T3")),
        "T1",
        False,
    ),
    "from a workspace of another organization": (
        event("T2", OF_ORG, enterprise_id="E2", **inner(team="T2"), **SHARED),
        "T1",
        True,
    ),
    "installed for an organization": (
        event("T1", FOR_ORG, enterprise_id="E1", **inner(team="T1")),
        "E1",
        False,
    ),
}


@pytest.mark.parametrize(("body", "workspace", "outsider"), EVENTS.values(), ids=EVENTS)
def test_fault_59_an_event_belongs_to_the_installation_that_it_is_sent_to(
    body: Json,
    workspace: str,
    outsider: bool,  # noqa: FBT001 - a column of the table
) -> None:
    shared = "is_ext_shared_channel" in body

    assert Installation.of(body) == Installation(workspace, "U0BOT", outsider, shared)


ABOUT_THE_APP = {"type": "event_callback", "event": {"type": "app_uninstalled"}}


@pytest.mark.parametrize(
    ("outer", "workspace"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team_id": "T1", "authorizations": []}, "T1"),
        ({"team_id": None, "enterprise_id": "E1"}, "E1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": True}, "E1"),
    ],
)
def test_an_event_about_the_app_itself_has_no_authorization(outer: Json, workspace: str) -> None:
    assert workspace_of({**ABOUT_THE_APP, **outer}) == workspace


def test_the_user_of_a_user_token_is_not_the_bot() -> None:
    assert Installation.of(event(authorization={**OWN, "is_bot": False})).bot == ""


COMMAND = {"command": "/iissync", "text": "1722", "team_id": "T1", "enterprise_id": "E1"}


@pytest.mark.parametrize(("of_all", "workspace"), [("false", "T1"), ("true", "E1")])
def test_a_command_is_given_by_members_of_the_workspace(of_all: str, workspace: str) -> None:
    body = {**COMMAND, "is_enterprise_install": of_all}

    assert Installation.of(body) == Installation(workspace)


INTERACTIONS = {
    "a button": (acted(), "T1", False),
    "a button, clicked by an outsider": (acted(by="T2"), "T1", True),
    "a button, clicked by an unknown user": (acted(by=None), "T1", True),
    "a button in an organization": (acted(team=IN_E1, by="E1", **ORG), "T1", False),
    "a button, for an organization": (acted(team=None, by="E1", **FOR_ALL), "E1", False),
    "a button, for an organization, in a workspace": (acted(team=IN_E1, **FOR_ALL), "E1", False),
    "a button, for an organization, by an outsider": (
        acted(team=None, by="T2", **FOR_ALL),
        "E1",
        True,
    ),
    "a button in a modal": (acted(**view("T1")), "T1", False),
    "a button in an outsider's modal": (acted(team="T2", by="T2", **view("T1")), "T1", True),
    "a form": (acted("view_submission", **view("T1")), "T1", False),
    "a form, without the user's team": (
        acted("view_submission", by=None, **view("T1")),
        "T1",
        False,
    ),
    "an outsider's form": (acted("view_submission", "T2", "T2", **view("T1")), "T1", True),
    "an outsider's form, without the user's team": (
        acted("view_closed", "T2", None, **view("T1")),
        "T1",
        True,
    ),
    "a form, for an organization": (
        acted("view_submission", IN_E1, "T1", **FOR_ALL, **view("E1")),
        "E1",
        False,
    ),
    "an outsider's form, for an organization": (
        acted("view_submission", "T2", "T2", **view("E1"), is_enterprise_install=True),
        "E1",
        True,
    ),
    "a form of an older version": (acted("view_submission", view={}), "T1", False),
    "typing into a menu": (acted("block_suggestion"), "T1", False),
    "a shortcut": (acted("shortcut"), "T1", False),
    "a message's shortcut": (acted("message_action", by=None), "T1", False),
    "a message's shortcut, by an outsider": (acted("message_action", by="T2"), "T1", True),
    "a shortcut, without a team": (acted("shortcut", team=None), "T1", False),
}


@pytest.mark.parametrize(("body", "workspace", "outsider"), INTERACTIONS.values(), ids=INTERACTIONS)
def test_fault_59_an_interaction_belongs_to_the_installation_of_its_message_or_view(
    body: Json,
    workspace: str,
    outsider: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert Installation.of(body) == Installation(workspace, outsider=outsider)


SEPARATED = {
    "an event": (event("T1", FOR_ORG, enterprise_id="E1", **inner(team="T1")), "E1/T1"),
    "an event in a channel with another company": (
        event("T2", FOR_ORG, enterprise_id="E2", **inner(user_team="E1"), **SHARED),
        "E1",
    ),
    "an event in such a channel, with its context": (
        event("T2", FOR_ORG, enterprise_id="E2", **inner(user_team="E1"), **SHARED)
        | {"context_enterprise_id": "E1", "context_team_id": "T1"},
        "E1/T1",
    ),
    "an outsider's event": (
        event("T2", FOR_ORG, enterprise_id="E2", **inner(team="T2"), **SHARED)
        | {"context_enterprise_id": "E1", "context_team_id": "T1"},
        "E1",
    ),
    "an event of no workspace": (event("E1", FOR_ORG, enterprise_id="E1"), "E1"),
    "a command": (
        {"command": "/iissync", "team_id": "T1", "enterprise_id": "E1"}
        | {"is_enterprise_install": "true"},
        "E1/T1",
    ),
    "a button": (acted(team=IN_E1, by="E1", **FOR_ALL), "E1/T1"),
    "a button, without a workspace": (acted(team=None, by="E1", **FOR_ALL), "E1"),
    "a form, without a workspace": (
        acted("view_submission", None, "E1", **FOR_ALL, view={"app_installed_team_id": "E1"}),
        "E1",
    ),
    "a form, of which only its view names one": (
        acted("view_submission", None, "E1", **FOR_ALL)
        | {"view": {"app_installed_team_id": "E1", "team_id": "T1"}},
        "E1/T1",
    ),
    "an outsider's button": (
        acted(team="T2", by="T2", **view("E1"), is_enterprise_install=True),
        "E1",
    ),
    "a form": (acted("view_submission", IN_E1, "T1", **FOR_ALL, **view("E1")), "E1/T1"),
}


@pytest.mark.parametrize(("body", "workspace"), SEPARATED.values(), ids=SEPARATED)
def test_of_an_organization_with_separate_workspaces_a_payload_belongs_to_one_of_them(
    body: Json, workspace: str
) -> None:
    assert workspace_of(body) == "E1"
    assert workspace_of({**body, SEPARATE: True}) == workspace


@pytest.mark.parametrize(
    "body",
    [
        event(authorization=1),
        event(authorization={}),
        event("T1", authorizations="all"),
        {**ABOUT_THE_APP, "team_id": "T1", **SHARED},
        {**ABOUT_THE_APP, "team_id": ["T1"]},
        {"command": "/iissync"},
        {"type": "block_actions"},
        {"type": "block_actions", "team": {"id": 1}},
        {"type": "block_actions", "team": [], "user": "U1"},
        {"type": "shortcut", "enterprise": {"id": None}, "is_enterprise_install": True},
        acted("view_submission", view={"app_installed_team_id": ["T1"]}),
        acted("view_submission", **view("T\n1")),
        {},
    ],
)
def test_a_payload_without_an_installation_is_malformed(body: Mapping[str, object]) -> None:
    with pytest.raises(Malformed):
        Installation.of(body)
