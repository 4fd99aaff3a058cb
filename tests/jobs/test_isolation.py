"""No method that takes a workspace, or a job of one, reads or changes a job of another."""

import inspect
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.jobs.model import Job, NewJob, State
from bot.jobs.sql_store import SqlJobStore
from tests.jobs.values import JOB, enqueue
from tests.team.values import HERE, THERE

Act = Callable[[SqlJobStore], object]
OURS, THEIRS = JOB, replace(JOB, workspace=THERE)
ACTS: dict[str, Act] = {
    "write": lambda queue: queue.write([NewJob(OURS, None)], (), "a"),
    "reserve_key": lambda queue: queue.reserve_key(OURS),
    "free_key": lambda queue: queue.free_key(OURS),
    "close_workspace": lambda queue: queue.close_workspace(HERE, "removed", enqueue(queue, OURS)),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_of_another_workspace_is_changed(queue: SqlJobStore, act: Act) -> None:
    enqueue(queue, THEIRS)
    act(queue)

    [left] = [each for each in queue.unfinished() if each.job.workspace == THERE]
    assert (left.job, left.state) == (THEIRS, State.WAITING)


def test_an_organization_that_leaves_takes_the_jobs_of_its_workspaces_with_it(
    queue: SqlJobStore,
) -> None:
    workspaces = "E1", "E1/T1", "E1/T2", "E10/T1", "T1"
    for each in workspaces:
        enqueue(queue, replace(JOB, workspace=each))
    queue.close_workspace("E1", "removed", enqueue(queue, replace(JOB, workspace="E1", key="last")))

    states = {
        each.job.workspace: each.state for each in queue.unfinished() if each.job.key != "last"
    }
    assert [name for name in workspaces if states[name] is State.DEAD] == ["E1", "E1/T1", "E1/T2"]


def test_nothing_of_another_workspace_is_counted(queue: SqlJobStore) -> None:
    enqueue(queue, THEIRS)

    assert queue.count_waiting(HERE, JOB.user) == 0
    assert queue.count_waiting(THERE, JOB.user) == 1


def test_every_method_with_a_workspace_is_in_these_tests() -> None:
    methods = {
        name
        for name, method in inspect.getmembers(SqlJobStore, inspect.isfunction)
        for parameter in inspect.signature(method).parameters.values()
        if parameter.name in ("workspace", "new") or parameter.annotation is Job
    }

    assert methods == {*ACTS, "count_waiting"}
