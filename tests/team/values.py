"""Made-up people, drafts, proposals, questions and jobs."""

from datetime import UTC, datetime, timedelta
from itertools import count

from bot.codes.status_code import StatusCode
from bot.jobs.model import ClaimedJob, Job, NewJob
from bot.jobs.sql_store import SqlJobStore
from bot.team.model import Draft, Person, Proposal, Question, TeamEntry

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
    base: TeamEntry | None = None, workspace: str = HERE, content: Draft | None = None
) -> Proposal:
    """Ann's proposal for a new entry, or for a change of `base`."""
    entry, version = (base.id, base.revision.version) if base else (None, None)
    content = content or draft()
    return Proposal(f"p{next(numbers)}", workspace, content, ANN, NOW, entry, version)


def question(
    person: str = "U7", minutes: int = 0, thread: str | None = None, code: StatusCode = CODE
) -> Question:
    return Question(code, person, later(minutes), "C1" if thread else None, thread)


def accept(store: SqlJobStore, job: Job, owner: str | None, lease: float) -> ClaimedJob | None:
    """Enqueue a job, claimed by `owner` if there is one."""
    [claimed] = store.write([NewJob(job, owner, lease)], (), "")
    return claimed
