"""Which proxy to use for a URL. slack_sdk uses one proxy for all URLs and ignores NO_PROXY."""

from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined] # undocumented

from bot.settings import Proxies


def proxy_for(url: str, proxies: Proxies) -> str | None:
    """The address of the proxy for `url` (http, https, ws or wss); None for a direct connection."""
    address = urlsplit(url)
    host = address.netloc.rpartition("@")[2]
    if proxy_bypass_environment(host, {"no": proxies.no_proxy}):
        return None
    return proxies.https if address.scheme in {"https", "wss"} else proxies.http
