# ruff: noqa: RUF001 - digits of another script stand here on purpose
"""Faults 1 to 13: who and what does not get in by HTTP. Each test names its number."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot.operations import connections
from bot.operations.web_server import Timeouts
from bot.server import Running, running
from bot.settings import PreviousSecret, Settings
from bot.slack.manifest import manifest
from bot.slack.transport.http import LARGEST_BODY
from tests.database.fixtures import upgraded_in
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import (
    FORM,
    JSON,
    SECRET,
    Answer,
    answer_to,
    command,
    connect,
    request,
    signature,
    signed,
)
from tests.faults.processes import bot_process, started
from tests.scenarios.conftest import Scenario, settings_for

ROOT = Path(__file__).parents[2]
SHORT = Timeouts(first=2, idle=0.5, body=0.5, rest=0.2)
QUESTION = command("1722")
DEEP = b'{"a":' * 100_000
CHUNKED = b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n"


def settings(**more: object) -> Settings:
    values = {
        "SLACK_BOT_TOKEN": Slack.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",  # nothing here asks Slack
        "DATABASE_URL": "sqlite:///:memory:",
        "OPS_PORT": "0",
    }
    return replace(Settings.from_mapping(values), port=0, **more)  # type: ignore[arg-type] # of tests


@pytest.fixture
async def bot(quick_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr(connections, "DEFER_SECONDS", 1)
    made = settings(database_url=upgraded_in(quick_folder))
    async with running(made, timeouts=SHORT) as bot:
        yield bot


async def answer_from(bot: Running, data: bytes) -> Answer:
    return await answer_to(str(bot.url), data)


async def counted(bot: Running, status: int) -> bool:
    """Whether one request, and no more, was turned away with that status."""
    async with ClientSession() as session, session.get(f"{bot.operations_url}/metrics") as page:
        return f'iissync_requests_rejected_total{{status="{status}"}} 1.0' in await page.text()


async def answers_still(bot: Running) -> bool:
    answer = await answer_from(bot, request(QUESTION, signed(QUESTION)))
    return "1722" in answer.text


async def test_signed_requests_are_answered(bot: Running) -> None:
    assert await answers_still(bot)


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed(QUESTION).items() if key != name}


def with_signature(text: str) -> dict[str, str]:
    return signed(QUESTION) | {"X-Slack-Signature": text}


def with_header(line: str) -> bytes:
    """What is signed, but for a line that is no header of Slack's."""
    return request(QUESTION, signed(QUESTION)).replace(b"\r\n", f"\r\n{line}\r\n".encode(), 1)


def doubled(name: str) -> bytes:
    headers = signed(QUESTION)
    return request(QUESTION, headers | {name.lower(): headers[name]})


@pytest.mark.parametrize(
    "made",  # as the test runs: what is signed as they are gathered may be too old by then
    [
        pytest.param(lambda: request(QUESTION, FORM), id="fault 1: no signature"),
        pytest.param(lambda: request(QUESTION, with_signature("")), id="fault 1: an empty one"),
        pytest.param(lambda: request(QUESTION, with_signature("v0=00")), id="fault 1: a wrong one"),
        pytest.param(
            lambda: request(QUESTION, without("X-Slack-Request-Timestamp")), id="fault 1: no time"
        ),
        pytest.param(lambda: request(b"{", FORM), id="fault 1: nothing is parsed"),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, secret="x")), id="fault 1: another's"
        ),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, timestamp="")), id="fault 3: empty"
        ),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, timestamp="abc")), id="fault 3: abc"
        ),
        pytest.param(lambda: request(QUESTION, signed(QUESTION, timestamp="-1")), id="fault 3: -1"),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, timestamp="1e9")), id="fault 3: 1e9"
        ),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, timestamp="１７００００００００")),
            id="fault 3: full-width",
        ),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, timestamp="1" * 5000)),
            id="fault 3: 5,000 digits",
        ),
        pytest.param(lambda: request(QUESTION, with_signature("v0=ü")), id="fault 4: non-ASCII"),
        pytest.param(
            lambda: request(QUESTION, with_signature("v0=\udcff")), id="fault 4: no UTF-8"
        ),
        pytest.param(lambda: doubled("X-Slack-Signature"), id="fault 4: two signatures"),
        pytest.param(lambda: doubled("X-Slack-Request-Timestamp"), id="fault 4: two times"),
        pytest.param(lambda: request(QUESTION + b"0", signed(QUESTION)), id="fault 5: a byte more"),
        pytest.param(lambda: request(QUESTION[:-1], signed(QUESTION)), id="fault 5: a byte less"),
        pytest.param(
            lambda: request(QUESTION.swapcase(), signed(QUESTION)), id="fault 5: other bytes"
        ),
        pytest.param(lambda: request(b"\xff\xfe", FORM), id="fault 7: unsigned"),
        pytest.param(lambda: request(DEEP, JSON), id="fault 8: unsigned"),
    ],
)
async def test_unsigned_requests_are_refused_and_counted(
    bot: Running, made: Callable[[], bytes]
) -> None:
    assert (await answer_from(bot, made())).status == 401
    assert await counted(bot, 401)


