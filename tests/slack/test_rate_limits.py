"""Slack's rate limits: calls that Slack counts together share a queue."""

import pytest

from bot.slack.rate_limits import CALL_PAUSE, POST_PAUSE, REMEMBERED, Bucket, RateLimits

POST, ELSEWHERE = Bucket("chat.postMessage", "C1"), Bucket("chat.postMessage", "C2")
READ = Bucket("conversations.replies")


class Clock:
    """Seconds, set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_no_call_waits_before_slack_has_refused_one() -> None:
    limits = RateLimits(Clock())

    assert [limits.wait(POST, 2) for _ in range(100)] == [0] * 100


def test_calls_that_slack_counts_separately_do_not_wait() -> None:
    limits = RateLimits(Clock())
    limits.refused(POST, 30)

    assert (limits.wait(ELSEWHERE, 2), limits.wait(READ, 2)) == (0, 0)
    assert limits.wait(POST, 2) > 30


def test_each_call_that_has_to_be_retried_gets_a_time_of_its_own() -> None:
    limits = RateLimits(Clock())
    limits.refused(READ, 30)

    assert [limits.wait(READ, 2) for _ in range(3)] == pytest.approx(
        [30 + CALL_PAUSE * n for n in (1, 2, 3)]
    )


def test_calls_with_low_priority_delay_no_others() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.refused(READ, 30)
    later = [limits.wait(READ, 2, low_priority=True) for _ in range(100)]

    assert later[-1] == pytest.approx(30 + CALL_PAUSE * 100)
    assert limits.wait(READ, 2) == pytest.approx(30 + CALL_PAUSE)


def test_calls_with_low_priority_are_sent_one_by_one_after_the_others() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.refused(READ, 30)
    clock.now = 30
    first = [limits.wait(READ, 2) for _ in range(3)]
    behind = [limits.wait(READ, 2, low_priority=True) for _ in range(3)]

    assert first == pytest.approx([CALL_PAUSE * n for n in (0, 1, 2)])
    assert behind == pytest.approx([CALL_PAUSE * n for n in (3, 4, 5)])
    assert limits.wait(READ, 2) == pytest.approx(CALL_PAUSE * 3)


def test_retried_calls_are_sent_one_by_one() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.refused(POST, 30)
    clock.now = 31

    assert [limits.wait(POST, 2) for _ in range(2)] == pytest.approx([0, POST_PAUSE])
    assert limits.wait(POST, 2) > 2
    assert limits.wait(POST, 0) > 0


def test_a_second_refusal_makes_no_wait_shorter() -> None:
    limits = RateLimits(Clock())
    limits.refused(POST, 30)
    limits.refused(POST, 1)

    assert limits.wait(POST, 60) == 30


def test_a_limit_is_forgotten_once_slack_has_refused_nothing_for_a_while() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.refused(POST, 0)
    clock.now = REMEMBERED + 1
    limits.refused(READ, 0)
    assert [limits.wait(POST, 0) for _ in range(3)] == [0] * 3
    clock.now *= 3

    assert [limits.wait(READ, 0) for _ in range(3)] == [0] * 3
