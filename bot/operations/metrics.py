"""EDGE. The metrics for Prometheus. No label contains text of a person, workspace or payload.

Each bot has its own registry, so that importing this does nothing and tests count separately.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.operations.log_format import lost_lines
from bot.operations.problems import WHAT_TO_DO, Code, Problems

PACKAGE = "iissync-bot"
REQUEST = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Seconds: Slack gives up after three."""
CALL = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 130)
"""Seconds: Slack may accept a post two minutes late."""
REPLY = (0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
"""Seconds: an answer that failed ten times comes after ten minutes."""


class Metrics:
    """The metrics of one bot."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._count_requests()
        self._count_slack_calls()
        self._count_jobs()
        self._count_problems()
        build = Info("iissync_build", "The version of the bot.", registry=self._registry)
        build.info({"version": installed_version()})
        self._registry.register(_LostLines())
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def _count_requests(self) -> None:
        counter, histogram = self._makers()
        self.requests = counter(
            "iissync_requests",
            "What Slack sent, by kind and by the HTTP status of the answer.",
            ("kind", "status"),
        )
        self.request_duration = histogram(
            "iissync_request_duration_seconds",
            "Seconds from a request of Slack's to its answer.",
            ("kind",),
            buckets=REQUEST,
        )
        self.rejected = counter(
            "iissync_requests_rejected",
            "Requests that failed verification, by HTTP status.",
            ("status",),
        )
        self.connections_closed = counter(
            "iissync_connections_closed",
            "Connections closed before a verified request: too late, or to make room.",
            ("reason",),
        )
        self.api_requests = counter(
            "iissync_api_requests",
            "Requests to the HTTP API for scripts, by route and HTTP status.",
            ("route", "status"),
        )
        self.answers = counter(
            "iissync_answers",
            "Answers, by whether they explain a code: found, unknown, or none in the question.",
            ("outcome",),
        )
        self.reply_duration = histogram(
            "iissync_reply_duration_seconds",
            "Seconds from a message to its reply, both by Slack's clock.",
            buckets=REPLY,
        )

    def _count_slack_calls(self) -> None:
        counter, histogram = self._makers()
        self.calls = counter(
            "iissync_slack_calls",
            "Calls of Slack's Web API, by method and outcome.",
            ("method", "outcome"),
        )
        self.call_duration = histogram(
            "iissync_slack_call_duration_seconds",
            "Seconds from a call of Slack's Web API to its answer or failure, by method.",
            ("method",),
            buckets=CALL,
        )
        self.calls_held_back = counter(
            "iissync_slack_calls_held_back",
            "Calls that the bot did not make yet, as Slack would have limited them, by method.",
            ("method",),
        )

    def _count_jobs(self) -> None:
        counter, _ = self._makers()
        gauge = partial(Gauge, registry=self._registry)
        self.jobs_processed = counter(
            "iissync_jobs_processed", "Attempts at jobs, by kind and outcome.", ("kind", "outcome")
        )
        self.jobs = gauge("iissync_jobs", "Jobs in the queue, by state.", ("state",))
        self.oldest_due_job = gauge(
            "iissync_oldest_due_job_seconds",
            "Seconds for which the job that has been due longest has waited; 0 if none is due.",
        )

    def _count_problems(self) -> None:
        counter, _ = self._makers()
        gauge = partial(Gauge, registry=self._registry)
        self.unexpected = counter(
            "iissync_unexpected_failures",
            "Unexpected failures; each is in the log, under its reference.",
        )
        self._problem = gauge(
            "iissync_problem",
            "1 while the bot is not ready for the reason with this code, else 0.",
            ("code",),
        )
        self._database_write = gauge(
            "iissync_database_write_seconds",
            "Seconds that the latest successful test write to the database took.",
        )

    def _makers(self) -> tuple[Callable[..., Counter], Callable[..., Histogram]]:
        return partial(Counter, registry=self._registry), partial(
            Histogram, registry=self._registry
        )

    def add_health(self, ready: Callable[[], Problems], write_seconds: Callable[[], float]) -> None:
        """Show the problems of that moment, and how long the last test write took."""

        def has(code: Code) -> bool:
            return any(problem.code == code for problem in ready())

        for code in WHAT_TO_DO:
            self._problem.labels(code).set_function(partial(has, code))
        self._database_write.set_function(write_seconds)

    def page(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


class _LostLines(Collector):
    def collect(self) -> Iterator[CounterMetricFamily]:
        """The number of lost lines at that moment; the log is one for the whole process."""
        text = "Lines of the log that could not be written, such as to a closed pipe."
        yield CounterMetricFamily("iissync_log_lines_lost", text, value=lost_lines())


@cache
def installed_version() -> str:
    """The version of the installed package; `unknown` if it runs from a folder."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "unknown"
