"""Slack's rate limits: calls that Slack counts together wait together."""

import pytest

from bot.slack.rate_limits import CALL_PAUSE, POST_PAUSE, REMEMBERED, Counted, RateLimits

POST, ELSEWHERE = Counted("chat.postMessage", "C1"), Counted("chat.postMessage", "C2")
LOOK = Counted("conversations.replies")


class Clock:
    """Seconds, set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_waits_before_slack_has_refused_a_call() -> None:
    limits = RateLimits(Clock())

    assert [limits.wait(POST, 2) for _ in range(100)] == [0] * 100


def test_what_slack_counts_apart_does_not_wait() -> None:
    limits = RateLimits(Clock())
    limits.refused(POST, 30)

    assert (limits.wait(ELSEWHERE, 2), limits.wait(LOOK, 2)) == (0, 0)
    assert limits.wait(POST, 2) > 30


def test_each_that_has_to_come_back_is_given_a_moment_of_its_own() -> None:
    limits = RateLimits(Clock())
    limits.refused(LOOK, 30)

    assert [limits.wait(LOOK, 2) for _ in range(3)] == pytest.approx(
        [30 + CALL_PAUSE * n for n in (1, 2, 3)]
    )


def test_those_who_give_way_move_no_other_back() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.refused(LOOK, 30)
    later = [limits.wait(LOOK, 2, gives_way=True) for _ in range(100)]

    assert later[-1] == pytest.approx(30 + CALL_PAUSE * 100)
    assert limits.wait(LOOK, 2) == pytest.approx(30 + CALL_PAUSE)


def test_those_who_give_way_go_out_one_by_one_behind_the_others() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.refused(LOOK, 30)
    clock.now = 30
    first = [limits.wait(LOOK, 2) for _ in range(3)]
    behind = [limits.wait(LOOK, 2, gives_way=True) for _ in range(3)]

    assert first == pytest.approx([CALL_PAUSE * n for n in (0, 1, 2)])
    assert behind == pytest.approx([CALL_PAUSE * n for n in (3, 4, 5)])
    assert limits.wait(LOOK, 2) == pytest.approx(CALL_PAUSE * 3)


def test_those_who_come_back_go_out_one_by_one() -> None:
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
    limits.refused(LOOK, 0)
    assert [limits.wait(POST, 0) for _ in range(3)] == [0] * 3
    clock.now *= 3

    assert [limits.wait(LOOK, 0) for _ in range(3)] == [0] * 3
