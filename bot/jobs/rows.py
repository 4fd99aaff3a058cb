"""Jobs as rows of the table, and back."""

import json
from typing import Any

from sqlalchemy import Row

from bot.jobs.model import ClaimedJob, Job, NewJob, State, UnfinishedJob

_REQUEST = "_request"
"""The name in the stored content for the id of the request, and after a space its trace, if any.

One name for both: a version that knows no traces takes it all for the id.
"""


def row_of(new: NewJob) -> dict[str, object]:
    """The row of a new job without its times; `after` is in how many seconds it is due."""
    job, is_owned = new.job, new.owner is not None
    request = f"{job.request} {job.trace}" if job.trace else job.request
    return {
        "workspace": job.workspace,
        "key": job.key,
        "kind": job.kind,
        "user_id": job.user,
        "content": json.dumps({**job.content, **({_REQUEST: request} if request else {})}),
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
    """An unfinished job from its row, which also has `due_in`."""
    state = State(row.state)
    return UnfinishedJob(
        row.id, _job(row), state, row.failures, row.enqueued_at, row.error, row.due_in
    )


def _job(row: Row[Any]) -> Job:
    content = _content(row.content)
    request, _, trace = str(content.pop(_REQUEST, "")).partition(" ")
    return Job(row.workspace, row.key, row.kind, row.user_id or "", content, request, trace)


def _content(text: str) -> dict[str, Any]:
    """The stored content. It is empty if it is damaged, so that it blocks no other job."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    return content if isinstance(content, dict) else {}
