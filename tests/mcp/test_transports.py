"""`python -m bot mcp` as a process, asked by the SDK's own client on a pipe and a socket."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult

from bot.mcp.transports import LONGEST_REQUEST
from tests.cli.processes import ENVIRONMENT, ROOT, bot, on_a_terminal
from tests.command_line import run_command
from tests.measured import MEASURED

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "bot", "mcp"]
STDIO = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=ENVIRONMENT, cwd=ROOT)
OPENING = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    '"capabilities":{},"clientInfo":{"name":"test","version":"1"}}}'
)
PING = '{"jsonrpc":"2.0","id":2,"method":"ping"}'
HOSTILE = [
    "no json",
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"decode_text","arguments":5}}',
    '{"jsonrpc":"2.0","id":8,"method":"ping","params":{"text":"\\ud800 error 5"}}',
    '{"jsonrpc":"2.0","id":9,"method":"no/such"}',
    "[" * 100_000,
    "\x00\x1b",
]


def first_code(result: CallToolResult) -> object:
    return result.structured_content["codes"][0]["decimal"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server by HTTP, which ends by a signal without a word."""
    arguments = [*COMMAND, "--http", "0"]
    with subprocess.Popen(
        arguments, cwd=ROOT, env=ENVIRONMENT | MEASURED, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/mcp", process.stderr.readline())
        assert found
        yield found[0]
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()
        assert process.wait() == 0


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_a_client_asks_on_standard_input(mode: str) -> None:
    async with Client(STDIO, mode=mode) as client:
        result = await client.call_tool("decode_text", {"text": "error 1722"})

    assert first_code(result) == 1722


def test_no_message_ends_the_server_before_its_input_ends() -> None:
    pings = [PING] * 50  # the end of the input may come before the answers to the last of them
    ended = bot("mcp", source="\n".join([OPENING, *HOSTILE, *pings, ""]))
    answers = [json.loads(line) for line in ended.stdout.splitlines()]

    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
    assert {"jsonrpc": "2.0", "id": 2, "result": {}} in answers
    assert {answer["id"] for answer in answers if "error" in answer} >= {7, 9}


@pytest.mark.parametrize("typed", ["\x04", "\x03"])
def test_on_a_terminal_a_hint_says_who_asks_and_how_it_ends(typed: str) -> None:
    seen = on_a_terminal(" ".join(COMMAND), typed)

    assert seen.startswith("An agent or an editor starts this")
    assert "Traceback" not in seen


def test_without_standard_input_the_command_says_what_needs_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ended = run_command("mcp")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "mcp: there is no standard input; --http PORT needs none\n"


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_a_client_asks_by_http(address: str, mode: str) -> None:
    async with Client(address, mode=mode) as client:
        result = await client.call_tool("decode_text", {"text": "error 1722 \x00\x1b[31m" * 20_000})

    assert first_code(result) == 1722


def status(address: str, body: bytes = PING.encode(), **headers: str) -> int:
    """The HTTP status of a request of a client."""
    both = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    try:
        with urlopen(Request(address, body, {**both, **headers})) as response:
            return int(response.status)
    except HTTPError as error:
        with error:
            return error.code


def test_a_web_page_cannot_reach_the_server(address: str) -> None:
    assert status(address) == 200
    assert status(address, Host="bot.example.com:80") == 421
    assert status(address, Origin="https://example.com") == 403


def test_a_request_that_is_too_large_is_refused(address: str) -> None:
    assert status(address, b"", **{"Content-Length": str(LONGEST_REQUEST + 1)}) == 413


def test_a_port_that_is_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_command("mcp", "--http", str(port))

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"--http: cannot listen on 127.0.0.1:{port}: ")


def test_without_the_sdk_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("bot.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "anyio", None)
    ended = run_command("mcp")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "pip install '.[mcp]'" in ended.stderr
