"""The steps that an app offers to workflows, and their executions. PURE."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.playground.model import APP_ID, Json, RefusedError
from bot.playground.schema import Check, Fault, any_string, anything, record

WORKFLOW_TOKEN = "xwfp-1000000001-2000000001-3000000001-playgroundplayground"  # noqa: S105 - made up
"""The token of every execution; the playground's Web API accepts the bot's own token only."""


@dataclass(frozen=True, slots=True)
class Execution:
    """An execution of a step: it runs until the app gives its `outputs`, or an `error`."""

    id: str
    step: Json
    outputs: Json | None = None
    error: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether the app has completed it."""
        return self.outputs is not None or bool(self.error)


class Executions:
    """The executions of a workspace, by id."""

    def __init__(self, serial: Iterator[int]) -> None:
        self._serial = serial
        self._known: dict[str, Execution] = {}

    def start(self, step: Json) -> Execution:
        """A new execution, which runs."""
        execution = Execution(f"Fx{next(self._serial):010d}", step)
        self._known[execution.id] = execution
        return execution

    def get(self, execution: str) -> Execution:
        """The execution of that id; raises RefusedError."""
        if execution not in self._known:
            raise RefusedError("function_execution_not_found")
        return self._known[execution]

    def complete(self, execution: str, outputs: object) -> None:
        """Complete an execution with its outputs; raises RefusedError."""
        running = self._running(execution)
        faults = _faults_in(outputs, running.step)
        if faults or not isinstance(outputs, dict):
            raise RefusedError("parameter_validation_failed", list(map(str, faults)))
        self._known[execution] = replace(running, outputs=outputs)

    def fail(self, execution: str, error: str) -> None:
        """Complete an execution with an error; raises RefusedError."""
        self._known[execution] = replace(self._running(execution), error=error)

    def _running(self, execution: str) -> Execution:
        found = self.get(execution)
        if found.has_ended:
            raise RefusedError("execution_not_in_running_state")
        return found


def _faults_in(outputs: object, step: Json) -> list[Fault]:
    """What in these outputs differs from those that the step declares."""
    required: dict[str, Check] = {}
    optional: dict[str, Check] = {}
    for name, declared in step["output_parameters"].items():
        checks = required if declared.get("is_required") else optional
        checks[name] = any_string if declared["type"] == "string" else anything
    return list(record(required, **optional)(outputs, "/outputs"))


def executed_event(execution: Execution, inputs: Json, ts: str) -> Json:
    """`function_executed`: a workflow has come to a step of the app."""
    step = execution.step
    function = {
        "id": f"Fn{step['callback_id']}",
        "callback_id": step["callback_id"],
        "title": step["title"],
        "type": "app",
        "input_parameters": _parameters(step["input_parameters"]),
        "output_parameters": _parameters(step["output_parameters"]),
        "app_id": APP_ID,
    }
    return {
        "type": "function_executed",
        "function": function,
        "inputs": inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": f"Wx{execution.id}",
        "event_ts": ts,
        "bot_access_token": WORKFLOW_TOKEN,
    }


def _parameters(declared: Mapping[str, Json]) -> list[Json]:
    return [{**each, "name": name} for name, each in declared.items()]
