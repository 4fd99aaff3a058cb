"""What was answered in which thread, so that a code that is asked again leads to its answer.

Remembered by this process alone and for a while: what is forgotten is answered once more, whole.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

from bot.replies.reply import Reply, Shown

MOST = 5_000
"""Threads that are remembered."""


class Thread(NamedTuple):
    """A thread, by its first message."""

    workspace: str
    channel: str
    ts: str


class EarlierAnswers:
    """The answers of threads, each with the ts of the message that gives it."""

    def __init__(self) -> None:
        self._threads: OrderedDict[Thread, dict[tuple[Shown, tuple[str, ...]], str]] = OrderedDict()

    def add(self, thread: Thread, reply: Reply, ts: str) -> None:
        """Remember what a reply explains: its first code, in full, with the team's entries."""
        if not reply.shown:
            return
        answers = self._threads.setdefault(thread, {})
        self._threads.move_to_end(thread)
        answers.setdefault((reply.shown[0], reply.entries), ts)
        if len(self._threads) > MOST:
            self._threads.popitem(last=False)

    def of(self, thread: Thread) -> Mapping[tuple[Shown, tuple[str, ...]], str]:
        """The ts of each answer that was given in a thread, by the code and the entries shown."""
        return self._threads.get(thread, {})
