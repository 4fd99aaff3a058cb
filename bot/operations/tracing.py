"""EDGE. Traces a request of Slack's through its jobs and calls, on whichever replica they run.

It is off unless the environment asks for it. Off, it costs one look-up per span, and nothing of
OpenTelemetry is imported. No attribute contains text of a person, workspace or payload.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from bot.operations.otel import OtelTracer

log = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Span(Protocol):
    """One step of a trace, while it is being measured."""

    def set_attribute(self, key: str, value: str | int) -> None:
        """Set an attribute: never to anything that people wrote, nor to an id of theirs."""
        ...


class NoSpan:
    """Stands for a span that nobody records."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def set_attribute(self, key: str, value: str | int) -> None:
        """Ignore an attribute."""


NO_SPAN = NoSpan()
_tracer: ContextVar["OtelTracer | None"] = ContextVar("tracer", default=None)


def span(
    name: str, parent: str | None = None, **attributes: str | int
) -> AbstractContextManager[Span]:
    """Measure a step. With `parent`, a position, it continues that trace; "" begins a new one.

    Without a parent it belongs to the current span, and is not recorded outside of any.
    """
    tracer = _tracer.get()
    return tracer.span(name, parent, attributes) if tracer else NO_SPAN


def position() -> str:
    """The current span, for a job to continue; empty outside of any."""
    tracer = _tracer.get()
    return tracer.position() if tracer else ""


@contextmanager
def recording(tracer: "OtelTracer | None") -> Iterator[None]:
    """Record the spans of all tasks that are started within; close the tracer at the end."""
    token = _tracer.set(tracer)
    try:
        yield
    finally:
        _tracer.reset(token)
        if tracer:
            tracer.close()


def tracer_for(environment: Mapping[str, str]) -> "OtelTracer | None":
    """A tracer if the OTEL_… variables ask for one; a warning if there can be none."""
    if not _is_wanted(environment):
        return None
    try:
        from bot.operations.otel import exporting_tracer  # noqa: PLC0415 - only if it is wanted
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "opentelemetry":
            raise
        log.warning("no traces: OpenTelemetry is not installed; install '.[otel]'")
        return None
    return exporting_tracer()


def _is_wanted(environment: Mapping[str, str]) -> bool:
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip()
    if exporter not in {"", "otlp", "none"}:
        log.warning("no traces: of OTEL_TRACES_EXPORTER the bot knows otlp and none")
    if exporter:
        return exporter == "otlp"
    return any(environment.get(name, "").strip() for name in _ENDPOINTS)
