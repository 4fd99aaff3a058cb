import pytest

from bot.settings import Proxies
from bot.slack.web_api.proxies import proxy_for

PLAIN, SECURE = "http://plain.example:3128", "http://secure.example:3128"


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://slack.com/api/", SECURE),
        ("wss://wss-primary.slack.com/link/", SECURE),
        ("http://slack.com/api/", PLAIN),
        ("ws://slack.com/link/", PLAIN),
    ],
)
def test_the_scheme_of_a_url_selects_the_proxy(url: str, proxy: str) -> None:
    assert proxy_for(url, Proxies(http=PLAIN, https=SECURE)) == proxy


@pytest.mark.parametrize("url", ["https://slack.com/api/", "http://slack.com/api/"])
def test_without_a_proxy_the_connection_is_direct(url: str) -> None:
    assert proxy_for(url, Proxies()) is None


@pytest.mark.parametrize(
    ("url", "no_proxy"),
    [
        ("https://slack.com/api/", "slack.com"),
        ("https://hooks.slack.com/commands/1", "slack.com"),
        ("https://hooks.slack.com/commands/1", ".slack.com"),
        ("https://slack.com/api/", "example.org, slack.com"),
        ("https://SLACK.com/api/", "slack.COM"),
        ("https://slack.com:8443/api/", "slack.com:8443"),
        ("https://slack.com:8443/api/", "slack.com"),
        ("https://me:hunter2@slack.com/api/", "slack.com"),
        ("http://127.0.0.1:8000/api/", "127.0.0.1,localhost"),
        ("ws://localhost:8000/link/", "127.0.0.1,localhost"),
        ("https://slack.com/api/", "*"),
    ],
)
def test_no_proxy_is_used_for_a_host_in_no_proxy(url: str, no_proxy: str) -> None:
    assert proxy_for(url, Proxies(PLAIN, SECURE, no_proxy)) is None


@pytest.mark.parametrize("no_proxy", ["", "example.org", "notslack.com", "slack.com:8443", ","])
def test_the_proxy_is_used_for_every_other_host(no_proxy: str) -> None:
    assert proxy_for("https://slack.com/api/", Proxies(PLAIN, SECURE, no_proxy)) == SECURE
