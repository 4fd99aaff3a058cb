"""Everything that a replica does with a database, in a process of this version or an older one.

`python -m tests.database.exercise URL write NAME`, `… URL read` and `… URL share NAME`. Each
archive in `versions/` has a copy, so it imports nothing but the bot.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.codes.status_code import StatusCode
from bot.database.engine import engine
from bot.database.schema import upgrade
from bot.jobs.model import ClaimedJob, Job, NewJob, Retry, Room
from bot.jobs.sql_store import SqlJobStore
from bot.team.model import Act, Card, Draft, Person, Proposal, Question, TeamEntry
from bot.team.reviewers import Reviewers
from bot.team.settings import NOT_SET, WorkspaceSettings
from bot.team.sql_store import SqlStore

HERE, THERE = "T1", "T2"
ANN, BOB, EVE = Person("U1", "Ann"), Person("U2", "Bob"), Person("U3", "Eve")
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
CODE = StatusCode(2148599041)
LEASE = 60.0
SHARED = 40

Fate = Callable[[ClaimedJob], object]


def write(store: SqlStore, jobs: SqlJobStore, name: str) -> None:
    """Use every method that writes; `name` is in each id."""
    _write_entries(store, name)
    _write_questions(store, name)
    _write_settings(store, name)
    _write_jobs(jobs, name)


def _write_entries(store: SqlStore, name: str) -> None:
    entry = _publish(store, name, "first", None)
    entry = _publish(store, name, "second", entry)
    store.restore(HERE, entry.id, 1, BOB, NOW, 2)
    for person, helped in (("U7", True), ("U8", False), ("U7", False)):
        store.vote(HERE, entry.id, person, helped=helped, at=NOW)
    rejected = _propose(store, name, "rejected", None)
    store.reject(HERE, rejected.current_version, BOB, NOW, "No.")
    _propose(store, name, "open", None)
    store.import_histories(THERE, store.history(HERE, CODE), EVE, NOW, lambda: f"{name}-imported")
    forgotten = _propose(store, name, "forgotten", None, Person(f"U-{name}", "Gone"))
    store.change_draft(HERE, forgotten.current_version, _draft("changed"), ANN, NOW)
    store.forget(f"U-{name}")


def _publish(store: SqlStore, name: str, what: str, base: TeamEntry | None) -> TeamEntry:
    made = _propose(store, name, what, base)
    store.add_card(HERE, made.id, Card("C1", f"{name}.{what}", BOB.id))
    edited = store.change_draft(HERE, made.current_version, _draft(f"{what}, edited"), EVE, NOW)
    return store.approve(HERE, edited.current_version, BOB, NOW, f"{name}-entry")


def _propose(
    store: SqlStore, name: str, what: str, base: TeamEntry | None, by: Person = ANN
) -> Proposal:
    changed = (base.id, base.revision.version) if base else (None, None)
    made = Proposal(f"{name}-{what}", HERE, _draft(what), by, NOW, *changed)
    store.propose(HERE, made)
    return made


def _draft(cause: str) -> Draft:
    return Draft(CODE, cause, ("Look at it.", "世界"), "IIS", "https://example.com")


def _write_questions(store: SqlStore, name: str) -> None:
    asked = Question(CODE, f"{name}-asker", NOW, "C1", "1.0")
    old = Question(CODE, f"{name}-asker", NOW - timedelta(days=400))
    store.record_questions(HERE, asked, old, known=False)
    store.mark_notified(HERE, [asked])
    store.record_questions(HERE, Question(CODE, f"{name}-other", NOW), known=False)
    store.record_refusal(HERE, f"{name}-refused", "approve", NOW)
    store.delete_questions(NOW, 365)


def _write_settings(store: SqlStore, name: str) -> None:
    version = store.changes_since(0).settings.get(HERE, NOT_SET).version
    chosen = Reviewers(frozenset({name, f"{name}-gone"}))
    store.change_settings(HERE, WorkspaceSettings(chosen, "C1", 30, version), ANN, NOW)
    store.forget(f"{name}-gone")


def _write_jobs(jobs: SqlJobStore, name: str) -> None:
    """Leave one job of each kind: waiting, postponed, rescheduled, running, dead and done."""
    fates: Mapping[str, Fate] = {
        "postponed": lambda claimed: jobs.postpone(claimed, 3600),
        "rescheduled": lambda claimed: jobs.reschedule(claimed, name, Retry(3600, "later", 1)),
        "dead": lambda claimed: jobs.mark_dead(claimed, name, "gone"),
        "deleted": lambda claimed: jobs.delete(claimed, name),
        "done": lambda claimed: jobs.write((), (claimed,), name),
        "running": lambda claimed: jobs.renew(name, [claimed.id], LEASE),
    }
    for fate, act in fates.items():
        [claimed] = jobs.write([NewJob(_job(f"{name}-{fate}"), name, LEASE)], (), name)
        assert claimed
        act(claimed)
    jobs.write([NewJob(_job(f"{name}-waiting"), None, delay=3600)], (), name)
    jobs.reserve_key(_job(f"{name}-reserved"))
    jobs.free_key(_job(f"{name}-reserved"))


def _job(key: str) -> Job:
    return Job(HERE, key, "question", "U1", {"text": "1722"})


def share(jobs: SqlJobStore, name: str) -> list[str]:
    """Enqueue the same jobs as the other version, and work on them; the keys of those done here."""
    for number in range(SHARED):
        jobs.write([NewJob(_job(f"shared-{number}"), None)], (), name)
    done: list[str] = []
    while claimed := jobs.claim(name, LEASE, Room(1)):
        jobs.write((), claimed, name)
        done += [each.job.key for each in claimed]
    return done


def read(store: SqlStore, jobs: SqlJobStore) -> dict[str, Any]:
    """What every method that reads finds."""
    proposals = store.open_proposals(HERE)
    return {
        "entries": [
            (each.id, each.revision.version, each.revision.draft.cause, each.helped)
            for workspace in store.workspaces()
            for each in store.entries(workspace)
        ],
        "revisions": [
            (each.entry.id, [revision.draft.cause for revision in each.revisions], len(each.votes))
            for each in store.history(HERE)
        ],
        "changes": len(store.changes_since(0)[1]),
        "proposals": [(each.id, each.draft.cause, each.version) for each in proposals],
        "rejected": sorted(
            f"{each.id} {found.decision}"
            for each in store.entries(HERE)
            for found in [store.proposal_within(HERE, each.id.replace("entry", "rejected"))]
            if found
        ),
        "cards": [
            (card.channel, card.ts)
            for each in store.entries(HERE)
            for card in store.cards(HERE, each.id.replace("entry", "first"))
        ],
        "open": store.count_open(HERE),
        "asked": [(each.times, each.people) for each in store.most_asked(HERE, NOW, 9)],
        "unknown": [(each.times, each.people) for each in store.unknown_codes(HERE)],
        "unanswered": sorted(each.person for each in store.unanswered(HERE, CODE)),
        "refused": sorted(
            str(each.person and each.person.id)
            for each in store.decisions(HERE)
            if each.act is Act.REFUSED
        ),
        "decisions": sorted(
            f"{each.act} {each.proposal} {each.entry}"
            for each in store.decisions(HERE)
            if each.act is not Act.CONFIGURED
        ),
        "configured": [each.what for each in store.decisions(HERE) if each.act is Act.CONFIGURED],
        "settings": [
            (workspace, sorted(each.reviewers.ids), each.review_channel, each.keep_days)
            for workspace, each in store.changes_since(0).settings.items()
        ],
        "jobs": [
            (each.job.key, each.state, each.failures, each.error) for each in jobs.unfinished()
        ],
        "states": {str(state): number for state, number in jobs.count_by_state().items()},
        "waiting": jobs.count_waiting(HERE, "U1"),
    }


def main(url: str, action: str, *names: str) -> None:
    """Start as a replica does, and run that action; print what it returns."""
    made = engine(url)
    upgrade(made)
    store, jobs = SqlStore(made), SqlJobStore(made)
    actions: Mapping[str, Callable[..., object]] = {
        "write": lambda name: write(store, jobs, name),
        "read": lambda: read(store, jobs),
        "share": lambda name: share(jobs, name),
    }
    sys.stdout.write(json.dumps(actions[action](*names)))
    made.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
