"""Makes the replies to what users type into commands and modals, or ask by a click."""

import asyncio
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

from bot.conversation import Request, answer
from bot.replies.reply import Reply
from bot.slack.answering.audience import notes_for_user
from bot.slack.answering.question_counter import QuestionCounter
from bot.slack.payloads.installation import Body
from bot.team.notes import WorkspaceNotes
from bot.team.team import Team

IN_THREAD_FROM = 2000
"""Characters from which a text is decoded in a thread, so that it delays nobody else."""


async def answer_request(
    threads: Executor, request: Request, notes: WorkspaceNotes, *, whole: bool = False
) -> Reply:
    """The reply of `bot.conversation.answer`. What may take long runs in a thread."""
    if _is_quick(request):
        return answer(request, notes, whole=whole)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(threads, partial(answer, request, notes, whole=whole))


def _is_quick(request: Request) -> bool:
    """Whether the answer needs no search, and only the codes of a short text."""
    is_alone = not (request.thread or request.enclosed)
    return is_alone and len(request.text) < IN_THREAD_FROM and bool(request.extraction.answerable)


class Responder:
    """Replies to the user of a payload, as far as that user may read the team's entries."""

    def __init__(self, team: Team, counter: QuestionCounter) -> None:
        self.team = team
        self.counter = counter
        self.threads = ThreadPoolExecutor(2, "decode")

    def notes(self, body: Body) -> WorkspaceNotes:
        """The team's notes for the user who acts."""
        return notes_for_user(self.team, body)

    async def reply(self, body: Body, request: Request, *, whole: bool = False) -> Reply:
        """The reply to a request, which counts as a question.

        `whole` shows everything at once, where there is no button to show more.
        """
        reply = await answer_request(self.threads, request, self.notes(body), whole=whole)
        self.counter.count_private(body, reply)
        return reply
