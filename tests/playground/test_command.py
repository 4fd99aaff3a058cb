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
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.measured import MEASURED

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot", "playground")


@asynccontextmanager
async def playground(
    browser: "Browser", *options: str, **more: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """The command on a desktop, with nobody at the keyboard; and the descriptor of its terminal."""
    person, terminal = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *options,
        cwd=ROOT,
        env={**browser.desktop, **more},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
    )
    os.close(terminal)
    try:
        yield process, person
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        os.close(person)


@dataclass(frozen=True, slots=True)
class Browser:
    """A program in place of a browser, which notes that it was opened."""

    folder: Path

    @property
    def desktop(self) -> dict[str, str]:
        """The environment of a desktop with this browser."""
        program = self.folder / "browser"
        program.write_text(f"#!/bin/sh\necho $1 > {self.folder}/opened\n", "utf-8")
        program.chmod(0o755)
        path = os.environ["PATH"]
        return {**MEASURED, "PATH": path, "BROWSER": f"{program} %s", "DISPLAY": ":0"}

    @property
    def is_opened(self) -> bool:
        return (self.folder / "opened").exists()


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *options], cwd=ROOT, env=MEASURED, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("number", "options", "more"),
    [
        (signal.SIGINT, ["--no-browser"], {}),
        (signal.SIGTERM, [], {"SSH_CONNECTION": "from another machine"}),
    ],
)
async def test_the_command_serves_the_page_and_opens_it_only_where_it_may(
    browser: Browser, number: signal.Signals, options: list[str], more: dict[str, str]
) -> None:
    async with (
        playground(browser, "--port", "0", *options, **more) as (process, terminal),
        ClientSession() as session,
    ):
        first = (await asyncio.to_thread(os.read, terminal, 4096)).decode()
        [address] = re.findall(r"http://127\.0\.0\.1:[0-9]+", first)
        async with session.get(address) as response:
            assert "<title>Playground</title>" in await response.text()
        process.send_signal(number)

        assert await process.wait() == 0
        assert not browser.is_opened


async def test_a_bot_that_is_started_elsewhere_answers_with_the_settings_that_are_printed(
    browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "operator"
    folder.mkdir()
    async with playground(browser, "--port", "0", "--without-bot") as (process, terminal):
        printed = ""
        while "REVIEWERS=" not in printed:
            printed += (await asyncio.to_thread(os.read, terminal, 4096)).decode()
        settings = re.findall(r"^[A-Z_]+=\S+", printed, re.MULTILINE)
        (folder / ".env").write_text("\n".join(settings), "utf-8")
        checked = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", "check"],
            cwd=folder,
            env={**MEASURED, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        process.send_signal(signal.SIGTERM)

        assert await process.wait() == 0
    assert checked.stdout.endswith("All is right.\n"), checked.stdout
    assert "2 in REVIEWERS; all known to Slack" in checked.stdout


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


def test_a_browser_is_opened_on_a_desktop(browser: Browser) -> None:
    person, terminal = os.openpty()
    os.write(person, b"quit\n")
    ended = subprocess.run(
        [*COMMAND, "--port", "0"],
        cwd=ROOT,
        env=browser.desktop,
        stdin=terminal,
        stdout=terminal,
        check=False,
    )
    os.close(terminal)
    os.close(person)

    assert ended.returncode == 0
    assert browser.is_opened
