"""Jobs as rows of the table, and back."""

import json
from typing import Any

from sqlalchemy import Row

from bot.jobs.model import ClaimedJob, Job, NewJob, State, UnfinishedJob

_REQUEST = "_request"
"""The name in the stored content for the id of the request."""


def row_of(new: NewJob) -> dict[str, object]:
    """The row of a new job without its times; `after` is in how many seconds it is due."""
    job, is_owned = new.job, new.owner is not None
    return {
        "workspace": job.workspace,
        "key": job.key,
        "kind": job.kind,
        "user_id": job.user,
        "content": json.dumps({**job.content, **({_REQUEST: job.request} if job.request else {})}),
        "state": State.RUNNING if is_owned else State.WAITING,
        "owner": new.owner,
        "after": new.lease if is_owned else new.delay,
        "deliveries": int(is_owned),
        "lookups": new.lookups,
    }


def inserted_job(new: NewJob, row: Row[Any] | None) -> ClaimedJob | None:
    """A new job as it was inserted; None if there is no row, because its key was known."""
    if row is None:
        return None
    return ClaimedJob(row.id, new.job, 0, int(new.owner is not None), row.enqueued_at, new.lookups)


def claimed_job(row: Row[Any]) -> ClaimedJob:
    """A claimed job from its row."""
    return ClaimedJob(row.id, _job(row), row.failures, row.deliveries, row.enqueued_at, row.lookups)


def unfinished_job(row: Row[Any]) -> UnfinishedJob:
    """An unfinished job from its row."""
    return UnfinishedJob(
        row.id, _job(row), State(row.state), row.failures, row.enqueued_at, row.error
    )


def _job(row: Row[Any]) -> Job:
    content = _content(row.content)
    request = str(content.pop(_REQUEST, ""))
    return Job(row.workspace, row.key, row.kind, row.user_id or "", content, request)


def _content(text: str) -> dict[str, Any]:
    """The stored content. It is empty if it is damaged, so that it blocks no other job."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}
