"""The slash command, which is answered in its acknowledgement."""

import json

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.conversation import ADD, Request, TeamCommand, team_command
from bot.replies.errors import rate_limited
from bot.replies.reply import COMMAND, Reply
from bot.slack.answering.answer_cache import AnswerCache, CachedAnswer
from bot.slack.answering.home_updates import HomeUpdates
from bot.slack.answering.notifications import user_of
from bot.slack.answering.responder import Responder, answer_request
from bot.slack.answering.team_commands import answer_team_command
from bot.slack.answering.user_limiter import RateLimited, UserLimiter
from bot.slack.listeners.proposal_listeners import ProposalListeners
from bot.slack.payloads.installation import Body, workspace_of
from bot.slack.payloads.surfaces import ephemeral


def _to_json(reply: Reply) -> str:
    return json.dumps(ephemeral(reply))


class Commands:
    """Answers commands, visible only to their user."""

    def __init__(
        self, responder: Responder, proposals: ProposalListeners, home_updates: HomeUpdates
    ) -> None:
        self._responder = responder
        self._proposals = proposals
        self._home_updates = home_updates
        self._limiter = UserLimiter()
        self._cache = AnswerCache()

    def register(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.command(COMMAND)(self.command)

    def cached(self, body: Body) -> str | None:
        """The JSON that answers a command, if it is in the cache; None for anything else."""
        if body.get("command") != COMMAND:
            return None
        text, notes = body.get("text") or "", self._responder.notes(body)
        answer = self._cache.get(workspace_of(body), text, notes)
        if answer is None:
            return None
        self._responder.counter.count_private(body, answer.reply)
        return answer.json

    async def command(self, ack: AsyncAck, command: Body) -> None:
        """Answer a command. A user with too many of them in flight gets an error instead."""
        try:
            async with self._limiter.slot(workspace_of(command), user_of(command).id):
                body = await self._answer(command, command.get("text") or "")
        except RateLimited:
            body = _to_json(rate_limited())
        await ack(body)  # Bolt takes a text that begins with a brace for JSON

    async def _answer(self, command: Body, text: str) -> str:
        team = team_command(text)
        if team:
            return await self._answer_team_command(command, team)
        notes = self._responder.notes(command)
        reply = await answer_request(self._responder.threads, Request(text), notes)
        self._responder.counter.count_private(command, reply)
        answer = CachedAnswer(reply, _to_json(reply))
        self._cache.put(workspace_of(command), text, notes, answer)
        return answer.json

    async def _answer_team_command(self, body: Body, command: TeamCommand) -> str:
        """The answer to a team command; empty if a form opens instead."""
        if command.what == ADD:
            self._proposals.open_form(body, command.code)
            return "{}"
        workspace, user = workspace_of(body), user_of(body).id
        reply = await answer_team_command(self._responder.team, command, workspace, user)
        return _to_json(self._home_updates.with_home_link(reply, body, command.code))
