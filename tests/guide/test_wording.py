"""What is wrong with the words of an entry: each rule, and that a good entry has none."""

from typing import Any

import pytest

from bot.guide.wording import faults_of

GOOD: dict[str, Any] = {
    "meaning": ["The account was refused."],
    "causes": [[f"It lacks {'a right ' * 11}so."], ["The file is read-only."]],
    "steps": [["Run `icacls C:\\Temp`; the account must have `(M)`."], [f"{'So ' * 66}1."]],
    "warnings": [["Is it yours?"]],
}
"""Its first cause and its second step are as long as they may be."""
LONG = f"It was{' so' * 20}."
CODE, NAMES = "0x80070005", ("ERROR_ACCESS_DENIED",)


def test_a_good_entry_has_no_fault() -> None:
    assert list(faults_of(GOOD, CODE, NAMES)) == []


@pytest.mark.parametrize(
    ("part", "content", "fault"),
    [
        (
            "meaning",
            [LONG],
            f"its meaning, after its code, takes 3 lines on a phone; at most 2: '{LONG}'",
        ),
        (
            "meaning",
            [f"A{'a' * 120}."],
            f"its meaning has 122 characters; at most 112: 'A{'a' * 120}.'",
        ),
        ("meaning", ["access was refused."], "its meaning is no sentence: 'access was refused.'"),
        (
            "causes",
            [["so " * 50 + "it is."]],
            f"its first cause takes 5 lines on a phone; at most 3: '{'so ' * 50}it is.'",
        ),
        (
            "causes",
            [["The account was refused."]],
            "a cause says no more than the meaning: 'The account was refused.'",
        ),
        (
            "steps",
            [[f"{'Do it. ' * 39}Do it."]],
            f"a step has 279 characters; at most 200: '{'Do it. ' * 39}Do it.'",
        ),
        *(
            ("steps", [[text]], f"a step helps nobody: '{text}'")
            for text in ("Contact your administrator.", "Try again later.", "Update all drivers.")
        ),
        *(
            ("steps", [[text]], f"has blanks at an end, twice, or a line break: {text!r}")
            for text in ("Look  there.", " Look there.", "Look there. ", "Look\nthere.")
        ),
        ("steps", [["Run `dir."]], "has a ` without its other: 'Run `dir.'"),
        ("warnings", [["It hurts"]], "does not end as a sentence: 'It hurts'"),
        (
            "warnings",
            [["It hurts."], ["It burns."]],
            "it has more than one warning: only one is read",
        ),
    ],
)
def test_a_fault_of_the_words_is_reported(part: str, content: list[Any], fault: str) -> None:
    assert fault in faults_of({**GOOD, part: content}, CODE, NAMES)


@pytest.mark.parametrize(
    ("meaning", "repeats"),
    [
        ("Access is denied.", True),
        ("The access was denied.", True),
        ("The account may not open the file.", False),
    ],
)
def test_a_meaning_without_causes_says_more_than_the_name(meaning: str, repeats: bool) -> None:  # noqa: FBT001 - a row
    faults = list(faults_of({"meaning": [meaning]}, CODE, NAMES))

    assert bool(faults) is repeats
    assert all("no more than its name ERROR_ACCESS_DENIED" in fault for fault in faults)


def test_a_meaning_without_causes_may_be_longer() -> None:
    meaning = (
        "The account may not open the file, because it is not in the group that the share names."
    )

    assert list(faults_of({"meaning": [meaning]}, CODE, NAMES)) == []
    assert list(faults_of({**GOOD, "meaning": [meaning]}, CODE, NAMES))
