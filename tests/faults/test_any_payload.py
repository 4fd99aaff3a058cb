"""Any bytes, and any JSON in any field of a signed payload, are never answered with 500."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.operations.web_server import Timeouts
from bot.playground.model import OTHER_TEAM_ID, User
from bot.replies.reply import ADD
from bot.server import Running, running
from bot.slack.listeners import look_up
from bot.slack.manifest import manifest
from bot.slack.payloads import buttons, forms, home, review_cards
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import FORM, JSON, answer_to, connect, request, signed
from tests.scenarios.conftest import Scenario, settings_for

Payload = dict[str, Any]
SHORT = Timeouts(idle=0.5, body=0.2, rest=0.1)
REFUSED = {400, 401, 404, 405, 408, 413, 415}
HEADER = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=30)
NAMES = ["Content-Type", "Content-Encoding", "Transfer-Encoding", "Expect", "Upgrade", "Connection"]
NAMES += ["X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Length", "Cookie", "Host"]
DORA = User("U0DORA0001", "dora", "Dora Dahl", team=OTHER_TEAM_ID)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class Bot:
    """A bot at work, and its Slack, which a test without a loop can drive."""

    def __init__(self, runner: asyncio.Runner, slack: Slack, running_bot: Running) -> None:
        self.run = runner.run
        self.slack = slack
        self.running = running_bot
        self.url = str(running_bot.url)


@contextmanager
def bot_at_work() -> Iterator[Bot]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def start() -> Bot:
            slack = await stack.enter_async_context(Slack(manifest=manifest(), retries=()))
            bot = await stack.enter_async_context(
                running(settings_for(slack, "http"), timeouts=SHORT)
            )
            slack.deliver_to(bot.url)
            return Bot(runner, slack, bot)

        yield runner.run(start())
        runner.run(stack.aclose())


@pytest.fixture(scope="module")
def bot() -> Iterator[Bot]:
    with bot_at_work() as bot:
        yield bot


async def last_words(bot: Bot, data: bytes) -> bytes:
    """All that comes back until the connection is closed."""
    async with connect(bot.url) as line:
        await line.send(data)
        return await line.send_slowly([b"\r\n"])


SLOWLY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(data=st.binary())
def test_any_bytes_are_rejected(bot: Bot, data: bytes) -> None:
    received = bot.run(last_words(bot, data))

    assert not received or int(received.split()[1]) in REFUSED


@SLOWLY
@given(
    first=st.sampled_from(["POST /slack/events", "POST /", "GET /slack/events", "PRI *"]),
    headers=st.dictionaries(st.sampled_from(NAMES) | HEADER, HEADER, max_size=4),
    body=st.binary(),
)
def test_any_headers_and_body_are_rejected(
    bot: Bot, first: str, headers: dict[str, str], body: bytes
) -> None:
    received = bot.run(last_words(bot, request(body, headers, first=first)))

    assert not received or int(received.split()[1]) in REFUSED


# --- signed


def in_forms(kind: str, payload: Payload) -> tuple[bytes, dict[str, str]]:
    """The body and its type, as Slack sends a payload of that kind."""
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON
    if kind == "slash_commands":
        texts = {name: value for name, value in payload.items() if isinstance(value, str)}
        return urlencode(texts, errors="replace").encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


async def act(slack: Slack, bot: Running) -> None:
    """Make users do everything that Slack notifies a bot of."""
    ana, scenario = slack.client("Ana"), Scenario(slack, bot)
    question = await ana.says("#iis-cluster", "@iissync 1722")
    await ana.says("@iissync", "1722")
    await ana.opens_home()
    shown = await ana.runs("#iis-cluster", "/iissync 1722")
    assert shown.message
    await ana.clicks(shown.message, "Share")
    await ana.uses_shortcut("Decode status codes", question)
    await ana.uses_shortcut("Look up a status code")
    view = await slack.wait_for(lambda: ana.view)
    assert view is not None
    await ana.suggestions(view, look_up.SUGGEST, "17")
    await ana.submits(view, {})
    dora = slack.connect("#iis-cluster", DORA)
    await dora.says("#iis-cluster", "@iissync 1722")
    await dora.opens_home()
    await scenario.settled()


@pytest.fixture(scope="module")
def deliveries(bot: Bot) -> list[tuple[str, Payload]]:
    """Payloads of every kind, as Slack sends them, and of every button and form of the bot."""
    bot.run(act(bot.slack, bot.running))
    seen = [(each.kind, json.loads(json.dumps(each.payload))) for each in bot.slack.deliveries]
    (clicked,) = [payload for _, payload in seen if payload.get("type") == "block_actions"]
    (submitted,) = [payload for _, payload in seen if payload.get("type") == "view_submission"]
    pressed = [clicked["actions"][0] | {"action_id": name, "value": "{}"} for name in BUTTONS]
    sent = [submitted["view"] | {"callback_id": name} for name in FORMS]
    seen += [("interactive", clicked | {"actions": [button]}) for button in pressed]
    seen += [("interactive", submitted | {"view": view}) for view in sent]
    return seen


BUTTONS = [buttons.MORE, buttons.BACK, ADD, f"{buttons.CHANGE}:1", review_cards.APPROVE]
BUTTONS += [review_cards.REJECT, forms.EDIT, f"{buttons.VOTE}:1", f"{buttons.RESTORE}:1"]
BUTTONS += [home.SEARCH, home.PAGE_MORE, buttons.OPEN_HOME, "of another app"]
FORMS = [forms.PROPOSE, review_cards.REJECT, forms.EDIT, "of another app"]


def places(part: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values in a payload."""
    steps: list[tuple[str | int, object]] = []
    if isinstance(part, dict):
        steps = list(part.items())
    elif isinstance(part, list):
        steps = list(enumerate(part))
    for name, inner in steps:
        yield (*path, name)
        yield from places(inner, (*path, name))


def changed(part: Any, path: tuple[str | int, ...], new: object) -> Any:  # noqa: ANN401 - any JSON
    """The payload with `new` at that place."""
    if not path:
        return new
    copy = part.copy()
    copy[path[0]] = changed(part[path[0]], path[1:], new)
    return copy


@settings(SLOWLY, max_examples=400)
@given(data=st.data())
def test_any_json_in_any_field_is_answered_or_refused(
    bot: Bot, deliveries: list[tuple[str, Payload]], data: st.DataObject
) -> None:
    kind, payload = data.draw(st.sampled_from(deliveries))
    place = data.draw(st.sampled_from(list(places(payload))))
    body, form = in_forms(kind, changed(payload, place, data.draw(ANY)))
    answer = bot.run(answer_to(bot.url, request(body, signed(body, kind=form))))

    assert answer.status in {200, 400, 404, 503}
    assert b"Traceback" not in answer.body