@pytest.mark.parametrize(
    ("made", "level"),
    [
        pytest.param(lambda: request(QUESTION, FORM), "INFO", id="no signature"),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION), first="POST /"), "INFO", id="another path"
        ),
        pytest.param(lambda: b"P@ST / HTTP/1.1\r\n\r\n", "INFO", id="no HTTP"),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, secret="x")), "WARNING", id="another secret"
        ),
        pytest.param(
            lambda: request(QUESTION, signed(QUESTION, age=302)), "WARNING", id="another time"
        ),
        pytest.param(lambda: request(b"[]", signed(b"[]", kind=JSON)), "WARNING", id="no payload"),
    ],
)
async def test_only_what_may_be_a_wrong_setting_is_a_warning(
    bot: Running, caplog: pytest.LogCaptureFixture, made: Callable[[], bytes], level: str
) -> None:
    caplog.set_level(logging.INFO)
    await answer_from(bot, made())

    assert [
        each.levelname for each in caplog.records if each.message.startswith("refused a request: ")
    ] == [level]


@pytest.mark.parametrize("change", ["cut", "prefix"])
async def test_fault_1_a_signature_that_is_cut_or_of_another_version(
    bot: Running, change: str
) -> None:
    headers = signed(QUESTION)
    right = headers["X-Slack-Signature"]
    headers["X-Slack-Signature"] = right[:-1] if change == "cut" else right.replace("v0=", "v1=")

    assert (await answer_from(bot, request(QUESTION, headers))).status == 401


@pytest.mark.parametrize("age", [302, -302])
async def test_fault_2_a_signature_that_is_too_old_or_too_new(bot: Running, age: int) -> None:
    assert (await answer_from(bot, request(QUESTION, signed(QUESTION, age=age)))).status == 401


UNREADABLE = [
    "X-Slack-Signature: v0=\0",
    "X-Other: \0",
    "X-Other: a\x7fb",
    "X-Other: a\rb",
    "X-Other: a\r\n b",
    "X-\0ther: a",
    "X Other: a",
    "X-Öther: a",
    "X-Other",
    "Sec-WebSocket-Key1: a",
    "Host: another",
    "Content-Length: 1\0",
    "Content-Length: 1\r\nContent-Length: 1",
]


@pytest.mark.parametrize("header", UNREADABLE)
async def test_fault_4_unreadable_headers_contain_no_signature(bot: Running, header: str) -> None:
    answer = await answer_from(bot, with_header(header))

    assert answer == Answer(401, b"")
    assert await counted(bot, 401)


NO_HTTP = [
    b"P@ST / HTTP/1.1\r\nHost: bot\r\n\r\n",
    b"POST header: HTTP/1.1\r\nHost: bot\r\n\r\n",
    b"POST / header HTTP/1.1\r\nHost: bot\r\n\r\n",
    b"POST / HTTP/1.1 \r\nX-Slack-Signature: \0\r\n\r\n",
    CHUNKED + b"header\r\n",
]


@pytest.mark.parametrize("data", NO_HTTP)
async def test_fault_4_any_other_invalid_http_is_a_bad_request(bot: Running, data: bytes) -> None:
    answer = await answer_from(bot, data)

    assert answer == Answer(400, b"")
    assert await counted(bot, 400)


