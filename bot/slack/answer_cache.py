"""Answers as they are sent, kept ready for as long as the team knows nothing new."""

from typing import NamedTuple

from bot.replies.reply import Reply
from bot.team.notes import WorkspaceNotes

LONGEST = 100
"""Characters of a text whose answer is kept: a code or some, but no console output."""
MOST = 100


class CachedAnswer(NamedTuple):
    """A reply, and the JSON that is sent of it."""

    reply: Reply
    sent: str


class AnswerCache:
    """The answers of one surface, by workspace and text. The oldest makes room for a new one."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[WorkspaceNotes, CachedAnswer]] = {}

    def get(self, workspace: str, text: str, notes: WorkspaceNotes) -> CachedAnswer | None:
        """The answer to a text, if it was made from these very notes."""
        kept = self._kept.get((workspace, text))
        return kept[1] if kept and kept[0].give_same_answers(notes) else None

    def put(self, workspace: str, text: str, notes: WorkspaceNotes, ready: CachedAnswer) -> None:
        """Keep what was made from these notes, unless the text is a long one."""
        if len(text) > LONGEST:
            return
        if len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[workspace, text] = notes, ready
