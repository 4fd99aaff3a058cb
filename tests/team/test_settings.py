from dataclasses import replace

import pytest

from bot.codes.printed_by import PrintedBy
from bot.team.reviewers import Reviewers
from bot.team.settings import NOT_SET, WorkspaceSettings, in_force, inherited, what_changed
from tests.team.values import ANN, BOB

ANNS, BOBS = (Reviewers(frozenset({each.id})) for each in (ANN, BOB))
OF_ORG = WorkspaceSettings(BOBS, "C2", 90, 7, PrintedBy.ANY, separate=True)
IISSYNCS = WorkspaceSettings(context=PrintedBy.IISSYNC)
OWN = WorkspaceSettings(ANNS, "C1", 30, version=2)


@pytest.mark.parametrize(
    ("operator", "own", "expected"),
    [
        (NOT_SET, None, NOT_SET),
        (WorkspaceSettings(BOBS, "C2", 90), None, WorkspaceSettings(BOBS, "C2", 90)),
        (WorkspaceSettings(keep_days=90), OWN, OWN),
        (WorkspaceSettings(BOBS, keep_days=90), OWN, WorkspaceSettings(BOBS, "C1", 30, 2)),
        (WorkspaceSettings(review_channel="C2"), OWN, WorkspaceSettings(ANNS, "C2", 30, 2)),
        (WorkspaceSettings(keep_days=90), NOT_SET, WorkspaceSettings(keep_days=90)),
        (IISSYNCS, OWN, replace(OWN, context=PrintedBy.IISSYNC)),
        (IISSYNCS, replace(OWN, context=PrintedBy.ANY), replace(OWN, context=PrintedBy.ANY)),
    ],
)
def test_what_the_operator_has_set_wins_but_for_the_days_and_the_context(
    operator: WorkspaceSettings, own: WorkspaceSettings | None, expected: WorkspaceSettings
) -> None:
    assert in_force(operator, own) == expected


@pytest.mark.parametrize(
    ("organization", "own", "expected"),
    [
        (None, None, None),
        (None, OWN, OWN),
        (OF_ORG, None, OF_ORG),
        (OF_ORG, OWN, replace(OWN, context=PrintedBy.ANY)),
        (OF_ORG, NOT_SET, replace(OF_ORG, version=0, separate=False)),
    ],
)
def test_a_workspace_has_what_its_organization_chose_where_it_chose_nothing(
    organization: WorkspaceSettings | None,
    own: WorkspaceSettings | None,
    expected: WorkspaceSettings | None,
) -> None:
    assert inherited(organization, own) == expected


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (NOT_SET, OWN, "reviewers U1, review channel C1, questions kept 30 days"),
        (
            OWN,
            NOT_SET,
            "reviewers none, review channel none, questions kept as long as the operator says",
        ),
        (OWN, WorkspaceSettings(Reviewers(ANNS.ids, self_review=True), "C1", 30), "self-review on"),
        (OWN, replace(OWN, context=PrintedBy.ANY), "default context any"),
        (IISSYNCS, NOT_SET, "default context none"),
        (OWN, replace(OWN, separate=True), "entries of each workspace"),
        (OF_ORG, replace(OF_ORG, separate=False), "entries of the organization"),
        (OWN, OWN, ""),
    ],
)
def test_the_log_names_what_is_not_as_before(
    before: WorkspaceSettings, after: WorkspaceSettings, text: str
) -> None:
    assert what_changed(before, after) == text
