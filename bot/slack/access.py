"""Checks whether Slack lets the bot work: tokens, scopes, clocks, reviewers, review channel.

Nothing is posted or changed.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.findings import Finding, error, misconfigured, right, warning
from bot.replies.settings import ChannelFault
from bot.settings import AppKind, OAuthApp, PreviousSecret, Settings
from bot.slack.answering.audience import channel_fault
from bot.slack.manifest import ASSISTANT, INSTALL, all_scopes, required_scopes
from bot.slack.reviewers_check import REVIEWERS, reviewer_findings
from bot.slack.transport.socket_connection import check_app_token, reason_of
from bot.slack.transport.verification import TOLERANCE
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import NotDelivered, Refused, TokenRefused
from bot.slack.web_api.rate_limits import SCARCE_PAGE

SLACK = "slack"
TOKEN, SCOPES, CLOCK = "slack.token", "slack.scopes", "slack.clock"
AGENT = "slack.assistant"
SOCKET_MODE, HTTP = "slack.socket_mode", "slack.http"
CHANNEL = "slack.review_channel"
WORKSPACES = "slack.workspaces"
READS = "slack.reads"
_ORDER = (SLACK, TOKEN, SCOPES, AGENT, CLOCK, READS, SOCKET_MODE, HTTP, CHANNEL, REVIEWERS)
CLOCK_WARNING = 60
"""Seconds between the two clocks; a response that takes long adds to them."""
_REINSTALL = "Install the app again (OAuth & Permissions), and set its new token"
_REFUSALS = {
    "invalid_auth": "Copy it again from OAuth & Permissions, Bot User OAuth Token. If it is right, "
    "the workspace accepts no calls from this network",
    "accesslimited": "The workspace accepts no calls from this network: allow its address",
    "token_expired": "Turn token rotation off in the app's settings. " + _REINSTALL,
    "not_allowed_token_type": "It is no bot's token: copy the one that starts with xoxb-",
}
"""What to do about Slack's reasons to refuse the bot's token; `_REINSTALL` about all others."""

Add = Callable[[Finding], None]


async def check_access(api: SlackApi, settings: Settings, seconds: float) -> list[Finding]:
    """What is right and wrong in Slack, as far as Slack answers within so many seconds."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(
                _check_bot(api, settings, found.append),
                _check_transport(api, settings, found.append),
            )
    except TimeoutError:
        found.append(error(SLACK, f"Slack has not answered everything within {seconds:g} s"))
    return sorted(found, key=lambda each: _ORDER.index(each.about))


async def _check_bot(api: SlackApi, settings: Settings, add: Add) -> None:
    """Check the bot's token, and then what Slack shows to the bot."""
    if settings.oauth:
        await _check_connection(api, settings.oauth, settings, add)
        return
    try:
        bot = await api.check_token()
    except NotDelivered as refused:
        add(_without_token(refused))
        return
    where = f"{bot.get('team')} ({bot.get('team_id')})"
    add(right(TOKEN, f"the bot is @{bot.get('user')} in the workspace {where}"))
    add(_clock_finding(api.slack_time, time.time(), http=not settings.socket_mode))
    add(_reads_finding(settings.app_kind))
    add(_scopes_finding(api.granted_scopes))
    if api.granted_scopes is not None:
        add(_assistant_finding(api.granted_scopes))
    members = await _check_channel(api, settings.review_channel, add)
    for finding in await reviewer_findings(api, bot, settings.reviewers, members):
        add(finding)


async def _check_connection(api: SlackApi, app: OAuthApp, settings: Settings, add: Add) -> None:
    """Check the way to Slack of an app that has a token for each workspace, and none before."""
    try:
        await api.check_connection()
    except NotDelivered as refused:
        add(_without_token(refused))
        return
    add(right(SLACK, f"workspaces install the bot at {app.public_url}{INSTALL}"))
    add(_clock_finding(api.slack_time, time.time(), http=not settings.socket_mode))
    add(_reads_finding(settings.app_kind))


def _without_token(refused: NotDelivered) -> Finding:
    """The finding for the first call, which only a wrong token or a broken connection can fail."""
    word = str(refused)
    if isinstance(refused, TokenRefused) or word in _REFUSALS:
        what_to_do = _REFUSALS.get(word, _REINSTALL)
        return misconfigured(TOKEN, f"Slack refuses SLACK_BOT_TOKEN ({word}). {what_to_do}")
    if isinstance(refused, Refused):
        return error(TOKEN, f"Slack refuses the bot ({word}): an administrator has to act")
    return error(
        SLACK,
        f"Slack cannot be reached or used now ({word}): check the network, HTTPS_PROXY, "
        "SSL_CERT_FILE, and https://slack-status.com",
    )


