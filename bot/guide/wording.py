"""PURE. What is wrong with the words of an entry, as `guide check` and the compiler tell it.

The limits are what fits a phone; the other rules keep out what tells an administrator nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.codes.plain_words import in_plain_words

LONGEST_MEANING = 64
LONGEST_UNEXPLAINED = 112
"""Characters of a meaning that has no cause after it."""
LONGEST_CAUSE = 112
"""Characters of the first cause: three lines on a phone."""
LONGEST_STEP = 200

_SAYS_NOTHING = frozenset(
    """
    a an and are as at be been by can cannot could did do does error failed for from had has have in
    invalid is it its not occurred of on or that the there this to was were which will windows with
    """.split()  # noqa: SIM905 - a list of them takes a line each
)
_EVASIVE = re.compile(
    r"(?i)\A(?:contact|ask|call) (?:your|the|an?) (?:system |network |domain )?administrator"
    r"|\A(?:please )?try again later\W*\Z|\Aupdate all (?:your )?drivers\W*\Z"
)


def faults_of(content: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    """What is wrong with an entry that was compiled; `names` are those of its codes."""
    yield from _of_the_meaning(content, names)
    causes, steps = content.get("causes", []), content.get("steps", [])
    if causes and len(causes[0][0]) > LONGEST_CAUSE:
        yield f"its first cause has {len(causes[0][0])} characters; at most {LONGEST_CAUSE}"
    for text in (fact[0] for fact in causes):
        if _words(text) and _words(text) <= _words(content["meaning"][0]):
            yield f"a cause says no more than the meaning: {text!r}"
    for text in (fact[0] for fact in steps):
        if len(text) > LONGEST_STEP:
            yield f"a step has {len(text)} characters; at most {LONGEST_STEP}: {text!r}"
        if _EVASIVE.search(text):
            yield f"a step helps nobody: {text!r}"
    for fact in [content["meaning"], *causes, *steps, *content.get("warnings", [])]:
        yield from _of_a_text(fact[0])


def _of_the_meaning(content: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    meaning, explained = content["meaning"][0], bool(content.get("causes"))
    most = LONGEST_MEANING if explained else LONGEST_UNEXPLAINED
    if len(meaning) > most:
        yield f"its meaning has {len(meaning)} characters; at most {most}: {meaning!r}"
    if not re.fullmatch(r"[A-Z0-9.`].*\.", meaning):
        yield f"its meaning is no sentence: {meaning!r}"
    repeated = next((name for name in names if _words(meaning) <= _words(in_plain_words(name))), "")
    if repeated and not explained:
        yield f"its meaning says no more than its name {repeated}: {meaning!r}"


def _of_a_text(text: str) -> Iterator[str]:
    if text != text.strip() or "\n" in text or "  " in text:
        yield f"has blanks at an end, twice, or a line break: {text!r}"
    if text.count("`") % 2:
        yield f"has a ` without its other: {text!r}"
    if not text.endswith((".", "?")):
        yield f"does not end as a sentence: {text!r}"


def _words(text: str) -> set[str]:
    """What a text says, each word without its ending."""
    words = {*re.findall(r"[a-z0-9]+", text.lower())} - _SAYS_NOTHING
    return {re.sub(r"(?:ing|ed|s)\Z", "", word) for word in words}