async def test_fault_4_aiohttps_python_parser_makes_the_same_distinctions(
    slack: Slack, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with bot_process(
        slack, "http", unused_tcp_port, start=started, AIOHTTP_NO_EXTENSIONS="1"
    ):
        unreadable = [await answer_to(url, with_header(header)) for header in UNREADABLE]
        no_http = [await answer_to(url, data) for data in NO_HTTP]

    assert {answer.status for answer in unreadable} == {401}
    assert {answer.status for answer in no_http} == {400}


# Fault 6


async def test_fault_6_a_mention_that_is_replayed_is_answered_once() -> None:
    async with (
        Slack(manifest=manifest(), retries=()) as slack,
        running(settings_for(slack, "http")) as bot,
    ):
        slack.deliver_to(bot.url)
        question = await slack.client("Ana").says("#iis-cluster", "@iissync 1722")
        await slack.settled()
        body = json.dumps(slack.deliveries[0].payload).encode()
        again = request(body, signed(body, kind=JSON))
        statuses = [(await answer_from(bot, again)).status for _ in range(3)]
        replies = await Scenario(slack, bot).replies(question)

    assert (statuses, len(replies)) == ([200] * 3, 1)


async def test_fault_6_a_command_that_is_replayed_is_answered_alike(bot: Running) -> None:
    data = request(QUESTION, signed(QUESTION))

    assert await answer_from(bot, data) == await answer_from(bot, data)


# Signed, and nothing that can be taken in

CODED = quote('{"type": "block_actions"')


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"\xff\xfe", FORM, id="fault 7: no UTF-8"),
        pytest.param(b"command=%2Fiissync&text=\xff", FORM, id="fault 7: no UTF-8 in a form"),
        pytest.param(DEEP, JSON, id="fault 8: deep"),
        pytest.param(b"payload=" + DEEP, FORM, id="fault 8: deep in a form"),
        pytest.param(b"payload=" + CODED.encode(), FORM, id="fault 9: malformed"),
        pytest.param(b"payload=%5B%5D", FORM, id="fault 9: a list"),
        pytest.param(b"payload=", FORM, id="fault 9: empty"),
        pytest.param(b"text=1722", FORM, id="fault 9: keys missing"),
        pytest.param(b"[1722]", JSON, id="fault 9: a list as JSON"),
        pytest.param(b'{"authorizations": 1}', JSON, id="fault 9: wrong types"),
        pytest.param(b"", FORM, id="fault 9: nothing"),
    ],
)
async def test_a_signed_body_that_is_no_payload_is_a_bad_request(
    bot: Running, body: bytes, kind: dict[str, str]
) -> None:
    answer = await answer_from(bot, request(body, signed(body, kind=kind)))

    assert answer.status == 400


async def test_fault_9_a_form_with_a_key_twice_is_read_as_one(bot: Running) -> None:
    body = QUESTION + b"&text=3&command=%2Fiissync"

    assert "3" in (await answer_from(bot, request(body, signed(body)))).text


# Fault 10: too much, too slow, and untrue

CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(request(b"x" * 3_000_000, FORM), id="3 MB"),
        pytest.param(request(b"", FORM, length=3_000_000), id="so it is told"),
        pytest.param(CHUNKED + CHUNK * (LARGEST_BODY // 0x10000 + 1), id="in chunks"),
    ],
)
async def test_fault_10_a_body_that_is_too_large(bot: Running, data: bytes) -> None:
    assert (await answer_from(bot, data)).status == 413
    assert await counted(bot, 413)
    assert await answers_still(bot)


