"""PURE. Finds faults in the words of an entry, for `guide check` and for built packages.

The limits make answers fit on a phone; the other rules reject texts that do not help anybody.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.codes.plain_words import in_plain_words

PHONE = 38
"""Characters in a line of a message on a phone."""
LINES_OF_MEANING, LINES_OF_CAUSE = 2, 3
"""Most lines of a code with its meaning, and of the first cause: then the first step is visible."""
LONGEST_UNEXPLAINED = 112
"""Most characters of a meaning without a cause."""
LONGEST_STEP = 200

_EMPTY_WORDS = frozenset(
    """
    a an and are as at be been by can cannot could did do does error failed for from had has have in
    invalid is it its not occurred of on or that the there this to was were which will windows with
    """.split()  # noqa: SIM905 - a list of them takes a line each
)
_EVASIVE = re.compile(
    r"(?i)\A(?:contact|ask|call) (?:your|the|an?) (?:system |network |domain )?administrator"
    r"|\A(?:please )?try again later\W*\Z|\Aupdate all (?:your )?drivers\W*\Z"
)


def faults_of(content: Mapping[str, Any], code: str, names: Sequence[str]) -> Iterator[str]:
    """The faults of a compiled entry; `code` is written as it is printed, and has these `names`."""
    yield from _faults_of_meaning(content, code, names)
    causes, steps = content.get("causes", []), content.get("steps", [])
    if causes and (lines := _lines(causes[0][0])) > LINES_OF_CAUSE:
        fault = f"takes {lines} lines on a phone; at most {LINES_OF_CAUSE}"
        yield f"its first cause {fault}: {causes[0][0]!r}"
    for text in (fact[0] for fact in causes):
        if _words(text) and _words(text) <= _words(content["meaning"][0]):
            yield f"a cause says no more than the meaning: {text!r}"
    if len(content.get("warnings", [])) > 1:
        yield "it has more than one warning: only one is read"
    for text in (fact[0] for fact in steps):
        if len(text) > LONGEST_STEP:
            yield f"a step has {len(text)} characters; at most {LONGEST_STEP}: {text!r}"
        if _EVASIVE.search(text):
            yield f"a step helps nobody: {text!r}"
    for fact in [content["meaning"], *causes, *steps, *content.get("warnings", [])]:
        yield from _faults_of_text(fact[0])


def _faults_of_meaning(
    content: Mapping[str, Any], code: str, names: Sequence[str]
) -> Iterator[str]:
    meaning, explained = content["meaning"][0], bool(content.get("causes"))
    if explained and (lines := _lines(f"{code}: {meaning}")) > LINES_OF_MEANING:
        fault = f"takes {lines} lines on a phone; at most {LINES_OF_MEANING}"
        yield f"its meaning, after its code, {fault}: {meaning!r}"
    if len(meaning) > LONGEST_UNEXPLAINED:
        fault = f"has {len(meaning)} characters; at most {LONGEST_UNEXPLAINED}"
        yield f"its meaning {fault}: {meaning!r}"
    if not re.fullmatch(r"[A-Z0-9.`].*\.", meaning):
        yield f"its meaning is no sentence: {meaning!r}"
    repeated = next((name for name in names if _words(meaning) <= _words(in_plain_words(name))), "")
    if repeated and not explained:
        yield f"its meaning says no more than its name {repeated}: {meaning!r}"


def _faults_of_text(text: str) -> Iterator[str]:
    if text != text.strip() or "\n" in text or "  " in text:
        yield f"has blanks at an end, twice, or a line break: {text!r}"
    if text.count("`") % 2:
        yield f"has a ` without its other: {text!r}"
    if not text.endswith((".", "?")):
        yield f"does not end as a sentence: {text!r}"


def _lines(text: str) -> int:
    return len(textwrap.wrap(text.replace("`", ""), PHONE))


def _words(text: str) -> set[str]:
    """The words of a text that have a meaning, each without its ending."""
    words = {*re.findall(r"[a-z0-9]+", text.lower())} - _EMPTY_WORDS
    return {re.sub(r"(?:ing|ed|s)\Z", "", word) for word in words}
