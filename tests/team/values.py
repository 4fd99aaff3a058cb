"""Made-up people, drafts and proposals, and the short way to a published entry."""

from datetime import UTC, datetime, timedelta
from itertools import count

from bot.codes.status_code import StatusCode
from bot.jobs.model import ClaimedJob, Job, JobStore, NewJob
from bot.team.model import Draft, Person, Proposal, Question, TeamEntry
from bot.team.store import Store

NOW = datetime(2026, 11, 23, 7, 0, 0, 123456, tzinfo=UTC)
CODE, OTHER = StatusCode(2148599041), StatusCode(5)
ANN, BOB, EVE = Person("U1", "Ann"), Person("U2", "Bob"), Person("U3", "Eve <@U1>")
HERE, THERE = "T1", "T2"

numbers = count(1)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def draft(cause: str = "The share is gone.", code: StatusCode = CODE) -> Draft:
    return Draft(
        code, cause, ("Look at it.", "Übernimm's, 世界."), "IIS 4", "https://example.com/a"
    )


def proposal(
    base: TeamEntry | None = None, workspace: str = HERE, words: Draft | None = None
) -> Proposal:
    name = f"p{next(numbers)}"
    if base is None:
        return Proposal(name, workspace, words or draft(), ANN, NOW)
    version = base.revision.version
    return Proposal(name, workspace, words or draft(), ANN, NOW, base.id, version)


def published(store: Store, workspace: str = HERE, words: Draft | None = None) -> TeamEntry:
    made = proposal(workspace=workspace, words=words)
    store.propose(workspace, made)
    return store.approve(workspace, made.seen, BOB, NOW, f"e-{made.id}")


def improved(store: Store, entry: TeamEntry, cause: str) -> TeamEntry:
    made = proposal(entry, entry.workspace, draft(cause, entry.code))
    store.propose(entry.workspace, made)
    return store.approve(entry.workspace, made.seen, BOB, later(1), "unused")


def question(
    person: str = "U7", minutes: int = 0, thread: str | None = None, code: StatusCode = CODE
) -> Question:
    return Question(code, person, later(minutes), "C1" if thread else None, thread)


def accept(worker: JobStore, job: Job, owner: str | None, lease: float) -> ClaimedJob | None:
    """Keep one item, for `owner` if there is one."""
    [kept] = worker.write([NewJob(job, owner, lease)], (), "")
    return kept