async def test_fault_10_chunks_without_end_are_cut_off(bot: Running) -> None:
    async with connect(str(bot.url)) as line:
        await line.send(CHUNKED)
        received = await line.send_slowly(repeat(CHUNK))

    assert received.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(request(b"", signed(QUESTION), length=500_000), b"x", id="drops of a body"),
        pytest.param(CHUNKED, b"1\r\nx\r\n", id="drops in chunks"),
        pytest.param(
            request(b"", signed(QUESTION), length=len(QUESTION)), b"", id="no body at all"
        ),
    ],
)
async def test_fault_10_a_missing_body_is_not_awaited(
    bot: Running, start: bytes, piece: bytes
) -> None:
    async with connect(str(bot.url)) as line:
        await line.send(start)
        received, others = await asyncio.gather(line.send_slowly(repeat(piece)), answers_still(bot))

    assert received.startswith(b"HTTP/1.1 408 ")
    assert others
    assert await counted(bot, 408)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(b"", b"", id="says nothing"),
        pytest.param(b"", b"G", id="drops of a method"),
        pytest.param(b"POST /slack/events HTTP/1.1\r\n", b"X: y\r\n", id="drops of headers"),
        pytest.param(request(QUESTION, FORM), b"G", id="drops after an answer"),
    ],
)
async def test_fault_10_endless_headers_are_cut_off(
    bot: Running, start: bytes, piece: bytes
) -> None:
    async with connect(str(bot.url)) as line:
        await line.send(start)
        _, others = await asyncio.gather(line.send_slowly(repeat(piece)), answers_still(bot))

    assert others


async def test_fault_10_a_body_longer_than_its_length_is_a_bad_request(bot: Running) -> None:
    async with connect(str(bot.url)) as line:
        await line.send(request(QUESTION, signed(QUESTION), length=4))
        received = await line.closed()

    assert received.split()[1] == b"400"


async def test_fault_10_a_truncated_body_does_no_harm(bot: Running) -> None:
    async with connect(str(bot.url)) as line:
        await line.send(request(b"x", signed(QUESTION), length=500))

    assert await answers_still(bot)


@pytest.mark.parametrize("chunk", [b"zz\r\n", b"1\r\nxx\r\n"])
async def test_fault_10_invalid_chunks_are_a_bad_request(bot: Running, chunk: bytes) -> None:
    assert (await answer_from(bot, CHUNKED + chunk)).status == 400
    assert await answers_still(bot)


@pytest.mark.parametrize(
    ("first", "status"),
    [
        ("GET /slack/events", 405),
        ("PUT /slack/events", 405),
        ("TRACE /slack/events", 405),
        ("POST /", 404),
        ("POST /slack/events/", 404),
        ("GET /metrics", 404),
        ("GET /healthz", 404),
        ("GET /readyz", 404),
    ],
)
async def test_fault_11_another_method_or_path(bot: Running, first: str, status: int) -> None:
    data = request(QUESTION, signed(QUESTION), first=first)

    assert (await answer_from(bot, data)).status == status
    assert await counted(bot, status)


@pytest.mark.parametrize("secret", ["", "your-signing-secret", "changeme-changeme"])
def test_fault_12_an_empty_or_placeholder_secret_is_reported_and_nothing_starts(
    tmp_path: Path, secret: str
) -> None:
    lines = (f"SLACK_BOT_TOKEN={Slack.bot_token}", f"SLACK_SIGNING_SECRET={secret}")
    (tmp_path / ".env").write_text("\n".join(lines))
    refused = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert refused.returncode == 2
    assert "SLACK_SIGNING_SECRET" in refused.stderr
    assert not secret or secret not in refused.stderr


BEFORE = "fedcba9876543210fedcba9876543210"


@pytest.mark.parametrize(
    ("hours", "secret", "status"),
    [(1, SECRET, 200), (1, BEFORE, 200), (1, "x", 401), (-1, SECRET, 200), (-1, BEFORE, 401)],
)
async def test_fault_13_the_previous_secret_is_accepted_until_it_expires(
    hours: int, secret: str, status: int
) -> None:
    previous = PreviousSecret(BEFORE, datetime.now(UTC) + timedelta(hours=hours))
    async with running(settings(previous_secret=previous)) as bot:
        answer = await answer_from(bot, request(QUESTION, signed(QUESTION, secret=secret)))

    assert answer.status == status


async def test_a_compressed_body_is_refused(bot: Running) -> None:
    headers = signed(QUESTION) | {"Content-Encoding": "gzip"}

    assert (await answer_from(bot, request(QUESTION, headers))).status == 415


def test_the_signature_is_as_slack_documents_it() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"

    assert signature(body, "1531420618", "8f742231b10e8888abcd99yyyzzz85a5") == expected
