"""PURE. Which URLs belong to Slack, so that the bot's token is sent nowhere else."""

from urllib.parse import urlsplit

_HOSTS = ("slack.com", "slack-edge.com")
"""Slack serves files from these hosts and their subdomains."""


def is_slack_url(url: str, api_url: str) -> bool:
    """Whether the URL of a file is Slack's. With an API elsewhere, whether it has that origin."""
    try:
        address, api = urlsplit(url), urlsplit(api_url)
        origin, own = ((each.scheme, each.hostname, each.port) for each in (address, api))
    except ValueError:  # the port is not a number
        return False
    if address.username is not None or address.password is not None:
        return False
    if not _is_below(api.hostname, _HOSTS):
        return origin == own
    return (
        address.scheme == "https" and address.port is None and _is_below(address.hostname, _HOSTS)
    )


def _is_below(host: str | None, domains: tuple[str, ...]) -> bool:
    return host is not None and any(f".{host}".endswith(f".{domain}") for domain in domains)
