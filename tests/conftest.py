"""What the tests of every room share: Slack's own eye on each payload, and what a reader sees."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from hypothesis import settings

from bot.playground.limits import faults_in_message, faults_in_options, faults_in_view
from bot.slack import question_counter

question_counter.BATCH_SECONDS = 0  # so that no test waits for a batch
settings.register_profile("untimed", deadline=None)  # machines are shared, and bench/ measures
settings.load_profile("untimed")

Json = dict[str, Any]
Message = Mapping[str, Any]
M = TypeVar("M", bound=Mapping[str, Any])


def accepted_message(payload: M, *, posted: bool = True) -> M:
    """The payload, which Slack would take as a message; fails the test where it would not."""
    assert faults_in_message(payload, posted=posted) == []
    return payload


def accepted_view(view: M) -> M:
    """The view, which Slack would open; fails the test where it would not."""
    assert faults_in_view(view) == []
    return view


def accepted_options(answer: M) -> M:
    """The answer to typing, which Slack would show; fails the test where it would not."""
    assert faults_in_options(answer) == []
    return answer


def texts_in(part: object, kind: str) -> Iterator[str]:
    """Every text that a text object of that kind holds, wherever it stands in a payload."""
    if isinstance(part, Mapping):
        if part.get("type") == kind and isinstance(part.get("text"), str):
            yield part["text"]
        for child in part.values():
            yield from texts_in(child, kind)
    elif isinstance(part, list):
        for child in part:
            yield from texts_in(child, kind)
