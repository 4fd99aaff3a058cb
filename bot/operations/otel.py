"""EDGE. Records spans with OpenTelemetry. Only `tracing` imports this, and only if asked for it.

An exception is recorded as such without its message, which may quote a person.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, get_current_span, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bot.operations import tracing
from bot.operations.metrics import PACKAGE, installed_version

FLUSH_SECONDS = 2.0
"""How long the end of the bot may wait for the export of the last spans."""
_PARENT = "traceparent"
_KINDS = {
    "slack.request": SpanKind.SERVER,
    "job": SpanKind.CONSUMER,
    "slack.call": SpanKind.CLIENT,
}


class OtelTracer:
    """Records spans, and gives them to a processor.

    A parent is a position; without one, a span belongs to the current one.
    """

    def __init__(self, processor: SpanProcessor) -> None:
        self._provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer(PACKAGE, installed_version())
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(
        self, name: str, parent: str | None, attributes: Mapping[str, str | int]
    ) -> Iterator[tracing.Span]:
        """Measure a step, as `tracing.span` says."""
        context = None
        if parent is not None:
            context = self._propagator.extract({_PARENT: parent}, Context())
        elif not get_current_span().get_span_context().is_valid:
            yield tracing.NO_SPAN
            return
        span = self._tracer.start_span(name, context, _KINDS[name], attributes)
        is_whole = False
        with use_span(span, True, record_exception=False, set_status_on_exception=False):  # noqa: FBT003 - it ends then
            try:
                yield span
                is_whole = True
            finally:
                if not is_whole:
                    span.set_status(StatusCode.ERROR)

    def position(self) -> str:
        """The current span as a `traceparent` of W3C; empty outside of any."""
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier.get(_PARENT, "")

    def close(self) -> None:
        """Export what is left; a collector that does not answer is not waited for."""
        closing = Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(FLUSH_SECONDS)


def exporting_tracer() -> OtelTracer:
    """A tracer that exports by OTLP over HTTP, as the OTEL_… variables say."""
    return OtelTracer(BatchSpanProcessor(OTLPSpanExporter()))


def _resource() -> Resource:
    """The name and version of the bot, unless the OTEL_… variables have others."""
    own = Resource.create({"service.name": PACKAGE, "service.version": installed_version()})
    return own.merge(OTELResourceDetector().detect())
