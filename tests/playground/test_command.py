"""`python -m bot playground`: the page, its port, and the browser."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

ROOT = Path(__file__).parents[2]
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COV")}
COMMAND = (sys.executable, "-m", "bot", "playground")


@asynccontextmanager
async def playground(*options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, without a terminal."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *options,
        cwd=ROOT,
        env=MEASURED,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *options], cwd=ROOT, env=MEASURED, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_serves_the_page(number: signal.Signals) -> None:
    async with playground("--port", "0", "--no-browser") as process, ClientSession() as session:
        assert process.stdout
        first = (await process.stdout.readline()).decode()
        [address] = re.findall(r"http://127\.0\.0\.1:[0-9]+", first)
        async with session.get(address) as response:
            assert "<title>Playground</title>" in await response.text()
        process.send_signal(number)

        assert await process.wait() == 0


def test_a_taken_port_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("--port", str(port))

    assert ended.returncode == 1
    assert ended.stderr == (
        f"The page cannot be at port {port}: Address already in use. Choose another with --port.\n"
    )


@pytest.mark.parametrize("port", ["http", "65536", "-1", "٣"])
def test_an_invalid_port_is_reported(port: str) -> None:
    ended = run(f"--port={port}")

    assert ended.returncode == 2
    assert f"{port!r} is not a port from 0 to 65535" in ended.stderr


@pytest.mark.parametrize(
    ("options", "more", "opened"),
    [
        ([], {"DISPLAY": ":0"}, True),
        (["--no-browser"], {"DISPLAY": ":0"}, False),
        ([], {"DISPLAY": ":0", "SSH_CONNECTION": "x"}, False),
    ],
)
def test_a_browser_is_opened_on_a_desktop_only(
    tmp_path: Path, options: list[str], more: dict[str, str], *, opened: bool
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho $1 > {tmp_path}/opened\n", "utf-8")
    browser.chmod(0o755)
    person, terminal = os.openpty()
    os.write(person, b"quit\n")
    ended = subprocess.run(
        [*COMMAND, "--port", "0", *options],
        cwd=ROOT,
        env={**MEASURED, "PATH": os.environ["PATH"], "BROWSER": f"{browser} %s", **more},
        stdin=terminal,
        stdout=terminal,
        check=False,
    )
    os.close(terminal)
    os.close(person)

    assert ended.returncode == 0
    assert (tmp_path / "opened").exists() is opened
