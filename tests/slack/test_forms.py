import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.slack import forms
from bot.team.draft_form import (
    LONGEST_CAUSE,
    LONGEST_LINK,
    LONGEST_PLACE,
    LONGEST_REASON,
    MOST_STEPS,
    DraftError,
    Field,
    parse_draft,
)
from bot.team.model import (
    ConflictError,
    Decision,
    Draft,
    Origin,
    Person,
    Proposal,
    ProposalVersion,
    Revision,
    TeamEntry,
)
from bot.team.reviewers import Action, NotAllowedError
from bot.team.team import Form
from tests.conftest import Json, accepted_message, accepted_view, texts_in

CODE = StatusCode(0x8BAD0000)
DRAFT = Draft(CODE, "<!channel> is full.", ("Empty it.", "Run it."), "IIS 4.0", "https://a.b")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
LONG = replace(DRAFT, steps=("世" * 300,) * 10)
OPEN = Proposal("p1", "T1", DRAFT, Person("U1", "ann"), NOW)


def submitted(view: Json, values: Mapping[str, str | None]) -> Json:
    """What Slack sends of a form in which that was typed, or chosen."""
    menus = {each["block_id"] for each in view["blocks"] if "options" in each["element"]}
    state = {
        block: {"choice": {"selected_option": value and {"value": value}}}
        if block in menus
        else {"text": {"value": value}}
        for block, value in values.items()
    }
    return {"state": {"values": state}, "private_metadata": view["private_metadata"]}


def _initial(element: Json) -> str:
    """What a field holds as the form opens."""
    chosen: str = element.get("initial_value") or element["initial_option"]["value"]
    return chosen


def buttons_of(payload: Json) -> list[Json]:
    return [e for b in payload["blocks"] if b["type"] == "actions" for e in b["elements"]]


# --- the form

FORM = Form("p1")


def test_the_form_asks_for_every_field_and_needs_two() -> None:
    blocks = accepted_view(forms.draft_view({}, FORM))["blocks"]

    assert [block["block_id"] for block in blocks] == [field.value for field in Field]
    assert [block["block_id"] for block in blocks if not block["optional"]] == ["code", "cause"]
    assert not any("initial_value" in block["element"] for block in blocks)
    assert blocks[-1]["element"]["initial_option"]["value"] == "any"


def test_the_form_asks_which_of_several_codes_it_is_about() -> None:
    codes = [CODE, StatusCode(1722)]
    view = accepted_view(forms.draft_view({}, FORM, codes))
    menu = view["blocks"][0]["element"]
    picked = submitted(view, {"code": "1722", "cause": "x"})

    assert [option["value"] for option in menu["options"]] == [str(CODE), "1722"]
    assert "initial_option" not in menu
    assert parse_draft(forms.typed_fields(picked)).code == StatusCode(1722)


def test_the_form_is_filled_in_as_far_as_it_is_known() -> None:
    view = accepted_view(forms.draft_view({Field.CODE: str(CODE), Field.LINK: ""}, FORM))

    assert [block["element"].get("initial_value") for block in view["blocks"]] == [
        str(CODE), None, None, None, None, None,
    ]  # fmt: skip
    assert (view["callback_id"], view["submit"]["text"]) == (forms.PROPOSE, "Propose")


def test_a_reviewer_sees_the_proposal_in_the_form_and_it_comes_back_the_same() -> None:
    view = accepted_view(forms.edit_view(forms.fields_of(DRAFT), ProposalVersion("p1", 3)))
    shown = {block["block_id"]: _initial(block["element"]) for block in view["blocks"]}
    back = submitted(view, shown)

    assert (view["callback_id"], view["submit"]["text"]) == (forms.EDIT, "Save")
    assert parse_draft(forms.typed_fields(back)) == DRAFT
    assert forms.seen_in(forms.metadata_of(back)) == ProposalVersion("p1", 3)


def test_a_change_of_an_entry_remembers_what_it_follows() -> None:
    form = Form("p1", "e1", 3)
    view = accepted_view(forms.draft_view(forms.fields_of(DRAFT), form))

    assert view["callback_id"] == forms.PROPOSE
    assert Form(**forms.metadata_of(view)) == form


