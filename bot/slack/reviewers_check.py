"""Checks whether those whom REVIEWERS names can review: for `check`, and at the start of `run`.

`users.info` says who somebody is. It needs the optional scope `users:read`; without it, Slack shows
a user only as one of a channel's members.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.findings import Finding, misconfigured, right, warning
from bot.replies.settings import NotAPerson
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered
from bot.slack.web_api.members import USERS_READ, Member

REVIEWERS = "slack.reviewers"
MOST_REVIEWERS = 20
"""Reviewers that are looked up: Slack allows some 50 such calls a minute."""
_COPY = "copy the id in the person's profile: ⋮, Copy member ID"
_WHY_NOT = {
    NotAPerson.BOT: f"is an app, which cannot review: {_COPY}",
    NotAPerson.GONE: "is deactivated: name somebody else",
    NotAPerson.GUEST: "is a guest, who sees only some channels: name a member",
    NotAPerson.OTHER_COMPANY: f"is no member of this workspace, and so cannot review: {_COPY}",
}


async def reviewer_findings(
    api: SlackApi,
    bot: Mapping[str, Any],
    reviewers: frozenset[str],
    members: frozenset[str] | None,
) -> list[Finding]:
    """What is right and wrong about the reviewers, for the bot as `auth.test` describes it.

    `members` are all of the review channel; None if there is none, or they are not known.
    """
    if not reviewers:
        return [_without_reviewers(api.granted_scopes)]
    looked_up = sorted(reviewers)[:MOST_REVIEWERS]
    found = await asyncio.gather(*(_of_reviewer(api, bot, user) for user in looked_up))
    findings = [each for each in found if each]
    outside = reviewers - members if members is not None else frozenset[str]()
    if outside:
        text = "cannot see the review cards: not in REVIEW_CHANNEL"
        findings.append(warning(REVIEWERS, f"REVIEWERS: {', '.join(sorted(outside))} {text}"))
    known = f"the first {len(looked_up)} of them" if len(looked_up) < len(reviewers) else "all"
    all_right = right(REVIEWERS, f"{len(reviewers)} in REVIEWERS; {known} known to Slack")
    return findings or [all_right]


def _without_reviewers(granted: frozenset[str] | None) -> Finding:
    """How reviewers are named, which needs an optional scope."""
    if granted is None or USERS_READ in granted:
        text = "an administrator chooses the reviewers in the bot's home tab"
        return right(REVIEWERS, f"REVIEWERS is empty: {text}")
    text = "nothing can be added. Name them there, or install the app again with that scope"
    return warning(
        REVIEWERS,
        f"REVIEWERS is empty, and without the optional scope {USERS_READ} no administrator can "
        f"choose the reviewers in the bot's home tab, so {text}",
    )


async def _of_reviewer(api: SlackApi, bot: Mapping[str, Any], user: str) -> Finding | None:
    """What is wrong with one reviewer; None if Slack knows that person."""
    if user == bot.get("user_id"):
        return misconfigured(REVIEWERS, f"REVIEWERS: {user} is the bot itself; {_COPY}")
    try:
        if USERS_READ in (api.granted_scopes or ()):
            return _of_member(Member(user, await api.user(user)), str(bot.get("team_id")))
        return _of_channels(user, await api.channels_with(user))
    except NotDelivered as refused:
        if str(refused) == "user_not_found":
            return misconfigured(REVIEWERS, f"REVIEWERS: Slack knows no user {user}; {_COPY}")
        return warning(REVIEWERS, f"REVIEWERS: whether {user} exists is not known ({refused})")


def _of_member(member: Member, workspace: str) -> Finding | None:
    """A warning for one who cannot review: people leave, and the bot has to start without them."""
    why_not = member.why_no_reviewer(workspace)
    return warning(REVIEWERS, f"REVIEWERS: {member.user} {_WHY_NOT[why_not]}") if why_not else None


def _of_channels(user: str, channels: list[Mapping[str, Any]]) -> Finding | None:
    if not channels:
        return warning(
            REVIEWERS,
            f"REVIEWERS: Slack shows {user} in no channel, so whether that person exists is not "
            f"known. If in doubt, {_COPY}",
        )
    if all(each.get("is_ext_shared") for each in channels):
        text = f"{user} may be of another company, whose people cannot review"
        return warning(REVIEWERS, f"REVIEWERS: {text}; {_COPY}")
    return None