def _clock_finding(slack_time: float | None, now: float, *, http: bool) -> Finding:
    if slack_time is None:
        return warning(CLOCK, "Slack did not say what time it is")
    seconds = round(now - slack_time)
    direction = "ahead of" if seconds > 0 else "behind"
    off = f"this machine's clock is {timedelta(seconds=abs(seconds))} h {direction} Slack's"
    if abs(seconds) > TOLERANCE:
        mode = ". The bot would refuse all requests of Slack as too old" if http else ""
        return misconfigured(CLOCK, f"{off}: synchronize it by NTP{mode}")
    if abs(seconds) > CLOCK_WARNING:
        return warning(CLOCK, f"{off}: synchronize it by NTP")
    return right(CLOCK, "this machine's clock and Slack's agree")


def _reads_finding(kind: AppKind) -> Finding:
    """Which limits for reading messages the bot keeps."""
    if kind is AppKind.DISTRIBUTED:
        text = f"reads messages once a minute in each workspace, {SCARCE_PAGE} at a time"
        return right(READS, f"the bot {text}: SLACK_APP_KIND is {kind}")
    return right(READS, f"the bot reads messages as often as it needs: SLACK_APP_KIND is {kind}")


def _scopes_finding(granted: frozenset[str] | None) -> Finding:
    if granted is None:
        return warning(SCOPES, "Slack did not say which scopes the bot has")
    missing = required_scopes() - granted
    if missing:
        return misconfigured(
            SCOPES,
            f"the bot lacks the scopes {_listed(missing)}. Replace the app's manifest "
            "by the one that `python -m bot manifest` prints, and install the app again",
        )
    declined = frozenset(all_scopes()) - granted
    are = "is" if len(declined) == 1 else "are"
    without = f", but not {_listed(declined)}, which {are} optional" if declined else ""
    return right(SCOPES, f"the bot has all scopes that it needs{without}")


def _assistant_finding(granted: frozenset[str]) -> Finding:
    if ASSISTANT in granted:
        return right(AGENT, "on: Slack lists the bot among its agents")
    return right(
        AGENT,
        "off, as usual: the bot is none of Slack's agents",
    )


async def _check_transport(api: SlackApi, settings: Settings, add: Add) -> None:
    if not settings.socket_mode:
        add(_http_finding(settings.previous_secret, time.time()))
        return
    try:
        await check_app_token(settings, api.ssl)
    except TokenRefused as refused:
        add(misconfigured(SOCKET_MODE, reason_of(refused)))
    except NotDelivered as failed:
        why = reason_of(failed)
        add(error(SOCKET_MODE, f"whether SLACK_APP_TOKEN is right is not known: {why}"))
    else:
        add(right(SOCKET_MODE, "Slack accepts SLACK_APP_TOKEN for Socket Mode"))


def _http_finding(previous: PreviousSecret | None, now: float) -> Finding:
    if previous and now >= previous.until.timestamp():
        since = f"{previous.until:%Y-%m-%d %H:%M %Z}"
        text = f"SLACK_SIGNING_SECRET_PREVIOUS is not accepted any more, since {since}: remove it"
        return warning(HTTP, text)
    return right(HTTP, "Slack has to send its requests by HTTP; only their arrival shows that")


# The review channel


async def _check_channel(api: SlackApi, channel: str | None, add: Add) -> frozenset[str] | None:
    """Check the review channel; returns all its members, if they are known."""
    if channel is None:
        return None
    try:
        details = await api.channel(channel)
        add(_channel_finding(channel, details))
        members, is_whole = await api.members(channel)
    except NotDelivered as refused:
        add(_without_channel(channel, refused))
        return None
    return members if is_whole else None


def _without_channel(channel: str, refused: NotDelivered) -> Finding:
    if str(refused) == "channel_not_found":
        return misconfigured(
            CHANNEL,
            f"REVIEW_CHANNEL: Slack shows the bot no channel {channel}. Copy the id from the "
            "channel's details; if the channel is private, invite the bot: /invite @iissync",
        )
    return error(CHANNEL, f"REVIEW_CHANNEL: Slack does not show channel {channel} ({refused})")


def _channel_finding(channel: str, details: Mapping[str, Any]) -> Finding:
    name = f"REVIEW_CHANNEL: #{details.get('name', channel)}"
    fault = channel_fault(details)
    if fault is ChannelFault.ARCHIVED:
        text = "is archived, so review cards go to each reviewer's DM"
        return error(CHANNEL, f"{name} {text}: name another channel")
    if fault is ChannelFault.NOT_IN_IT:
        return error(CHANNEL, f"the bot is not in {name}. Invite it there: /invite @iissync")
    if fault:
        text = "is shared with another company, so review cards go to each reviewer's DM"
        return warning(CHANNEL, f"{name} {text}: name another channel")
    return right(CHANNEL, f"{name} is the bot's own company's, and the bot is in it")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
