"""What was answered in which thread, so that a code that is asked again leads to its answer.

Remembered by this process alone and for a while: what is forgotten is answered once more, whole.
"""

from collections import OrderedDict
from typing import NamedTuple

from bot.replies.reply import Reply

MOST = 5_000
"""Threads that are remembered."""


class Thread(NamedTuple):
    """A thread, by its first message."""

    workspace: str
    channel: str
    ts: str


class EarlierAnswers:
    """The answers of threads, each by all that it says, with the ts of its message."""

    def __init__(self) -> None:
        self._threads: OrderedDict[Thread, dict[int, str]] = OrderedDict()

    def add(self, thread: Thread, reply: Reply, ts: str) -> None:
        """Remember an answer that explains a code."""
        if not reply.shown:
            return
        answers = self._threads.setdefault(thread, {})
        self._threads.move_to_end(thread)
        answers.setdefault(hash(reply.text), ts)
        if len(self._threads) > MOST:
            self._threads.popitem(last=False)

    def of(self, thread: Thread, reply: Reply) -> str | None:
        """The ts of the message in that thread that says the very same of a code."""
        return self._threads.get(thread, {}).get(hash(reply.text)) if reply.shown else None
