"""PURE. The pages that a browser shows at the end of an installation.

They stand beside the page that begins one, so its address is relative.
"""

from html import escape
from typing import NamedTuple


class _Failure(NamedTuple):
    status: int
    title: str
    text: str


_FAILURES = {
    "access_denied": _Failure(
        403,
        "You chose not to install the bot",
        "Nothing was installed. If an administrator has to approve the app, wait for that.",
    ),
    "invalid_browser": _Failure(
        400,
        "This page was opened in another browser",
        (
            "The installation has to end in the browser in which it began, with cookies "
            "allowed. Begin again, and stay in that browser."
        ),
    ),
    "invalid_state": _Failure(
        400,
        "This link was used before, or is too old",
        (
            "An installation has to end within ten minutes, and each link works once. If the bot "
            "answers in your workspace, it is installed."
        ),
    ),
    "missing_code": _Failure(
        400,
        "Slack's answer is not whole",
        "Nothing was installed. If it happens again, ask whoever runs the bot.",
    ),
    "invalid_code": _Failure(
        502,
        "Slack did not accept the installation",
        (
            "The code in the address is not valid, or no longer. If that happens again, whoever "
            "runs the bot should check SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PUBLIC_URL "
            "against the app's settings."
        ),
    ),
    "storage_error": _Failure(
        503,
        "The installation could not be stored",
        "The bot's database is out of reach. Try again in some minutes.",
    ),
    "slack_unavailable": _Failure(
        503,
        "Slack cannot be reached",
        "Nothing was installed. Try again in some minutes.",
    ),
}
_OTHER = _Failure(
    502,
    "Slack did not install the bot",
    "Nothing was installed. If that happens again, ask whoever runs the bot.",
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif }}
body {{ max-width: 36rem; margin: 15vh auto 0; padding: 0 1rem }}
h1 {{ font-size: 1.5rem; line-height: 1.25 }}
</style></head>
<body><h1>{title}</h1><p>{text}</p>{link}</body></html>
"""


class Page(NamedTuple):
    """A page, and the status of its response."""

    status: int
    html: str


def installed(name: str, url: str) -> Page:
    """The page after an installation in a workspace of that name; `url` leads to the bot."""
    title = f"The bot is installed in {name}"
    text = (
        "Type /iissync with a status code in any channel. To have it answer mentions in a channel, "
        "invite it there: /invite @iissync"
    )
    return Page(200, _html(title, text, f'<p><a href="{escape(url)}">Open Slack</a></p>'))


def failed(reason: str) -> Page:
    """The page after a failure, for which Slack or Bolt have that word."""
    status, title, text = _FAILURES.get(reason, _OTHER)
    return Page(status, _html(title, text, '<p><a href="install">Begin again</a></p>'))


def _html(title: str, text: str, link: str = "") -> str:
    return _PAGE.format(title=escape(title), text=escape(text), link=link)
