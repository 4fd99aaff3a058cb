"""Which jobs a replica claims, in both databases: each job has one owner, and each user a share."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import update
from sqlalchemy.event import listen

from bot.database.engine import writing
from bot.jobs import due_jobs, tables
from bot.jobs.model import LOOKUPS, MOST_PER_USER, NewJob, Quota, Retry, Room
from bot.jobs.sql_store import SqlJobStore
from tests.jobs.values import JOB, LEASE, Connect, another, claim, enqueue


class Clock:
    """This process's own, set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("bot.jobs.leases.time", made)
    return made


def test_a_waiting_job_is_claimed_once_with_its_content(queue: SqlJobStore) -> None:
    enqueue(queue)
    [claimed] = claim(queue)

    assert (claimed.job, claimed.failures, claimed.deliveries) == (JOB, 0, 1)
    assert claim(queue, "b") == []


def test_if_many_claim_at_once_each_job_has_one_owner(url: str, engines: Connect) -> None:
    stores = [SqlJobStore(engines(url)) for _ in range(4)]
    for number in range(40):
        enqueue(stores[0], another(number, f"U{number}"))
    start = Barrier(4)

    def claimed_ids(number: int) -> list[int]:
        start.wait()
        return [each.id for each in stores[number].claim(f"owner{number}", LEASE, Room(30))]

    with ThreadPoolExecutor(4) as threads:
        ids = [id_ for claimed in threads.map(claimed_ids, range(4)) for id_ in claimed]

    assert len(ids) == len(set(ids))


def test_a_job_with_an_expired_lease_is_claimed_and_counts_as_failed(
    queue: SqlJobStore, clock: Clock
) -> None:
    enqueue(queue, JOB, "a")
    assert claim(queue, "b") == []
    clock.now += LEASE
    [claimed] = claim(queue, "b")

    assert (claimed.failures, claimed.deliveries, claimed.lookups) == (1, 2, LOOKUPS)


def test_a_job_with_a_renewed_lease_keeps_its_owner(queue: SqlJobStore, clock: Clock) -> None:
    claimed = enqueue(queue, JOB, "a")
    for _ in range(3):
        assert claim(queue, "b") == []
        clock.now += LEASE - 1
        assert queue.renew("a", [claimed.id], LEASE) == {claimed.id}


def test_a_lease_is_watched_for_its_whole_length_before_it_expires(
    queue: SqlJobStore, clock: Clock
) -> None:
    enqueue(queue, JOB, "a")
    clock.now += LEASE

    assert claim(queue, "b") == []


def test_an_owner_whose_lease_has_expired_can_neither_renew_nor_settle(queue: SqlJobStore) -> None:
    expired = enqueue(queue, JOB, "a")
    [claimed] = queue.claim("b", 0, Room(1))
    queue.write((), (expired,), "a")
    queue.mark_dead(expired, "a", "why")
    queue.delete(expired, "a")

    assert queue.renew("a", [expired.id], LEASE) == set()
    assert queue.renew("b", [claimed.id], LEASE) == {claimed.id}


def set_clock_back(url: str, engines: Connect, seconds: float) -> None:
    """Set the database's clock back: move all times that it has written so far."""
    column = tables.job.c
    later = {name: column[name] + seconds for name in ("enqueued_at", "due_at", "scheduled_at")}
    with writing(engines(url)) as connection:
        connection.execute(update(tables.job).values(later))


@pytest.mark.parametrize("hours", [1, 48])
def test_fault_61_a_clock_that_is_set_back_delays_no_job(
    queue: SqlJobStore, url: str, engines: Connect, hours: int
) -> None:
    for number in (1, 2):
        claimed = enqueue(queue, another(number), "a")
        queue.reschedule(claimed, "a", Retry(2, "Slack was away", 1))
    set_clock_back(url, engines, hours * 3600)
    due = claim(queue)
    queue.reschedule(due[0], "a", Retry(3600, "Slack was away", 1))

    assert len(due) == 2
    assert claim(queue) == []


@pytest.mark.parametrize("hours", [1, 48])
def test_fault_61_a_clock_that_is_set_forward_expires_no_lease(
    queue: SqlJobStore, url: str, engines: Connect, hours: int
) -> None:
    claimed = enqueue(queue, JOB, "a")
    set_clock_back(url, engines, -hours * 3600)

    assert (claim(queue, "b"), queue.renew("a", [claimed.id], LEASE)) == ([], {claimed.id})