def test_what_was_not_typed_is_empty() -> None:
    back = submitted(forms.draft_view({}, FORM), {field.value: None for field in Field})

    assert forms.typed_fields(back) == dict.fromkeys(Field, "")
    assert forms.metadata_of({"private_metadata": ""}) == {}


any_draft = st.builds(
    Draft,
    st.integers(0, 2**32 - 1).map(StatusCode),
    st.text(min_size=1, max_size=300)
    | st.sampled_from("x世").map(lambda letter: letter * LONGEST_CAUSE),
    st.lists(st.text(min_size=1, max_size=100), max_size=MOST_STEPS).map(tuple),
    st.text(max_size=LONGEST_PLACE),
    st.text(max_size=20) | st.just("https://a.b/".ljust(LONGEST_LINK, "x")),
)


@given(any_draft)
def test_any_draft_has_a_form_and_a_card_that_slack_takes(draft: Draft) -> None:
    accepted_view(forms.edit_view(forms.fields_of(draft), OPEN.current_version))
    accepted_message(forms.card(replace(OPEN, draft=draft), 3), posted=False)
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
def test_each_limit_is_told(field: Field, typed: str, fault: str) -> None:
    with pytest.raises(DraftError) as wrong:
        parse_draft({Field.CODE: "3", Field.CAUSE: "c", field: typed})

    assert wrong.value.faults == {field: fault}


def test_what_is_wrong_is_said_at_its_field() -> None:
    with pytest.raises(DraftError) as wrong:
        parse_draft({Field.CODE: "x", Field.LINK: "ftp://a"})
    answer = forms.draft_errors(wrong.value)

    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"code", "cause", "link"}


def test_a_form_that_could_not_be_kept_stays_open_and_says_why() -> None:
    assert forms.not_saved("The database is away.") == {
        "response_action": "errors",
        "errors": {"cause": "The database is away. What you typed is still here."},
    }


def test_once_kept_the_form_gives_way_to_thanks() -> None:
    view = accepted_view(forms.proposed_view(OPEN))

    assert "".join(texts_in(view["blocks"], "text")).startswith("Thank you. Your proposal for ")
    assert "submit" not in view


EDITED = replace(OPEN, edited_by=Person("U2", "bob"), edited_at=NOW, version=2)
ENTRY = TeamEntry(
    "e1", "T1", Revision(4, DRAFT, EDITED.proposer, EDITED.edited_by, NOW, Origin.PUBLISHED)
)
TYPED = {**forms.fields_of(DRAFT), Field.CAUSE: "My own words."}


def test_fault_66_a_form_that_comes_after_another_edit_goes_on_from_that() -> None:
    answer = forms.edited_again(TYPED, ConflictError(EDITED), "U9")
    view = accepted_view(answer["view"])
    inputs = {each["block_id"]: each["element"] for each in view["blocks"] if "element" in each}

    assert answer["response_action"] == "update"
    assert {name: _initial(each) for name, each in inputs.items()} == TYPED
    assert forms.seen_in(forms.metadata_of(view)) == ProposalVersion("p1", 2)
    assert DRAFT.cause in set(texts_in(view["blocks"], "text"))


def test_fault_66_a_change_of_an_entry_that_changed_goes_on_from_the_newest() -> None:
    answer = forms.proposed_again(TYPED, Form("p1", "e1", 3), ConflictError(ENTRY), "U9")
    view = accepted_view(answer["view"])

    assert Form(**forms.metadata_of(view)) == Form("p1", "e1", 4)
    assert "My own words." in str(view["blocks"])


def test_fault_66_a_rejection_of_what_was_edited_keeps_its_reason() -> None:
    answer = forms.rejected_again("Not so.", ConflictError(EDITED), "U9")
    view = accepted_view(answer["view"])

    assert view["blocks"][-1]["element"]["initial_value"] == "Not so."
    assert forms.seen_in(forms.metadata_of(view)) == ProposalVersion("p1", 2)


