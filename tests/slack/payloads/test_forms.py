from dataclasses import replace

import pytest
from hypothesis import given

from bot.codes.status_code import StatusCode
from bot.slack.payloads import forms
from bot.team.draft_form import DraftError, Field, parse_draft
from bot.team.model import (
    ConflictError,
    Decision,
    Draft,
    Origin,
    ProposalVersion,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import NotAllowedError
from bot.team.team import Form
from tests.conftest import Json, accepted_view, texts_in
from tests.slack.proposals import CODE, DRAFT, EDITED, NOW, OPEN, any_draft, submitted


def _initial(element: Json) -> str:
    """The value of an input when the form opens."""
    chosen: str = element.get("initial_value") or element["initial_option"]["value"]
    return chosen


# --- the form

FORM = Form("p1")


def test_the_form_has_every_field_and_requires_two() -> None:
    blocks = accepted_view(forms.draft_view({}, FORM))["blocks"]

    assert [block["block_id"] for block in blocks] == [field.value for field in Field]
    assert [block["block_id"] for block in blocks if not block["optional"]] == ["code", "cause"]
    assert not any("initial_value" in block["element"] for block in blocks)
    assert blocks[-1]["element"]["initial_option"]["value"] == "any"


def test_with_several_codes_the_form_has_a_menu_of_them() -> None:
    codes = [CODE, StatusCode(1722)]
    view = accepted_view(forms.draft_view({}, FORM, codes))
    menu = view["blocks"][0]["element"]
    picked = submitted(view, {"code": "1722", "cause": "x"})

    assert [option["value"] for option in menu["options"]] == [str(CODE), "1722"]
    assert "initial_option" not in menu
    assert parse_draft(forms.typed_fields(picked)).code == StatusCode(1722)


def test_the_form_opens_with_the_known_values() -> None:
    view = accepted_view(forms.draft_view({Field.CODE: str(CODE), Field.LINK: ""}, FORM))

    assert [block["element"].get("initial_value") for block in view["blocks"]] == [
        str(CODE), None, None, None, None, None,
    ]  # fmt: skip
    assert (view["callback_id"], view["submit"]["text"]) == (forms.PROPOSE, "Propose")


def test_a_form_for_editing_returns_the_proposal_unchanged() -> None:
    view = accepted_view(forms.edit_view(forms.fields_of(DRAFT), ProposalVersion("p1", 3)))
    shown = {block["block_id"]: _initial(block["element"]) for block in view["blocks"]}
    back = submitted(view, shown)

    assert (view["callback_id"], view["submit"]["text"]) == (forms.EDIT, "Save")
    assert parse_draft(forms.typed_fields(back)) == DRAFT
    assert forms.seen_in(forms.metadata_of(back)) == ProposalVersion("p1", 3)


def test_the_form_for_a_change_stores_the_version_of_the_entry() -> None:
    form = Form("p1", "e1", 3)
    view = accepted_view(forms.draft_view(forms.fields_of(DRAFT), form))

    assert view["callback_id"] == forms.PROPOSE
    assert Form(**forms.metadata_of(view)) == form


def test_an_empty_input_is_an_empty_field() -> None:
    back = submitted(forms.draft_view({}, FORM), {field.value: None for field in Field})

    assert forms.typed_fields(back) == dict.fromkeys(Field, "")
    assert forms.metadata_of({"private_metadata": ""}) == {}


@given(any_draft)
def test_slack_accepts_the_form_of_any_draft(draft: Draft) -> None:
    accepted_view(forms.edit_view(forms.fields_of(draft), OPEN.current_version))
    accepted_view(forms.proposed_view(replace(OPEN, draft=draft)))


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        (Field.CODE, "", "Say which status code it is."),
        (Field.CAUSE, " ", "Say what the cause is."),
        (Field.CAUSE, "x" * 2001, "At most 2000 characters: these are 2001."),
        (Field.STEPS, "a\n" * 21, "At most 20 steps: these are 21."),
        (Field.STEPS, "x" * 301, "A step has at most 300 characters."),
        (Field.STEPS, ("x" * 300 + "\n") * 10, "All steps together have at most 3000 characters."),
    ],
)
def test_each_limit_has_its_error(field: Field, typed: str, fault: str) -> None:
    with pytest.raises(DraftError) as raised:
        parse_draft({Field.CODE: "3", Field.CAUSE: "c", field: typed})

    assert raised.value.faults == {field: fault}


def test_errors_are_shown_at_their_fields() -> None:
    with pytest.raises(DraftError) as raised:
        parse_draft({Field.CODE: "x", Field.LINK: "ftp://a"})
    answer = forms.draft_errors(raised.value)

    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"code", "cause", "link"}


def test_a_stored_proposal_replaces_the_form_by_thanks() -> None:
    view = accepted_view(forms.proposed_view(OPEN))

    assert "".join(texts_in(view["blocks"], "text")).startswith("Thank you. Your proposal for ")
    assert "submit" not in view


ENTRY = TeamEntry(
    "e1", "T1", Revision(4, DRAFT, EDITED.proposer, EDITED.edited_by, NOW, Origin.PUBLISHED)
)
TYPED = {**forms.fields_of(DRAFT), Field.CAUSE: "My own words."}


def test_fault_66_a_form_submitted_after_another_edit_continues_from_that_edit() -> None:
    answer = forms.edit_refused(TYPED, ConflictError(EDITED), "U9")
    view = accepted_view(answer["view"])
    inputs = {each["block_id"]: each["element"] for each in view["blocks"] if "element" in each}

    assert answer["response_action"] == "update"
    assert {name: _initial(each) for name, each in inputs.items()} == TYPED
    assert forms.seen_in(forms.metadata_of(view)) == ProposalVersion("p1", 2)
    assert DRAFT.cause in set(texts_in(view["blocks"], "text"))


def test_fault_66_a_change_of_a_changed_entry_continues_from_its_newest_version() -> None:
    answer = forms.proposal_refused(TYPED, Form("p1", "e1", 3), ConflictError(ENTRY), "U9")
    view = accepted_view(answer["view"])

    assert Form(**forms.metadata_of(view)) == Form("p1", "e1", 4)
    assert "My own words." in str(view["blocks"])


@pytest.mark.parametrize(
    "why",
    [
        ConflictError(replace(OPEN, decision=Decision.REJECTED, decided_at=NOW)),
        NotAllowedError("You are not a reviewer."),
    ],
)
def test_a_refusal_is_shown_at_a_field_of_the_form(why: Exception) -> None:
    answers = (
        forms.edit_refused(TYPED, why, "U9"),
        forms.proposal_refused(TYPED, FORM, why, "U9"),
    )

    assert [each["response_action"] for each in answers] == ["errors"] * 2
    assert all(next(iter(each["errors"].values())).endswith("still here.") for each in answers)
    assert [[*each["errors"]] for each in answers] == [["cause"]] * 2


@given(any_draft, any_draft)
def test_fault_66_slack_accepts_the_form_after_any_change(mine: Draft, theirs: Draft) -> None:
    now = ConflictError(replace(EDITED, draft=theirs))

    accepted_view(forms.edit_refused(forms.fields_of(mine), now, "U9")["view"])


def test_an_old_button_without_a_version_has_version_0() -> None:
    assert forms.seen_in({"proposal": "p1", "edition": ""}) == ProposalVersion("p1", 0)