def test_fault_69_many_waiting_jobs_of_one_user_delay_no_other_user(queue: SqlJobStore) -> None:
    many = [NewJob(another(number), None) for number in range(1_500)]
    queue.write([*many, NewJob(another(1_500, "U2"), None)], (), "")

    assert [each.job.user for each in claim(queue)] == ["U1"] * MOST_PER_USER
    assert [each.job.user for each in claim(queue, busy=("U1",))] == ["U2"]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "room",
    [
        Room(1, [("T1", "U2")]),
        Room(1, [("T1", "U2")], Quota({"T8": 0}, 12), Quota({"T8": 0, "T9": 0}, 4)),
        Room(1, [("T1", "U2"), ("T2", "U2")], without_user=Quota(most=0)),
    ],
)
def test_fault_69_each_query_of_a_claim_uses_an_index(
    url: str, engines: Connect, room: Room
) -> None:
    database = engines(url)
    statements: list[str] = []
    listen(database, "before_cursor_execute", lambda *call: statements.append(call[2]))
    queue = SqlJobStore(database)
    enqueue(queue)
    queue.claim("a", LEASE, room)
    queries = [each for each in statements if each.startswith("SELECT") and "FROM job" in each]
    with database.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("?",) * query.count("?"))
            for query in queries
        ]
        steps = [row.detail for plan in plans for row in plan]

    assert len(queries) == 3
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps  # which reads all that wait
    assert "COVERING INDEX job_by_due" in " ".join(steps)  # so what it passes over is not read


def test_few_jobs_of_a_user_are_claimed_and_none_of_a_busy_user(queue: SqlJobStore) -> None:
    for number in range(10):
        enqueue(queue, another(number))
    enqueue(queue, another(11, "U2"))
    enqueue(queue, another(12, "U3"))

    users = [each.job.user for each in claim(queue, busy=("U3",))]
    assert users == ["U1"] * MOST_PER_USER + ["U2"]


def test_a_busy_user_is_known_by_the_workspace_too(queue: SqlJobStore) -> None:
    for number, workspace in enumerate(["T1", "T2"] * 6):
        enqueue(queue, another(number, "U1", workspace))

    assert claimed_workspaces(queue, Room(100, [("T1", "U1")])) == ["T2"] * MOST_PER_USER
    assert sorted(claimed_workspaces(queue, Room(100))) == ["T1"] * MOST_PER_USER + ["T2"] * 2


def test_no_job_without_a_user_is_claimed_while_there_is_no_room_for_any(
    queue: SqlJobStore,
) -> None:
    enqueue(queue, another(1, ""))
    enqueue(queue, another(2, "U2"))
    room = Room(16, without_user=Quota(most=0))

    assert [each.job.user for each in queue.claim("a", LEASE, room)] == ["U2"]
    assert room.is_full_for("T1", "")


def test_jobs_without_a_user_are_at_most_half_of_those_claimed(queue: SqlJobStore) -> None:
    for number in range(20):
        enqueue(queue, another(number, ""))
    enqueue(queue, another(20, "U2"))

    users = [each.job.user for each in queue.claim("a", LEASE, Room(16))]
    assert users == [""] * 8 + ["U2"]


def test_no_more_jobs_than_the_limit_are_claimed_and_the_oldest_first(queue: SqlJobStore) -> None:
    for number in range(5):
        enqueue(queue, another(number, f"U{number}"))

    assert [each.job.key for each in queue.claim("a", LEASE, Room(2))] == ["C1:0.0", "C1:1.0"]


# Several workspaces


def claimed_workspaces(queue: SqlJobStore, room: Room) -> list[str]:
    return [each.job.workspace for each in queue.claim("a", LEASE, room)]