@pytest.mark.parametrize(
    "why",
    [
        ConflictError(replace(OPEN, decision=Decision.REJECTED, decided_at=NOW)),
        NotAllowedError("You are not a reviewer."),
    ],
)
def test_what_cannot_go_on_is_said_beside_what_was_typed(why: Exception) -> None:
    answers = (
        forms.edited_again(TYPED, why, "U9"),
        forms.proposed_again(TYPED, FORM, why, "U9"),
        forms.rejected_again("No.", why, "U9"),
    )

    assert [each["response_action"] for each in answers] == ["errors"] * 3
    assert [*answers[0]["errors"], *answers[2]["errors"]] == ["cause", "reason"]


@given(any_draft, any_draft)
def test_fault_66_whatever_was_changed_meanwhile_slack_shows_it(mine: Draft, theirs: Draft) -> None:
    now = ConflictError(replace(EDITED, draft=theirs))

    accepted_view(forms.edited_again(forms.fields_of(mine), now, "U9")["view"])
    accepted_view(forms.rejected_again("x" * LONGEST_REASON, now, "U9")["view"])


# --- cards


def test_an_open_card_can_be_decided_on() -> None:
    buttons = buttons_of(accepted_message(forms.card(OPEN, 0)))

    assert [(button["action_id"], button["text"]["text"]) for button in buttons] == [
        (forms.APPROVE, "Approve"),
        (forms.REJECT, "Reject"),
        (forms.EDIT, "Edit"),
    ]
    assert [json.loads(button["value"]) for button in buttons] == [
        {"proposal": "p1", "version": 1}
    ] * 3


@pytest.mark.parametrize(
    ("allowed", "draft", "labels"),
    [
        ({Action.REJECT, Action.EDIT}, DRAFT, ["Reject", "Edit"]),
        ({Action.APPROVE, Action.REJECT}, DRAFT, ["Approve", "Reject"]),
        ({Action.APPROVE, Action.REJECT}, LONG, ["Approve", "Reject", "Whole text"]),
        ({Action.EDIT}, LONG, ["Edit"]),
        (set[Action](), LONG, []),
    ],
)
def test_fault_57_a_card_has_the_buttons_that_its_reader_may_use(
    allowed: Collection[Action], draft: Draft, labels: Sequence[str]
) -> None:
    payload = accepted_message(forms.card(replace(OPEN, draft=draft), 0, allowed), posted=False)

    assert [button["text"]["text"] for button in buttons_of(payload)] == labels


def test_a_button_from_before_there_were_versions_names_none() -> None:
    assert forms.seen_in({"proposal": "p1", "edition": ""}) == ProposalVersion("p1", 0)


def test_a_card_shows_what_was_written_to_the_letter() -> None:
    payload = accepted_message(forms.card(OPEN, 0))

    assert DRAFT.cause in set(texts_in(payload["blocks"], "text"))
    assert "&lt;!channel&gt; is full." in payload["text"]


@pytest.mark.parametrize("decision", [Decision.APPROVED, Decision.REJECTED])
def test_a_decided_card_has_no_buttons(decision: Decision) -> None:
    done = replace(OPEN, decision=decision, decided_by=Person("U2", "bob"), decided_at=NOW)
    payload = accepted_message(forms.card(done, 0))

    assert buttons_of(payload) == []
    assert f"{decision.value.capitalize()} by* bob, " in payload["text"]


# --- rejecting


def test_a_rejection_asks_for_its_reason() -> None:
    view = accepted_view(forms.reject_view(OPEN.current_version))
    (block,) = view["blocks"]
    back = submitted(view, {block["block_id"]: "  Not so. "})

    assert block["element"]["max_length"] == LONGEST_REASON
    assert (forms.typed_reason(back), forms.metadata_of(back)) == (
        "Not so.",
        OPEN.current_version._asdict(),
    )


def test_no_reason_is_an_empty_one() -> None:
    assert (
        forms.typed_reason(submitted(forms.reject_view(OPEN.current_version), {"reason": None}))
        == ""
    )
