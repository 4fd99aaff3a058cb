"""What is proven of a pattern is true of its matches, and enough is proven for the tables."""

import re
from functools import partial

import pytest

from bot.codes.patterns import has_hint
from tests.codes.guaranteed import is_in_all_matches


@pytest.mark.parametrize(
    ("hints", "pattern"),
    [
        ("oak", "an oak"),
        ("oak", "(?i:OAK)"),
        ("oak", r"\b(?:an? )?oak(?:tree)?\b"),
        ("oak|elm", "(?:oak|elm|elms?) [0-9]"),
        ("oak", "(?:oak|o(?>ak)e)"),
        ("oak 5|oak 6", "oak [56]"),
        ("oak oak", "(?:oak )+oak"),
        ("oak", "(?:oak){2}"),
        ("oak", "[^0-9]{1,9}(?=[^\n]*oak)"),
        ("(4|(5", r"(?<=[:-] \()[45][0-9]{2}"),
        (" (0x", r"[a-z]{2}[.]? \((0x[0-9A-Fa-f]{4})\)"),
    ],
)
def test_a_hint_that_is_in_every_match_is_proven(hints: str, pattern: str) -> None:
    assert is_in_all_matches(partial(has_hint, hints), pattern)


@pytest.mark.parametrize(
    ("hints", "pattern", "text"),
    [
        ("oak", "", ""),
        ("oak", "(?:oak)?", ""),
        ("oak", "(?:oak)*", ""),
        ("oak", "oak|elm", "elm"),
        ("oak", "o.k", "o-k"),
        ("oak", "o[^e]k", "o-k"),
        ("oak", "o[a-f]k", "odk"),
        ("oak", r"o\wk", "o5k"),
        ("oak", "oa?k", "ok"),
        ("oak", "oa+k", "oaak"),
        ("oak", "(?!oak)elm", "elm"),
        ("oak", "(?=o)elm|elm", "elm"),
        ("oak", "(?:o(?<=o)a(?<=oa)k)?", ""),
        ("aa", "a(?<=a)b", "ab"),
        ("aa", "(?:a|b){2}", "ab"),
        ("aaa", "a{2}b", "aab"),
    ],
)
def test_a_hint_that_a_match_can_lack_is_not_proven(hints: str, pattern: str, text: str) -> None:
    assert re.fullmatch(pattern, text)
    assert not has_hint(hints, text)
    assert not is_in_all_matches(partial(has_hint, hints), pattern)