def test_a_workspace_gets_no_more_than_there_is_room_for(queue: SqlJobStore) -> None:
    for number in range(8):
        enqueue(queue, another(number, f"U{number}", "T1" if number < 6 else "T2"))

    assert claimed_workspaces(queue, Room(16, (), Quota({"T1": 1}, 4))) == ["T1", "T2", "T2"]
    assert claimed_workspaces(queue, Room(16, (), Quota({"T1": 0}, 4))) == []
    assert claimed_workspaces(queue, Room(16, (), Quota({}, 4))) == ["T1"] * 4
    assert claimed_workspaces(queue, Room(16)) == ["T1"]


def test_the_jobs_behind_many_of_a_full_workspace_are_found(
    queue: SqlJobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_jobs, "_WINDOW", 5)
    for number, workspace in enumerate(["T1"] * 9 + ["T2"] * 9 + ["T3"]):
        enqueue(queue, another(number, f"U{number}", workspace))

    assert claimed_workspaces(queue, Room(9, (), Quota({"T1": 1}, 4))) == ["T1", *["T2"] * 4, "T3"]


@pytest.mark.parametrize("user", ["U", ""])
def test_the_workspaces_of_an_organization_have_the_room_of_one(
    queue: SqlJobStore, monkeypatch: pytest.MonkeyPatch, user: str
) -> None:
    monkeypatch.setattr(due_jobs, "_WINDOW", 5)
    for number, workspace in enumerate(["E1/T1", "E1/T2", "E1"] * 3 + ["E10/T1", "T1"]):
        enqueue(queue, another(number, user and f"U{number}", workspace))
    left, most = Quota({"E1": 2}, 4), Quota({}, 12)
    of_all, without_user = (left, most) if user else (most, left)
    claimed = queue.claim("a", LEASE, Room(16, (), of_all, without_user))
    whose = [(each.job.workspace, each.job.user) for each in claimed]

    assert [workspace for workspace, _ in whose] == ["E1/T1", "E1/T2", "E10/T1", "T1"]
    assert Room(16, (), of_all, without_user).after(whose).is_full_for("E1", user)


def test_an_abandoned_job_of_a_full_workspace_is_not_claimed(queue: SqlJobStore) -> None:
    enqueue(queue, another(1, "U1"), "b")

    assert queue.claim("a", 0, Room(9, (), Quota({JOB.workspace: 0}, 4))) == []
    assert len(queue.claim("a", 0, Room(9, (), Quota({JOB.workspace: 1}, 4)))) == 1


@pytest.mark.parametrize("running", [0, 1, 4])
def test_many_jobs_without_a_user_of_a_workspace_delay_no_other_workspace(
    queue: SqlJobStore, running: int
) -> None:
    many = [NewJob(another(number, "", "T1"), None) for number in range(1_000)]
    behind = ("", "T2"), ("U1", "T1"), ("U2", "T2")
    queue.write(
        [*many, *(NewJob(another(1_000 + n, *each), None) for n, each in enumerate(behind))], (), ""
    )
    quota = Quota({"T1": 4 - running} if running else {}, 4)

    claimed = queue.claim("a", LEASE, Room(16, (), Quota({}, 12), quota))

    assert [each.job.workspace for each in claimed] == ["T1"] * (4 - running) + ["T2", "T1", "T2"]


def test_an_abandoned_job_without_a_user_waits_while_its_workspace_has_no_room(
    queue: SqlJobStore,
) -> None:
    enqueue(queue, another(1, ""), "b")
    none, one = (Quota({JOB.workspace: left}, 4) for left in (0, 1))

    assert queue.claim("a", 0, Room(9, (), Quota({}, 12), none)) == []
    assert len(queue.claim("a", 0, Room(9, (), Quota({}, 12), one))) == 1


def test_room_is_what_is_left_of_it() -> None:
    jobs = [("T2", ""), ("T1", "U1"), ("T1", "")]

    assert Room(9).after(jobs) == Room(6)
    left = Room(9, [("T3", "U9")], Quota({"T2": 1, "T3": 2}, 3), Quota({}, 1)).after(jobs)
    assert left.jobs == 6
    assert left.installations == Quota({"T1": 1, "T2": 0, "T3": 2}, 3)
    assert left.without_user == Quota({"T1": 0, "T2": 0}, 1)
    is_full = [
        left.is_full_for(*each)
        for each in (("T1", "U1"), ("T1", ""), ("T2", "U1"), ("T3", "U9"), ("T3", "U1"))
    ]
    assert is_full == [False, True, True, True, False]
