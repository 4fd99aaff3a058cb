"""How much the HTTP API takes at a time, and what happens beyond."""

import asyncio
import json
from typing import Any

import pytest

from bot.http_api import rate_limiter
from bot.http_api.body import LARGEST_BODY, LONGEST_TEXT
from bot.http_api.endpoint import MOST_AT_ONCE
from bot.http_api.rate_limiter import BURST, MOST_CLIENTS, RATE, RateLimiter, cost_of
from tests.http_api.client import Api, held, serving_api


async def test_the_longest_text_is_decoded(api: Api) -> None:
    response = await api.post(b"error 1722" + b" " * (LONGEST_TEXT - 10))

    assert len(response.json["codes"]) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"x" * (LONGEST_TEXT + 1), "40,000 characters"),
        (b"x" * (LARGEST_BODY + 1), "256 KiB"),
    ],
)
async def test_a_larger_text_is_refused(api: Api, body: bytes, words: str) -> None:
    response = await api.post(body)

    assert response.status == 413
    assert words in response.json["detail"]
    assert "in parts" in response.json["what_to_do"]
    assert api.counted("decode", 413)


async def test_a_client_that_sends_too_much_is_told_when_to_go_on(api: Api) -> None:
    longest = b" " * LONGEST_TEXT
    first, second = await api.post(longest), await api.post(longest)

    assert (first.status, second.status) == (200, 429)
    assert second.headers["Retry-After"] in {"1", "2"}
    assert second.json["what_to_do"].startswith(f"Wait for {second.headers['Retry-After']} s")
    assert (await api.get("/codes/1722")).status == 200


async def test_while_it_decodes_as_much_as_it_can_it_asks_to_come_back() -> None:
    with held() as slow:
        async with serving_api(slow.decode) as api:
            waiting = [asyncio.create_task(api.get("/codes/1722")) for _ in range(MOST_AT_ONCE + 1)]
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            [refused] = [task.result() for task in done]
            described = await api.get("/openapi.json")
            slow.released.set()
            statuses = [response.status for response in await asyncio.gather(*waiting)]

    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    assert described.status == 200
    assert sorted(statuses) == [200] * MOST_AT_ONCE + [503]


async def test_a_text_that_waits_when_the_bot_stops_is_dropped() -> None:
    with held() as slow:
        async with serving_api(slow.decode) as api:
            waiting = [asyncio.create_task(api.get("/codes/1722")) for _ in range(2)]
            await asyncio.to_thread(slow.begun.wait, 30)
        slow.released.set()
        results = await asyncio.gather(*waiting, return_exceptions=True)

    assert [isinstance(each, Exception) for each in results] == [True, True]


async def test_a_failure_of_the_bot_is_reported_without_its_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(text: str) -> dict[str, Any]:
        raise RuntimeError(f"cutlery {text}")

    async with serving_api(fail) as api:
        response = await api.get("/codes/cutlery")

    reference = response.json["what_to_do"].split()[2]
    assert response.status == 500
    assert f"unexpected failure, reference {reference}" in caplog.messages
    assert "cutlery" not in str(response.json)
    assert api.counted("other", 500)
    assert "iissync_unexpected_failures_total 1.0" in api.metrics.page().decode()


# The rate limiter, whose clock is an argument


def test_a_client_has_its_burst_and_then_its_rate() -> None:
    limiter = RateLimiter()

    assert [limiter.take("a", 1, 100.0) for _ in range(BURST + 1)] == [0] * BURST + [1]
    assert [limiter.take("a", 1, 101.0) for _ in range(RATE + 1)] == [0] * RATE + [1]
    assert limiter.take("b", 1, 101.0) == 0


def test_an_allowance_does_not_grow_beyond_the_burst() -> None:
    limiter = RateLimiter()
    limiter.take("a", 1, 0.0)

    assert limiter.take("a", BURST, 1_000.0) == 0
    assert limiter.take("a", BURST, 1_000.0) == BURST // RATE


def test_the_longest_text_is_never_too_much_for_a_client_that_waited() -> None:
    assert 1 == cost_of("0x80070005") < cost_of(" " * LONGEST_TEXT) <= BURST
    assert len(json.dumps({"text": "ü" * LONGEST_TEXT})) <= LARGEST_BODY


def test_clients_that_have_not_asked_for_longest_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limiter, "MOST_CLIENTS", 2)
    limiter = RateLimiter()
    for client in ("a", "b", "a", "c"):
        limiter.take(client, BURST // 2, 0.0)

    assert MOST_CLIENTS == 1_000
    assert limiter.take("b", BURST, 0.0) == 0
    assert limiter.take("a", BURST, 0.0) == 0
    assert limiter.take("a", 1, 0.0) == 1
