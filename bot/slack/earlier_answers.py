"""Finds the earlier answer in a thread, so that the same question again gets a link to it.

Each process remembers its own answers only. After a restart the answer is posted once more.
"""

from typing import NamedTuple

from bot.slack.answer_cache import CachedAnswer
from bot.slack.recent import Recent

MOST = 5_000
"""Threads that are remembered."""


class Thread(NamedTuple):
    """A thread; `ts` is that of its first message."""

    workspace: str
    channel: str
    ts: str


class EarlierAnswers:
    """The `ts` of each answer in a thread, by a hash of its text."""

    def __init__(self) -> None:
        self._threads = Recent[Thread, dict[int, str]](MOST)

    def add(self, thread: Thread, answer: CachedAnswer, ts: str) -> None:
        """Remember an answer if it explains a code. The first of equal ones counts."""
        if answer.reply.shown:
            answers = self._threads.get(thread, {})
            answers.setdefault(answer.text_hash, ts)
            self._threads[thread] = answers

    def find(self, thread: Thread, answer: CachedAnswer) -> str | None:
        """The ts of the message in that thread that has the same text and explains a code."""
        return self._threads.get(thread, {}).get(answer.text_hash) if answer.reply.shown else None
