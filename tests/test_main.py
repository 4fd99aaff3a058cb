"""`python -m bot` with real processes, real signals, and a real certificate."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from errno import EMFILE
from functools import partial
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from bot.__main__ import main
from bot.guide import data
from bot.guide.checkout import compiled_guide
from bot.slack.manifest import manifest
from tests.cli.processes import ENVIRONMENT, ROOT, bot, bot_in, bot_in_shell
from tests.command_line import run_command
from tests.fake_slack.slack import Slack
from tests.measured import MEASURED

TOKENS = {"SLACK_BOT_TOKEN": Slack.bot_token, "SLACK_APP_TOKEN": Slack.app_token}


@asynccontextmanager
async def running_bot(**environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=ROOT,
        env=ENVIRONMENT | MEASURED | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def test_an_output_that_cannot_be_written_is_reported() -> None:
    ended = bot_in_shell("decode 1722 > /dev/full")

    assert ended.returncode == 1
    assert ended.stderr == "The output could not be written: No space left on device\n"


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("decode 1722 >&-", "There is no standard output"),
        ("decode <&-", "there is no standard input"),
        ("search ' '", "say what to search for"),
    ],
)
def test_a_missing_stream_or_text_is_reported(command: str, error: str) -> None:
    ended = bot_in_shell(command)

    assert error in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.returncode in {1, 2}


def test_the_manifest_is_printed_for_socket_mode_and_for_http() -> None:
    over_http = bot("manifest", "--http", "https://bot.example.com")

    assert json.loads(bot("manifest").stdout) == manifest()
    assert json.loads(over_http.stdout) == manifest("https://bot.example.com")


def test_the_command_line_can_be_called_from_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest()


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A checkout whose data files have a fault."""
    (tmp_path / "win32.toml").write_text("[family", "utf-8")
    compiled = partial(compiled_guide, str(tmp_path), str(tmp_path / "cache"))
    monkeypatch.setattr(data, "guide", compiled)
    data._lines.cache_clear()  # noqa: SLF001 - other tests fill this cache
    yield
    data._lines.cache_clear()  # noqa: SLF001 - other tests fill this cache


@pytest.mark.usefixtures("broken")
def test_a_fault_of_the_data_files_is_reported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["decode", "0x8BADF00D"]) == 1
    assert "The guide's data files are not right:\nwin32.toml: " in capsys.readouterr().err


