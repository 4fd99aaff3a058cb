"""The outputs of a workflow's step, of the codes in any text."""

from dataclasses import replace

import pytest

from bot.codes.status_code import StatusCode
from bot.conversation import answer_step
from bot.guide.explain import explain
from bot.replies.answered_code import AnsweredCode
from bot.replies.step_outputs import LONGEST, Outputs, step_outputs
from bot.team.model import Draft, TeamEntry
from tests.replies.team_data import CODE, DOCUMENTED, EVIL, entry, notes_with


def outputs(text: str, *entries: TeamEntry) -> Outputs:
    found = answer_step(text, notes_with(*entries))
    assert found
    return found


def test_each_output_can_stand_alone() -> None:
    assert outputs("IISSYNC failed: 2148598792") == {
        "codes": "2148598792",
        "meaning": (
            "2148598792: The two nodes have a communications problem. "
            "Elsewhere in Windows: COM+ cannot read the application file to install."
        ),
        "cause": "Documented by Microsoft for IISSYNC: Possibly an IP address conflict.",
        "first_step": (
            "Documented by Microsoft for IISSYNC: See that every IP address, on both nodes and in "
            "the IIS resource group, is valid and that all are in one subnet."
        ),
        "link": "https://jeffpar.github.io/kbarchive/kb/224/Q224801/",
    }


def test_of_several_codes_the_first_is_the_main_one_and_each_is_named_once() -> None:
    found = outputs("HRESULT 0x80070005, then error 1603, HRESULT 0x80070005 again")

    assert found["codes"] == "0x80070005, 1603"
    assert found["meaning"].startswith("0x80070005: Access is denied.")


@pytest.mark.parametrize(
    "text", ["", "all is well", "3 servers down at 10:30", "ERROR 1722 (HY000)"]
)
def test_a_text_without_a_code_has_no_outputs(text: str) -> None:
    assert answer_step(text) is None


@pytest.mark.parametrize(
    ("text", "cause", "step"),
    [
        ("RPC failed: 1722", "The guide: ", "The guide: "),
        ("2148598792", "Documented by Microsoft for IISSYNC: ", "Documented by Microsoft for "),
        ("1722", "Documented by Microsoft for IISSYNC: ", "Our suggestion: "),
        ("1726", "Likely, but not documented: ", "Our suggestion: "),
        ("9999999", "It is too large for a Win32 error", "Our suggestion: Look at the text around"),
        (
            "0",
            "It is no failure.",
            "Documented by Microsoft for IISSYNC: Nothing needs to be done.",
        ),
        ("Kerberos: Failure Code: 0x18", "The guide: ", "Warning: Every wrong try counts towards"),
    ],
)
def test_a_cause_and_a_step_begin_with_their_source(text: str, cause: str, step: str) -> None:
    found = outputs(text)

    assert found["cause"].startswith(cause)
    assert found["first_step"].startswith(step)


def test_a_code_without_a_page_has_no_link() -> None:
    assert "link" not in outputs("9999999")


def test_what_the_team_wrote_comes_first() -> None:
    found = outputs(str(CODE), entry())

    assert found["cause"] == "Your team: The share is full."
    assert found["first_step"] == "Your team: Empty it."
    assert found["link"] == "https://a.b"


def test_what_the_team_left_out_comes_from_the_guide() -> None:
    found = outputs(str(DOCUMENTED), entry(draft=Draft(DOCUMENTED, "The share is full.")))

    assert found["cause"] == "Your team: The share is full."
    assert found["first_step"].startswith("Documented by Microsoft for IISSYNC: ")
    assert found["link"].startswith("https://jeffpar.github.io/")


def test_nothing_that_a_person_wrote_notifies_anyone_or_hides_an_address() -> None:
    found = outputs(str(CODE), entry(draft=replace(EVIL, link="")))
    text = str(found)

    assert "!channel> " in text
    assert not {"<!", "<@", "<https"} & {
        text[at : at + n] for at in range(len(text)) for n in (2, 6)
    }


def test_an_output_is_one_line_of_limited_length() -> None:
    found = outputs(", ".join(f"0x8007{number:04X}" for number in range(1, 400)))

    assert {"\n" in text for text in found.values()} == {False}
    assert len(found["codes"]) == LONGEST
    assert found["codes"].endswith("…")


def test_an_explained_code_without_cause_or_step_says_so() -> None:
    explanation = explain(StatusCode(5))
    bare = replace(explanation.entry, causes=(), steps=())
    one = AnsweredCode("5", explanation._replace(entry=bare, suggestion=None))
    found = step_outputs([one])

    assert found["cause"] == "No cause of it is known."
    assert found["first_step"] == "No step against it is known."
