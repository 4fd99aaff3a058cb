"""What failed on the way to Slack, in words for the log: no exception's class, and no secret."""

import re

from aiohttp import ClientConnectorError, ClientResponseError


def describe(error: Exception) -> str:
    """What failed, without the ticket in a URL or the password of a proxy."""
    if isinstance(error, ClientResponseError):
        return f"HTTP {error.status}"
    if isinstance(error, ClientConnectorError):
        return re.sub(r" ssl:(<[^>]*>|\w+)", "", str(error))
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return type(error).__name__
