"""PURE. Finds a team's entries by their words, as the guide's codes are found, and beside them."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from threading import Lock

from bot.guide.hits import Hit
from bot.guide.index_builder import Target, build_index
from bot.guide.phrase_index import Match, PhraseIndex
from bot.guide.search import index
from bot.team.model import TeamEntry
from bot.team.snapshot import Shelves, all_entries


class EntryIndex:
    """The entries of one team, at one moment."""

    def __init__(self, entries: Sequence[TeamEntry]) -> None:
        self._entries = entries
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        build_index(connection, map(_target, range(len(entries)), entries), index().weight)
        self._index = PhraseIndex(connection, index().weight)

    def hits(self, words: str, *, unfinished: bool = False) -> Iterator[tuple[Match, Hit]]:
        """What fits the words, the best first."""
        for match in self._index.matches(words, unfinished=unfinished):
            entry = self._entries[match.key]
            draft = entry.revision.draft
            yield (
                match,
                Hit(draft.code, draft.cause, None, draft.printed_by, match.score, is_team=True),
            )


def _target(number: int, entry: TeamEntry) -> Target:
    draft = entry.revision.draft
    sentences = re.split(r"(?<=[.;:!?])\s", draft.cause)
    return Target(number, sentences, [draft.cause, *draft.steps, draft.applies_to, draft.link], 1)


MOST = 16
"""Indexes that are kept."""


class EntryIndexes:
    """The indexes of teams, each made on its first search and kept while no words change."""

    def __init__(self) -> None:
        self._kept: dict[frozenset[tuple[str, int]], EntryIndex] = {}
        self._keeping = Lock()

    def of(self, shelves: Shelves) -> EntryIndex:
        """The index of these entries; a vote changes none."""
        entries = all_entries(shelves)
        versions = frozenset((entry.id, entry.revision.version) for entry in entries)
        made = self._kept.get(versions) or EntryIndex(entries)
        with self._keeping:
            self._kept.pop(versions, None)
            self._kept[versions] = made
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return made
