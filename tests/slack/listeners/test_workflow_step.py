"""The execution of the step that an event names."""

from typing import Any

import pytest

from bot.slack.listeners.workflow_step import Execution
from bot.slack.payloads.message import Malformed


def body(**event: Any) -> dict[str, Any]:  # noqa: ANN401 - Slack's fields
    """An event of a workflow, with these fields of its own."""
    inner = {"type": "function_executed", "function_execution_id": "Fx1", **event}
    return {"type": "event_callback", "team_id": "T1", "event": inner}


def test_a_job_stores_the_whole_execution() -> None:
    execution = Execution.of(body(inputs={"text": "1722", "channel": "C1"}))

    assert execution == Execution("T1", "Fx1", "1722", "C1")
    assert Execution.from_job(execution.job()) == execution


@pytest.mark.parametrize("inputs", [None, [], {}, {"text": None, "channel": 7}])
def test_an_input_that_is_no_text_is_empty(inputs: object) -> None:
    assert Execution.of(body(inputs=inputs)) == Execution("T1", "Fx1", "", "")


@pytest.mark.parametrize("execution", [None, "", 7])
def test_an_event_without_the_id_of_an_execution_is_malformed(execution: object) -> None:
    with pytest.raises(Malformed):
        Execution.of(body(function_execution_id=execution))
