from collections.abc import Mapping
from typing import Any

import pytest

from bot.replies.settings import NotAPerson
from bot.slack.web_api.members import Member

HERE, ORG = "T1", "E1"
MEMBER = {"team_id": HERE}
IN_ORG = {"team_id": "T9", "enterprise_user": {"enterprise_id": ORG, "teams": [HERE]}}
ADMIN_OF_ORG = {
    **IN_ORG,
    "enterprise_user": {"enterprise_id": ORG, "teams": [HERE], "is_owner": True},
}


@pytest.mark.parametrize(
    ("fields", "workspace", "administers"),
    [
        ({}, HERE, False),
        (MEMBER, HERE, False),
        ({**MEMBER, "is_admin": True}, HERE, True),
        ({**MEMBER, "is_owner": True}, HERE, True),
        ({**MEMBER, "is_admin": "true"}, HERE, False),
        ({**MEMBER, "is_admin": True, "deleted": True}, HERE, False),
        ({**MEMBER, "is_admin": True, "is_bot": True}, HERE, False),
        ({"team_id": "T2", "is_admin": True}, HERE, False),
        ({**IN_ORG, "is_admin": True}, HERE, True),
        ({**IN_ORG, "is_admin": True}, ORG, False),
        (ADMIN_OF_ORG, ORG, True),
        (ADMIN_OF_ORG, HERE, False),
    ],
)
def test_who_administers_what(
    fields: Mapping[str, Any], workspace: str, *, administers: bool
) -> None:
    assert Member("U1", fields).administers(workspace) is administers


IN_BOTH = {"team_id": HERE, "enterprise_user": {"enterprise_id": ORG, "teams": [HERE]}}
WITHIN = f"{ORG}/{HERE}"


@pytest.mark.parametrize(
    ("fields", "workspace", "administered"),
    [
        ({**MEMBER, "is_admin": True}, HERE, HERE),
        (MEMBER, HERE, ""),
        (ADMIN_OF_ORG, ORG, ORG),
        (ADMIN_OF_ORG, WITHIN, ORG),
        ({**IN_BOTH, "is_admin": True}, WITHIN, WITHIN),
        ({**IN_BOTH, "is_admin": True}, ORG, ""),
        ({**IN_ORG, "is_admin": True}, WITHIN, ""),  # an admin of T9
        ({**MEMBER, "is_admin": True}, WITHIN, ""),
        (IN_BOTH, WITHIN, ""),
    ],
)
def test_whose_settings_somebody_may_change(
    fields: Mapping[str, Any], workspace: str, administered: str
) -> None:
    assert Member("U1", fields).administered(workspace) == administered


def test_a_reviewer_of_a_workspace_is_a_member_of_it_and_not_only_of_its_organization() -> None:
    assert Member("U1", IN_BOTH).why_no_reviewer(WITHIN) is None
    assert Member("U1", IN_BOTH).why_no_reviewer(f"{ORG}/T5") is NotAPerson.OTHER_COMPANY


@pytest.mark.parametrize(
    ("user", "fields", "why"),
    [
        ("U1", MEMBER, None),
        ("U1", {}, NotAPerson.OTHER_COMPANY),
        ("U1", {"team_id": "T2"}, NotAPerson.OTHER_COMPANY),
        ("U1", {**MEMBER, "is_bot": True}, NotAPerson.BOT),
        ("USLACKBOT", MEMBER, NotAPerson.BOT),
        ("U1", {**MEMBER, "deleted": True}, NotAPerson.GONE),
        ("U1", {**MEMBER, "is_restricted": True}, NotAPerson.GUEST),
        ("U1", {**MEMBER, "is_ultra_restricted": True}, NotAPerson.GUEST),
    ],
)
def test_who_cannot_review_and_why(
    user: str, fields: Mapping[str, Any], why: NotAPerson | None
) -> None:
    assert Member(user, fields).why_no_reviewer(HERE) is why


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"name": "ana", "real_name": "Ana A."}, "Ana A."), ({"name": "ana"}, "ana"), ({}, "U1")],
)
def test_a_person_has_a_name(fields: Mapping[str, Any], name: str) -> None:
    assert Member("U1", fields).name == name
