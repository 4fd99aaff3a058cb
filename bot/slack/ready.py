"""Answers as they are sent, kept ready for as long as the team knows nothing new."""

from typing import Generic, NamedTuple, TypeVar

from bot.knowledge.team import WorkspaceNotes
from bot.reply import Reply

T = TypeVar("T")

LONGEST = 100
"""Characters of a text whose answer is kept: a code or some, but no console output."""
MOST = 500


class Ready(NamedTuple, Generic[T]):
    """A reply, and what is sent of it."""

    reply: Reply
    sent: T


class ReadyAnswers(Generic[T]):
    """The answers of one surface, by workspace and text. The oldest makes room for a new one."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[WorkspaceNotes, Ready[T]]] = {}

    def of(self, workspace: str, text: str, notes: WorkspaceNotes) -> Ready[T] | None:
        """The answer to a text, if it was made from these very notes."""
        kept = self._kept.get((workspace, text))
        return kept[1] if kept and kept[0].are(notes) else None

    def keep(self, workspace: str, text: str, notes: WorkspaceNotes, ready: Ready[T]) -> None:
        """Keep what was made from these notes, unless the text is a long one."""
        if len(text) > LONGEST:
            return
        if len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[workspace, text] = notes, ready