def test_the_manifest_of_a_link_needs_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "--install-link"]) == 2
    assert "--install-link needs --http" in capsys.readouterr().err
    assert main(["manifest", "--install-link", "--http", "https://bot.example.com"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == manifest("https://bot.example.com", install_link=True)
    assert main(["manifest", "--http", "https://bot.example.com", "--socket-mode"]) == 2
    assert "--socket-mode is for --install-link" in capsys.readouterr().err


@pytest.mark.parametrize("more", [(), ("--install-link",)])
def test_the_manifest_of_an_agent_goes_with_the_other_flags(
    capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    url = "https://bot.example.com"
    assert main(["manifest", "--assistant", "--http", url, *more]) == 0
    shown = json.loads(capsys.readouterr().out)

    assert shown == manifest(url, install_link=bool(more), assistant=True)
    assert "agent_view" in shown["features"]


def test_an_address_without_https_is_refused_for_the_manifest() -> None:
    refused = bot("manifest", "--http", "http://bot.example.com")

    assert refused.returncode == 2
    assert refused.stderr.startswith("--http: 'http://bot.example.com' is not an https address")


def test_all_wrong_settings_are_reported_at_once_without_secrets() -> None:
    refused = bot("run", SLACK_BOT_TOKEN="xoxp-hush-hush", PORT="99999", LOG_LEVEL="loud")

    assert refused.returncode == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT", "LOG_LEVEL"):
        assert name in refused.stderr
    assert "hush" not in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("settings", "port", "names"),
    [
        ({"SLACK_SIGNING_SECRET": Slack.signing_secret}, "PORT", "HOST and PORT"),
        ({"SLACK_APP_TOKEN": Slack.app_token}, "OPS_PORT", "OPS_HOST and OPS_PORT"),
        (
            {"SLACK_APP_TOKEN": Slack.app_token, "API_TOKEN": "0" * 32},
            "API_PORT",
            "API_HOST and API_PORT",
        ),
    ],
)
def test_a_port_in_use_is_reported(
    unused_tcp_port: int, settings: dict[str, str], port: str, names: str
) -> None:
    settings = {**settings, "SLACK_BOT_TOKEN": Slack.bot_token, port: str(unused_tcp_port)}
    with socket.create_server(("127.0.0.1", unused_tcp_port)):
        refused = bot("run", source="", **settings)

    assert refused.returncode == 1
    assert f"{names}: cannot listen on 127.0.0.1:{unused_tcp_port}" in refused.stderr


def test_what_else_the_system_refuses_is_not_said_of_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: asyncio.Runner, running: Coroutine[object, object, object]) -> None:
        running.close()
        raise OSError(EMFILE, os.strerror(EMFILE))

    monkeypatch.setattr(asyncio.Runner, "run", refuse)
    refused = run_command("run", **TOKENS)

    assert refused.returncode == 1
    assert refused.stderr == f"The bot cannot run: {os.strerror(EMFILE)}\n"


@pytest.fixture
def default_signals() -> Iterator[None]:
    """A process that is started does not ignore SIGHUP, even if nohup has started the tests."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("default_signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_stops_the_bot_after_the_running_tasks(number: signal.Signals) -> None:
    async with Slack(manifest=manifest()) as slack:
        async with running_bot(
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
        ) as process:
            await slack.connected()
            with slack.hold("chat.postMessage") as held:
                said = await slack.client("Ana").says("#iis-cluster", "@iissync 1722")
                await held.arrived()
                process.send_signal(number)
                await slack.wait_for(lambda: slack.connections == 0)
            code = await process.wait()

        assert code == 0
        assert [m.thread_ts for m in slack.messages("#iis-cluster") if m.by_bot] == [said.ts]


async def test_a_bot_that_nohup_started_outlives_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a process inherits that
    try:
        async with (
            Slack(manifest=manifest()) as slack,
            running_bot(
                SLACK_BOT_TOKEN=slack.bot_token,
                SLACK_APP_TOKEN=slack.app_token,
                SLACK_API_URL=slack.api_url,
            ) as process,
        ):
            await slack.connected()
            process.send_signal(signal.SIGHUP)
            said = await slack.client("Ana").says("#iis-cluster", "@iissync 1722")
            await slack.wait_for(lambda: slack.messages("#iis-cluster", said))
            process.send_signal(signal.SIGTERM)

            assert await process.wait() == 0
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_a_private_certificate_authority_is_trusted(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    requested = asyncio.Event()

    async def open_connection(_: web.Request) -> web.Response:
        requested.set()
        return web.json_response({"ok": False, "error": "internal_error"})

    app = web.Application()
    app.router.add_post("/api/apps.connections.open", open_connection)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    async with running_bot(
        SLACK_BOT_TOKEN=Slack.bot_token,
        SLACK_APP_TOKEN=Slack.app_token,
        SLACK_API_URL=f"https://127.0.0.1:{runner.addresses[0][1]}/api",
        SSL_CERT_FILE=str(tmp_path / "ca.pem"),
    ):
        await asyncio.wait_for(requested.wait(), 30)
    await runner.cleanup()


def test_the_playground_answers_without_token_proxy_or_network() -> None:
    played = bot(
        "playground",
        "--say",
        "/iissync 2148598792",
        SLACK_BOT_TOKEN="xoxb-of-the-environment",
        SLACK_API_URL="http://127.0.0.1:9/",
        HTTP_PROXY="http://127.0.0.1:9",
        HTTPS_PROXY="http://127.0.0.1:9",
    )

    assert played.returncode == 0, played.stderr
    assert "Possibly an IP address conflict." in played.stdout
    assert played.stderr == ""


def test_a_database_of_a_newer_bot_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/team.db"
    assert bot("database", "upgrade", DATABASE_URL=url).returncode == 0
    with sqlite3.connect(tmp_path / "team.db") as database:
        database.execute("update alembic_version set version_num = '9999'")
        database.execute("update compatibility set oldest = '9999'")
    database.close()
    refused = bot("run", source="", DATABASE_URL=url, **TOKENS)

    assert refused.returncode == 1
    assert " is of a newer version of the bot" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_url_with_an_invalid_port_is_reported_without_its_password() -> None:
    refused = bot("run", DATABASE_URL="postgresql+psycopg://u:hunter2@h:abc/x", source="", **TOKENS)

    assert refused.returncode == 2
    assert "DATABASE_URL: this is not the URL of a database" in refused.stderr
    assert "hunter2" not in refused.stderr


@pytest.mark.parametrize("command", [["run"], ["knowledge", "list", "--workspace", "T1"]])
def test_an_env_file_that_is_not_utf_8_is_reported(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / ".env").write_bytes("SLACK_BOT_TOKEN=ä".encode("utf-16"))
    refused = bot_in(tmp_path, *command, PYTHONPATH=str(ROOT))

    assert refused.returncode == 2
    assert "save it as UTF-8" in refused.stderr
