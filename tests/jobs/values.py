"""Made-up jobs, and the short way to enqueue and claim them."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine

from bot.jobs.model import ClaimedJob, Job, Room
from bot.jobs.sql_store import SqlJobStore
from tests.team.values import HERE, accept

Connect = Callable[[str], Engine]
JOB = Job(HERE, "C1:1.0", "question", "U1", {"text": "1722 \ud800\0 “x”"})
LEASE = 60.0


def another(number: int, user: str = "U1", workspace: str = HERE) -> Job:
    return replace(JOB, key=f"C1:{number}.0", user=user, workspace=workspace)


def enqueue(queue: SqlJobStore, job: Job = JOB, owner: str | None = None) -> ClaimedJob:
    """Enqueue a job with a new key."""
    enqueued = accept(queue, job, owner, LEASE)
    assert enqueued is not None
    return enqueued


def claim(queue: SqlJobStore, owner: str = "a", busy: tuple[str, ...] = ()) -> list[ClaimedJob]:
    return queue.claim(owner, LEASE, Room(100, [(HERE, user) for user in busy]))
