"""Which proxy leads to an address. slack_sdk takes one for all and does not know NO_PROXY."""

from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined] # undocumented

from bot.settings import Proxies


def proxy_for(url: str, proxies: Proxies) -> str | None:
    """The proxy's address for `url` (http, https, ws or wss), None where none leads there."""
    address = urlsplit(url)
    host = address.netloc.rpartition("@")[2]
    if proxy_bypass_environment(host, {"no": proxies.no_proxy}):
        return None
    return proxies.https if address.scheme in {"https", "wss"} else proxies.http
