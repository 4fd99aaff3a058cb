"""Each error that Slack documents has its remedy, and a pause is never too short."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.slack
from bot.slack.web_api.refusals import LONGEST_PAUSE, Remedy, classify, is_known, retry_after

ROWS = [
    row.split("\t")
    for row in Path(__file__).with_name("errors.tsv").read_text("utf-8").splitlines()
]
EVERYWHERE = "*"
OWN = {(method, word): remedy for method, word, remedy in ROWS if method != EVERYWHERE}
METHODS = sorted({method for method, _ in OWN})
LISTED = {
    (method, word): OWN.get((method, word), remedy)
    for common, word, remedy in ROWS
    for method in (METHODS if common == EVERYWHERE else [common])
}
METHOD = re.compile(
    r"\b(apps|assistant\.threads|auth|chat|conversations|functions|oauth\.v2|users|views)"
    r"(\.[a-zA-Z]+)+"
)
SENT = "Sat, 31 Oct 2026 23:59:30 GMT"


def headers(retry_after: str | None, date: str | None = SENT) -> dict[str, str]:
    named = {"Retry-After": retry_after, "Date": date}
    return {name: value for name, value in named.items() if value is not None}


def test_each_error_that_slack_documents_has_its_remedy() -> None:
    assert {listed: classify(*listed) for listed in LISTED} == LISTED
    assert [listed for listed in LISTED if not is_known(*listed)] == []


def methods_called() -> Iterator[str]:
    """The methods of the Web API that occur in the bot's own code."""
    for path in Path(bot.slack.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from (found[0] for found in METHOD.finditer(node.value))


def test_the_errors_of_each_method_that_the_bot_calls_are_listed() -> None:
    assert set(methods_called()) <= set(METHODS)


def test_each_error_is_listed_once() -> None:
    assert len({(method, word) for method, word, _ in ROWS}) == len(ROWS)
    assert {remedy for _, _, remedy in ROWS} == set(Remedy)


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("a_new_word", Remedy.NOTIFY_USER),
        ("", Remedy.NOTIFY_USER),
        ("rate_limit_exceeded", Remedy.RATE_LIMITED),
        ("ratelimited_by_channel", Remedy.RATE_LIMITED),
    ],
)
def test_an_unknown_error_is_shown_to_the_user_unless_it_means_a_rate_limit(
    word: str, remedy: Remedy
) -> None:
    assert classify("chat.postMessage", word) is remedy
    assert not is_known("chat.postMessage", word)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        ("30.5", 31),
        ("30.0", 30),
        ("30.", 30),
        (".5", 1),
        (" 7 ", 7),
        ("0", 0),
        ("0.000001", 1),
        ("007", 7),
        ("3600", LONGEST_PAUSE),
        ("99999999", LONGEST_PAUSE),
        ("9" * 5000, LONGEST_PAUSE),
        ("Sun, 01 Nov 2026 00:00:15 GMT", 45),
        ("Sat, 31 Oct 2026 23:59:00 GMT", 0),
        ("Sun, 31 Oct 9999 00:00:00 GMT", LONGEST_PAUSE),
    ],
)
def test_the_header_says_how_long_to_wait(header: str, seconds: float) -> None:
    assert retry_after(headers(header)) == seconds


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", " ", "-5", "+5", "soon", "30 s", "1e9", "inf", "nan", "0x10", "1_000", "1,5"),
        *("٣", "\uff13\uff10", ".", "30, 60", "Sat, 31 Jun 2026 23:59:00 GMT", "2026-10-31"),
        "Sun, 01 Nov 2026 00:00:15 CET",
    ],
)
def test_a_header_that_cannot_be_parsed_means_the_usual_pause(header: str | None) -> None:
    assert retry_after(headers(header)) == 1


@pytest.mark.parametrize("sent", [None, "", "now"])
def test_a_date_without_a_second_one_means_the_usual_pause(sent: str | None) -> None:
    assert retry_after(headers("Sun, 01 Nov 2026 00:00:15 GMT", sent)) == 1


@given(st.decimals(0, LONGEST_PAUSE, places=3))
def test_a_pause_is_what_slack_says_rounded_up(seconds_said: Decimal) -> None:
    seconds = retry_after(headers(str(seconds_said)))

    assert seconds_said <= seconds < seconds_said + 1


@given(st.text(), st.none() | st.text() | st.just(SENT))
def test_any_header_gives_a_pause_within_bounds(header: str, sent: str | None) -> None:
    seconds = retry_after(headers(header, sent))

    assert 0 <= seconds <= LONGEST_PAUSE
    assert seconds.is_integer()
