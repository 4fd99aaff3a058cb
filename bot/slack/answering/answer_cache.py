"""Caches answers as JSON, for as long as the team's entries stay the same."""

from dataclasses import dataclass
from functools import cached_property

from bot.replies.reply import Reply
from bot.slack.recent import Recent
from bot.team.notes import WorkspaceNotes

LONGEST = 100
"""Characters of a text whose answer is cached: some codes, but no console output."""
MOST = 100
"""Answers in a cache."""


@dataclass(frozen=True)
class CachedAnswer:
    """A reply, and the JSON in which it is sent."""

    reply: Reply
    json: str

    @cached_property
    def text_hash(self) -> int:
        """A hash of the reply's text, by which the process knows it again."""
        return hash(self.reply.text)


class AnswerCache:
    """The answers of one surface, by workspace and text."""

    def __init__(self) -> None:
        self._answers = Recent[tuple[str, str], tuple[WorkspaceNotes, CachedAnswer]](MOST)

    def get(self, workspace: str, text: str, notes: WorkspaceNotes) -> CachedAnswer | None:
        """The answer to a text, if it was made from the same notes."""
        made_from, answer = self._answers.get((workspace, text), (None, None))
        return answer if made_from and made_from.give_same_answers(notes) else None

    def put(self, workspace: str, text: str, notes: WorkspaceNotes, answer: CachedAnswer) -> None:
        """Cache an answer that was made from these notes, unless the text is long."""
        if len(text) <= LONGEST:
            self._answers[workspace, text] = notes, answer
