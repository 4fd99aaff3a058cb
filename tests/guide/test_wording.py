"""What is wrong with the words of an entry: each rule, and that a good entry has none."""

from typing import Any

import pytest

from bot.guide.wording import faults_of

GOOD: dict[str, Any] = {
    "meaning": ["The account was refused."],
    "causes": [["It lacks the right to write to the folder."], ["The file is read-only."]],
    "steps": [["Run `icacls C:\\Temp`; the account must have `(M)`."]],
}
CODE, NAMES = "0x80070005", ("ERROR_ACCESS_DENIED",)


def test_a_good_entry_has_no_fault() -> None:
    assert list(faults_of(GOOD, CODE, NAMES)) == []


@pytest.mark.parametrize(
    ("part", "content", "fault"),
    [
        ("meaning", [f"It {'was ' * 20}so."], "its meaning, after its code, takes 3 lines on a"),
        ("meaning", [f"A{'a' * 120}."], "its meaning has 122 characters; at most 112"),
        ("meaning", ["access was refused"], "its meaning is no sentence"),
        ("causes", [["so " * 50 + "it is."]], "its first cause takes 5 lines on a phone; at most"),
        ("causes", [["The account was refused."]], "a cause says no more than the meaning"),
        ("steps", [["Do it. " * 40]], "a step has 280 characters; at most 200"),
        ("steps", [["Contact your administrator."]], "a step helps nobody"),
        ("steps", [["Try again later."]], "a step helps nobody"),
        ("steps", [["Look  there."]], "has blanks at an end, twice, or a line break"),
        ("steps", [["Run `dir."]], "has a ` without its other"),
        ("warnings", [["It hurts"]], "does not end as a sentence"),
        ("warnings", [["It hurts."], ["It burns."]], "it has more than one warning"),
    ],
)
def test_a_fault_of_the_words_is_reported(part: str, content: list[Any], fault: str) -> None:
    faults = list(faults_of({**GOOD, part: content}, CODE, NAMES))

    assert any(each.startswith(fault) for each in faults), faults


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
