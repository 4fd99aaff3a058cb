"""PURE. Finds a team's entries by their words, as the guide's codes are found, and beside them."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from threading import Lock

from bot.guide.hits import Hit
from bot.guide.phrase_index import Match, PhraseIndex, Target, build
from bot.guide.search import index
from bot.knowledge.model import TeamEntry
from bot.knowledge.snapshot import Shelves, all_entries


class EntryIndex:
    """The entries of one team, at one moment."""

    def __init__(self, entries: Sequence[TeamEntry]) -> None:
        self._entries = entries
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        build(connection, map(_target, range(len(entries)), entries), index())
        self._index = PhraseIndex(connection, index())

    def hits(self, words: str, *, unfinished: bool = False) -> Iterator[tuple[Match, Hit]]:
        """What fits the words, the best first."""
        for match in self._index.matches(words, unfinished=unfinished):
            entry = self._entries[match.key]
            cause = entry.revision.draft.cause
            yield match, Hit(entry.code, cause, score=match.score, is_team=True)


def _target(number: int, entry: TeamEntry) -> Target:
    draft = entry.revision.draft
    sentences = re.split(r"(?<=[.;:!?])\s", draft.cause)
    return Target(number, sentences, [draft.cause, *draft.steps, draft.applies_to, draft.link], 1)


MOST = 16
"""Teams whose indexes are kept."""


class EntryIndexes:
    """The index of each team, made on its first search and kept for as long as its entries stay."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Shelves, EntryIndex]] = {}
        self._making = Lock()

    def of(self, shelves: Shelves) -> EntryIndex:
        """The index of these entries."""
        with self._making:
            kept = self._kept.pop(id(shelves), None)
            if kept is None:
                kept = shelves, EntryIndex(all_entries(shelves))
                if len(self._kept) >= MOST:
                    del self._kept[next(iter(self._kept))]
            self._kept[id(shelves)] = kept
            return kept[1]
