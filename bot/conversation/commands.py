"""PURE. The commands that a text can be: help, lists, searches, and those about the team."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from bot.codes.extraction import extract_codes
from bot.codes.normalise import normalised
from bot.codes.status_code import StatusCode
from bot.guide.entry import Family
from bot.guide.family import family_named
from bot.replies.small_talk import asks_for_help

HELP, LIST, SEARCH, FAMILY = "help", "list", "search", "family"
ADD, HISTORY, UNKNOWN, STATS = "add", "history", "unknown", "stats"
_TEAM_COMMANDS = (ADD, HISTORY, UNKNOWN, STATS)
_NUMBER_WITH_STAR = r"(?<![0-9A-Za-z*])(?:0[xX])?[0-9A-Fa-f]{2,9}\*(?![0-9A-Za-z*])"


def words_of(text: str) -> str:
    """The text as a person reads it, on one line, without the mention of the bot."""
    return " ".join(normalised(text).split())


def command_of(words: str) -> str | None:
    """`HELP`, `LIST` or `FAMILY` if the words are nothing else; None for other words."""
    if asks_for_help(words):
        return HELP
    word = words.lower().strip(" .!")
    return word if word in {LIST, FAMILY} else None


def search_words(words: str) -> str | None:
    """The words to search for, from `search WORDS` or a number with a star; None without either."""
    first, _, rest = words.partition(" ")
    if first.lower() == SEARCH:
        return rest
    return words if re.search(_NUMBER_WITH_STAR, words) else None


def family_of(words: str) -> Family | None:
    """The family that `family NAME` asks for."""
    first, _, rest = words.partition(" ")
    return family_named(rest) if first.lower() == FAMILY and rest else None


def asks_for_list(words: str) -> bool:
    """Whether the words ask for a list, a search or a family, whatever is near them."""
    return (
        command_of(words) in {LIST, FAMILY}
        or search_words(words) is not None
        or family_of(words) is not None
    )


def nearest_command(words: str) -> str | None:
    """The command that the words may be a misspelling of."""
    commands = (HELP, LIST, SEARCH, *_TEAM_COMMANDS)
    near = get_close_matches(words.lower(), commands, n=1, cutoff=0.7)
    return near[0] if near else None


class TeamCommand(NamedTuple):
    """A command about the team's entries, and the code that it names."""

    what: str
    code: StatusCode | None


def team_command(text: str) -> TeamCommand | None:
    """The command in `text`, if it is `add CODE`, `history CODE`, `unknown` or `stats`.

    A sentence that begins with such a word ("add to this: now it is 1722") is a question.
    """
    first, _, rest = words_of(text).partition(" ")
    what = first.lower()
    if what not in _TEAM_COMMANDS:
        return None
    if what in {UNKNOWN, STATS}:
        return None if rest else TeamCommand(what, None)
    codes = extract_codes(rest).codes
    if codes and " " in rest:
        return None
    return TeamCommand(what, codes[0].code if codes else None)
