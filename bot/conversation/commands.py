"""PURE. The commands that a text can be: help, lists, searches, and those about the team."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from bot.codes.extraction import extract_codes
from bot.codes.normalise import normalised
from bot.codes.status_code import StatusCode
from bot.guide.family import family_named
from bot.replies.small_talk import asks_for_help

HELP, LIST, SEARCH, FAMILY = "help", "list", "search", "family"
ADD, HISTORY, UNKNOWN, STATS = "add", "history", "unknown", "stats"
_TEAM_COMMANDS = (ADD, HISTORY, UNKNOWN, STATS)
_NUMBER_WITH_STAR = r"(?<![0-9A-Za-z*])(?:0[xX])?[0-9A-Fa-f]{2,9}\*(?![0-9A-Za-z*])"


def words_of(text: str) -> str:
    """The text as a person reads it, on one line, without the mention of the bot."""
    return " ".join(normalised(text).split())


class Command(NamedTuple):
    """A command about no team: `HELP`, `LIST`, `SEARCH` or `FAMILY`.

    `words` are those to search for, or the name of a family, without which it asks for all.
    """

    what: str
    words: str = ""


def command_of(words: str) -> Command | None:
    """The command that the words are; None for other words. A number with a star is a search."""
    if asks_for_help(words):
        return Command(HELP)
    alone = words.lower().strip(" .!")
    if alone in {LIST, FAMILY}:
        return Command(alone)
    first, _, rest = words.partition(" ")
    if first.lower() == SEARCH:
        return Command(SEARCH, rest)
    if re.search(_NUMBER_WITH_STAR, words):
        return Command(SEARCH, words)
    if first.lower() == FAMILY and family_named(rest):
        return Command(FAMILY, rest)
    return None


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
