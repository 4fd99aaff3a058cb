"""The log and the trace of a job, from its request to its end, under the id of that request.

The id is stored with the job, so that the lines of a replica that claims it later have it too. So
is the position in the trace, if there is one.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from bot.jobs.model import ClaimedJob, NewJob, Retry, State
from bot.jobs.write_batcher import WriteBatcher
from bot.operations import log_format, tracing

log = logging.getLogger(__name__)


async def enqueue_logged(batcher: WriteBatcher, new: NewJob) -> ClaimedJob | None:
    """Enqueue a job as `WriteBatcher.enqueue` does, with the id of the request, and log it."""
    request = new.job.request or log_format.current_request()
    trace = new.job.trace or tracing.position()
    job = replace(new.job, request=request, trace=trace)
    enqueued = await batcher.enqueue(new._replace(job=job))
    if enqueued:
        log.info("%s: accepted", _name(enqueued))
    else:
        log.debug("a job (%s) is known already: nothing is accepted", job.kind)
    return enqueued


@contextmanager
def attempted(claimed: ClaimedJob) -> Iterator[tracing.Span]:
    """Give all lines within the id of the request that caused the job, and continue its trace."""
    job, number = claimed.job, claimed.deliveries
    with (
        log_format.request(job.request) as request,
        tracing.span("job", job.trace, kind=job.kind, attempt=number, request=request) as span,
    ):
        log.debug("%s: claimed, delivery %d", _name(claimed), number)
        yield span


def log_post(claimed: ClaimedJob, channel: str, ts: str, *, is_new: bool) -> None:
    """Log that a message of the job is in Slack; it is not new if an earlier attempt posted it."""
    what = "posted" if is_new else "found what was posted"
    log.info("%s: %s in %s at %s", _name(claimed), what, channel, ts)


def log_retry(claimed: ClaimedJob, retry: Retry) -> None:
    """Log that the job runs again later, and why."""
    log.info("%s: runs again in %.1f s: %s", _name(claimed), retry.seconds, retry.reason)


def log_end(claimed: ClaimedJob, outcome: str, span: tracing.Span) -> None:
    """Log how an attempt ended. What matters to operators was logged before, with its reason."""
    span.set_attribute("outcome", outcome)
    log.debug("%s: %s", _name(claimed), outcome)


def log_deleted(counts: Mapping[State, int]) -> None:
    """Log how many old jobs of each state were deleted, if any were."""
    if any(counts.values()):
        of_each = ", ".join(f"{count} {state}" for state, count in counts.items())
        log.info("old jobs were deleted: %s", of_each)


def _name(claimed: ClaimedJob) -> str:
    return f"job {claimed.id} ({claimed.job.kind})"
