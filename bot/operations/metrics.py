"""EDGE. The metrics for Prometheus. No label contains text of a person, workspace or payload.

Each bot has its own registry, so that importing this does nothing and tests count separately.
"""

from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ACKNOWLEDGED = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Seconds: Slack gives up after three."""


class Metrics:
    """The metrics of one bot."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        counter = partial(Counter, registry=self._registry)
        gauge = partial(Gauge, registry=self._registry)
        self.requests = counter(
            "iissync_requests",
            "What Slack sent, by kind and by how it was answered.",
            ("kind", "status"),
        )
        self.acknowledged = Histogram(
            "iissync_acknowledged_seconds",
            "Seconds from a request to its answer.",
            ("kind",),
            buckets=ACKNOWLEDGED,
            registry=self._registry,
        )
        self.rejected = counter(
            "iissync_requests_rejected",
            "Requests that failed verification, by HTTP status.",
            ("status",),
        )
        self.connections_closed = counter(
            "iissync_connections_closed",
            "Connections closed before a verified request: too late, or to make room.",
            ("why",),
        )
        self.calls = counter(
            "iissync_slack_calls",
            "Calls of Slack's Web API, by method and outcome.",
            ("method", "outcome"),
        )
        self.jobs_processed = counter(
            "iissync_jobs_processed", "Jobs processed, by kind and outcome.", ("kind", "outcome")
        )
        self.jobs = gauge("iissync_jobs", "Jobs in the queue, by state.", ("state",))
        self.unexpected = counter(
            "iissync_unexpected_failures",
            "Unexpected failures; each is in the log, under its reference.",
        )
        self.up = gauge("iissync_up", "Whether a part is there: 1 or 0.", ("part",))

    def page(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self._registry)
