"""Which proxy to use for a URL. slack_sdk uses one proxy for all URLs and ignores NO_PROXY."""

from functools import lru_cache
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined] # undocumented

from bot.settings import Proxies


def proxy_for(url: str, proxies: Proxies) -> str | None:
    """The address of the proxy for `url` (http, https, ws or wss); None for a direct connection."""
    address = urlsplit(url)
    host = address.netloc.rpartition("@")[2]
    if _is_direct(host, proxies.no_proxy):
        return None
    return proxies.https if address.scheme in {"https", "wss"} else proxies.http


@lru_cache(maxsize=64)  # almost all calls go to one host
def _is_direct(host: str, no_proxy: str) -> bool:
    return bool(proxy_bypass_environment(host, {"no": no_proxy}))
