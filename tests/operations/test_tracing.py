"""The traces of a bot: from a request to its reply, and what no span contains."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.operations import log_format, otel, tracing
from bot.settings import Variables
from bot.settings.unknown import unknown_variables
from tests.fake_slack.canned_responses import CannedResponse
from tests.fake_slack.slack import Slack
from tests.faults.processes import bot_process, started
from tests.faults.replicas import deliver, event_of, replicas, replied
from tests.scenarios.conftest import HERE, QUICK, scenario_with, slack

__all__ = ["slack"]  # a fixture of the scenarios

POST = "chat.postMessage"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
WORDS = "the cutlery in drawer nine"


class Spans:
    """The spans that were recorded so far."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.tracer = otel.OtelTracer(SimpleSpanProcessor(self._exporter))

    def named(self, name: str) -> list[ReadableSpan]:
        return [each for each in self.all if each.name == name]

    @property
    def all(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()


def attributes(span: ReadableSpan, *names: str) -> list[object]:
    return [(span.attributes or {})[name] for name in names]


def parent_of(span: ReadableSpan) -> int:
    assert span.parent
    return int(span.parent.span_id)


def id_of(span: ReadableSpan) -> int:
    assert span.context
    return int(span.context.span_id)


@pytest.fixture
def spans() -> Iterator[Spans]:
    spans = Spans()
    with tracing.recording(spans.tracer):
        yield spans


# What is recorded


async def test_a_mention_is_one_trace_across_two_replicas(
    slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans, url = Spans(), f"sqlite:///{tmp_path}/team.db"
    question = await slack.client("Ana").says(HERE, "@iissync 1722", events=())
    with tracing.recording(spans.tracer):
        with monkeypatch.context() as busy:
            busy.setattr("bot.slack.jobs.running.MOST_RUNNING", 0)
            async with replicas(slack, url, 1) as [first]:
                await deliver(first, event_of(slack, question))
        first_replica = [each.name for each in spans.all]
        async with replicas(slack, url, 1) as [second]:
            await replied(slack, question)
            await second.tasks.wait()
    [request], [job] = spans.named("slack.request"), spans.named("job")
    [post] = [each for each in spans.named("slack.call") if attributes(each, "method") == [POST]]

    assert "job" not in first_replica
    assert parent_of(job) == id_of(request)
    assert parent_of(post) == id_of(job)
    assert len({each.context.trace_id for each in (request, job, post) if each.context}) == 1
    assert attributes(request, "kind", "status") == ["event", 200]
    assert attributes(job, "kind", "outcome", "attempt") == ["question", "done", 1]
    assert attributes(request, "request") == attributes(job, "request")
    assert attributes(post, "outcome") == ["ok"]


async def test_an_attempt_that_failed_and_the_next_are_in_one_trace(slack: Slack) -> None:
    spans = Spans()
    slack.next_response(POST, CannedResponse(500, acts=True))
    with tracing.recording(spans.tracer):
        async with scenario_with(slack, pace=QUICK):
            await slack.client("Ana").says(HERE, "@iissync 1722")
            await slack.wait_for(lambda: "conversations.replies" in {c.method for c in slack.calls})
    calls = [each for each in spans.named("slack.call") if attributes(each, "method") == [POST]]
    jobs = [each for each in spans.named("job") if attributes(each, "kind") == ["question"]]

    assert [attributes(each, "outcome") for each in calls] == [["uncertain"]]
    assert [attributes(each, "outcome") for each in jobs] == [["failed"], ["done"]]
    assert not calls[0].status.is_ok
    assert not calls[0].events
    assert calls[0].status.description is None
    assert len({each.context.trace_id for each in (*calls, *jobs) if each.context}) == 1


async def test_no_span_contains_a_text_a_person_a_channel_or_a_token(slack: Slack) -> None:
    spans = Spans()
    with tracing.recording(spans.tracer):
        async with scenario_with(slack) as scenario:
            await scenario.mention("Ana", f"{WORDS} 2148598792")
            await scenario.command("Ana", f"{WORDS} 2148598792")
            await scenario.open_home("Ana")
            await scenario.decode_message("Ana", slack.messages(HERE)[-1])
    recorded = " ".join(each.to_json() for each in spans.all)
    names = {name for each in spans.all for name in each.attributes or {}}
    ana, place = slack.client("Ana").id, slack.messages(HERE)[-1].channel

    assert names == {"kind", "status", "request", "outcome", "attempt", "method"}
    for hidden in ("drawer", "2148598792", "Ana", ana, place, HERE, slack.bot_token, "http://"):
        assert hidden not in recorded


def test_an_exception_is_recorded_without_its_message(spans: Spans) -> None:
    with pytest.raises(ValueError, match=WORDS), tracing.span("job", ""):
        raise ValueError(WORDS)

    assert not spans.all[0].status.is_ok
    assert WORDS not in spans.all[0].to_json()


def test_a_call_outside_of_any_request_is_not_recorded(spans: Spans) -> None:
    with tracing.span("slack.call", method="auth.test") as span:
        span.set_attribute("outcome", "ok")

    assert spans.all == ()


def test_a_damaged_position_begins_a_new_trace(spans: Spans) -> None:
    with tracing.span("job", "not a position"):
        assert tracing.position()

    assert spans.all[0].parent is None


def test_the_environment_names_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    def name() -> object:
        spans = Spans()
        with tracing.recording(spans.tracer), tracing.span("job", ""):
            pass
        return spans.all[0].resource.attributes["service.name"]

    own = name()
    monkeypatch.setenv("OTEL_SERVICE_NAME", "status-codes")

    assert [own, name()] == ["iissync-bot", "status-codes"]


# When it is on


@pytest.mark.parametrize(
    ("environment", "is_on"),
    [
        ({}, False),
        ({ENDPOINT: ""}, False),
        ({ENDPOINT: "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({ENDPOINT: "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({ENDPOINT: "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "console"}, False),
        ({ENDPOINT: "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_variables_of_opentelemetry_turn_it_on(
    environment: dict[str, str], *, is_on: bool
) -> None:
    tracer = tracing.tracer_for(environment)
    with tracing.recording(tracer):
        pass

    assert (tracer is not None) == is_on


def test_an_unknown_exporter_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    assert tracing.tracer_for({"OTEL_TRACES_EXPORTER": "zipkin"}) is None
    assert "the bot knows otlp and none" in caplog.text


def test_a_missing_extra_is_reported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delitem(sys.modules, "bot.operations.otel")
    monkeypatch.setitem(sys.modules, "opentelemetry.context", None)

    assert tracing.tracer_for({"OTEL_TRACES_EXPORTER": "otlp"}) is None
    assert "install '.[otel]'" in caplog.text


def test_another_missing_module_is_no_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.operations.otel", None)

    with pytest.raises(ModuleNotFoundError):
        tracing.tracer_for({"OTEL_TRACES_EXPORTER": "otlp"})


def test_a_malformed_header_for_the_collector_is_logged_without_its_value(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "drawer nine")
    with tracing.recording(tracing.tracer_for({"OTEL_TRACES_EXPORTER": "otlp"})):
        lines = [log_format.JsonLine().format(each) for each in caplog.records]

    assert "drawer" in caplog.text
    assert "opentelemetry" in "".join(lines)
    assert "drawer" not in "".join(lines)


def test_off_a_span_is_the_same_object_and_has_no_position() -> None:
    with tracing.span("job", "", kind="question") as span:
        span.set_attribute("outcome", "done")

        assert span is tracing.NO_SPAN
        assert tracing.position() == ""


def test_the_variables_of_opentelemetry_are_no_misspelt_settings() -> None:
    names = (ENDPOINT, "OTEL_TRACES_EXPORTER", "OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_HEADERS")

    assert unknown_variables(Variables(dict.fromkeys(names, "x"))) == ()


# The process, and a collector


class Collector:
    """Receives spans by OTLP over HTTP."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.services = set[str]()
        self.received = asyncio.Event()

    async def receive(self, request: web.Request) -> web.Response:
        exported = ExportTraceServiceRequest.FromString(await request.read())
        for resource in exported.resource_spans:
            named = {each.key: each.value.string_value for each in resource.resource.attributes}
            self.services.add(named["service.name"])
            for scope in resource.scope_spans:
                self.names += [span.name for span in scope.spans]
        self.received.set()
        return web.Response()


@asynccontextmanager
async def listening(
    receive: Callable[[web.Request], Awaitable[web.Response]],
) -> AsyncIterator[str]:
    """The URL at which a collector receives."""
    app = web.Application()
    app.router.add_post("/v1/traces", receive)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def end(slack: Slack, port: int, **more: str) -> str:
    """The log of a bot that answered a mention, and then was told to stop."""
    program = ("tests.operations.imports_of_run",)
    async with bot_process(slack, "http", port, program, started, **more) as bot:
        await slack.client("Ana").says(HERE, f"@iissync {WORDS} 1722")
        await slack.settled()
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended() == 0
    return str(bot.events[-1]["message"])


@pytest.mark.slow
async def test_a_bot_without_traces_imports_nothing_for_them(
    slack: Slack, unused_tcp_port: int
) -> None:
    packages = (await end(slack, unused_tcp_port)).split()

    assert "slack_bolt" in packages
    assert not {"opentelemetry", "requests", "google"} & {*packages}


@pytest.mark.slow
async def test_a_bot_exports_its_last_spans_when_it_stops(
    slack: Slack, unused_tcp_port: int
) -> None:
    collector = Collector()
    async with listening(collector.receive) as url:
        await end(slack, unused_tcp_port, **{ENDPOINT: url})

    assert {"slack.request", "job", "slack.call"} == {*collector.names}
    assert collector.services == {"iissync-bot"}


async def test_a_collector_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If it were, this test would not end: the collector answers after the tracer is closed."""
    monkeypatch.setattr(otel, "FLUSH_SECONDS", 0.1)
    collector, is_closed = Collector(), asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        await is_closed.wait()
        return await collector.receive(request)

    async with listening(receive) as url:
        exporter = OTLPSpanExporter(f"{url}/v1/traces", timeout=60)
        tracer = otel.OtelTracer(BatchSpanProcessor(exporter))
        with tracer.span("job", "", {}):
            pass
        await asyncio.to_thread(tracer.close)
        before = [*collector.names]
        is_closed.set()
        await collector.received.wait()

    assert before == []
    assert collector.names == ["job"]
