"""Slack's rate limits: calls that Slack counts together share a queue."""

import pytest

from bot.slack.web_api.rate_limits import (
    CALL_PAUSE,
    KEPT_FOR,
    POST_PAUSE,
    READ_PAUSE,
    REMEMBERED,
    Bucket,
    RateLimits,
)

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


# Scarce reads


def scarce(clock: Clock) -> RateLimits:
    return RateLimits(clock, scarce=True)


def test_where_reads_are_scarce_each_waits_a_minute_after_the_one_before() -> None:
    clock = Clock()
    limits = scarce(clock)

    assert limits.wait(READ, 2) == 0
    clock.now = 60
    assert limits.wait(READ, 2) == pytest.approx(READ_PAUSE - 60)
    assert limits.wait(READ, 2, caller="b") == pytest.approx(2 * READ_PAUSE - 60)


def test_methods_and_workspaces_have_a_minute_each_and_other_calls_none() -> None:
    limits = scarce(Clock())
    others = [Bucket("conversations.history"), READ._replace(workspace="T2"), POST, POST]

    assert [limits.wait(each, 2) for each in (READ, *others)] == [0] * 5


def test_a_caller_who_comes_back_has_a_slot_that_no_newcomer_takes() -> None:
    clock = Clock()
    limits = scarce(clock)
    limits.wait(READ, 2, caller="a")
    clock.now = 10
    told = [limits.wait(READ, 2, caller=each) for each in ("b", "c", "b")]
    clock.now = READ_PAUSE + 5
    newcomer = limits.wait(READ, 2, caller="d")

    assert told == pytest.approx([READ_PAUSE - 10, 2 * READ_PAUSE - 10, READ_PAUSE - 10])
    assert newcomer == pytest.approx(3 * READ_PAUSE - clock.now)
    assert limits.wait(READ, 2, caller="b") == 0
    clock.now = 2 * READ_PAUSE + 1  # by which "b" was late
    assert limits.wait(READ, 2, caller="c") == pytest.approx(4)


def test_a_slot_is_not_kept_for_a_caller_who_does_not_come_back() -> None:
    clock = Clock()
    limits = scarce(clock)
    for caller in "ab":
        limits.wait(READ, 2, caller=caller)
    clock.now = READ_PAUSE + KEPT_FOR + 1

    assert limits.wait(READ, 2, caller="c") == 0


def test_scarce_reads_with_low_priority_come_after_the_others() -> None:
    clock = Clock()
    limits = scarce(clock)
    limits.wait(READ, 2, caller="a")
    low = [limits.wait(READ, 2, caller=n, low_priority=True) for n in range(2)]
    normal = limits.wait(READ, 2, caller="b")
    clock.now = READ_PAUSE
    behind = limits.wait(READ, 2, caller=2, low_priority=True)

    assert low == pytest.approx([READ_PAUSE, 2 * READ_PAUSE])
    assert normal == pytest.approx(READ_PAUSE)
    assert behind == pytest.approx(2 * READ_PAUSE)
    clock.now = 10 * READ_PAUSE
    assert limits.wait(READ, 2, caller=3, low_priority=True) == 0


def test_a_refusal_of_a_scarce_read_delays_the_next_one() -> None:
    clock = Clock()
    limits = scarce(clock)

    assert limits.refused(READ, 50) is False
    assert limits.wait(READ, 2) == 50


def test_long_refusals_after_few_reads_prove_that_reads_are_scarce() -> None:
    clock = Clock()
    limits = RateLimits(clock)
    limits.wait(READ, 2)
    proofs = []
    for _ in range(2):
        proofs.append(limits.refused(READ, 55))
        clock.now += 70

    assert proofs == [False, True]
    assert limits.are_reads_scarce("")
    assert not limits.are_reads_scarce("T2")
    assert [limits.wait(READ, 2), limits.wait(READ, 2)] == [0, READ_PAUSE]


@pytest.mark.parametrize(
    ("reads", "seconds", "method"), [(5, 55, READ), (1, 10, READ), (1, 55, POST)]
)
def test_other_refusals_prove_nothing(reads: int, seconds: float, method: Bucket) -> None:
    clock = Clock()
    limits = RateLimits(clock)
    for _ in range(3):
        for _ in range(reads):
            limits.wait(method, 100)
        assert not limits.refused(method, seconds)
        clock.now += seconds + REMEMBERED + 1

    assert not limits.are_reads_scarce("")
