"""Answers the commands about a team's entries: history, stats and unknown."""

from bot.codes.status_code import StatusCode
from bot.conversation import HISTORY, STATS, TeamCommand
from bot.database.errors import DatabaseUnavailable
from bot.replies.errors import error_reply, refusal_sentence
from bot.replies.history import history_reply
from bot.replies.reply import Reply
from bot.replies.statistics import stats_reply, unknown_reply
from bot.team.team import Team


async def answer_team_command(
    team: Team, command: TeamCommand, workspace: str, user: str, page: int = 0
) -> Reply:
    """The reply to a command, or a page of it, from 0; an error reply without the database.

    `add` is none of these commands: it opens a form.
    """
    try:
        if command.what == HISTORY:
            return await _history_command(team, command.code, workspace, user, page)
        if command.what == STATS:
            return stats_reply(await team.questions.most_asked(workspace), page)
        return unknown_reply(await team.questions.unknown_codes(workspace), page)
    except DatabaseUnavailable as error:
        return error_reply(refusal_sentence(error))


async def _history_command(
    team: Team, code: StatusCode | None, workspace: str, user: str, page: int
) -> Reply:
    if code is None:
        return error_reply("Say of which code: /iissync history 2148598792")
    return await history(team, code, workspace, user, page)


async def history(team: Team, code: StatusCode, workspace: str, user: str, page: int = 0) -> Reply:
    """A page, from 0, of what the team has written about a code. Raises `DatabaseUnavailable`."""
    histories = await team.history(workspace, code)
    entries = [each.entry for each in histories]
    may_restore = {each.id for each in entries if user in team.reviewers(each.workspace).ids}
    reply = history_reply(code, histories, page, may_restore=may_restore)
    return reply._replace(takes_entries=bool(team.reviewers(workspace).ids))
