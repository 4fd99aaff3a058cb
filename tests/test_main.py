"""`python -m bot` as a person runs it: real processes, real signals, a real certificate."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from bot.__main__ import main
from bot.guide import data
from bot.guide.checkout import compiled_guide
from bot.guide.figures import figures
from bot.playground.slack import Slack
from bot.slack.manifest import manifest

ROOT = Path(__file__).parents[1]
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COV")}
HERE = MEASURED | {"DATABASE_URL": "sqlite:///:memory:", "OPS_PORT": "0"}


def bot(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=HERE | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@asynccontextmanager
async def bot_at_work(**environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=ROOT,
        env=HERE | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def test_an_output_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "decode", "1722"],
            cwd=ROOT,
            env=HERE,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr == "The output could not be written: No space left on device\n"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("decode 1722 >&-", "There is no standard output"),
        ("decode <&-", "there is no standard input"),
        ("search ' '", "say what to search for"),
    ],
)
def test_what_is_missing_is_told(command: str, words: str) -> None:
    ended = subprocess.run(
        f"{sys.executable} -m bot {command}",
        shell=True,
        cwd=ROOT,
        env=HERE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )

    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.returncode in {1, 2}


def test_the_manifest_is_printed_for_socket_mode_and_for_http() -> None:
    over_http = bot("manifest", "--http", "https://bot.example.com")

    assert json.loads(bot("manifest").stdout) == manifest()
    assert json.loads(over_http.stdout) == manifest("https://bot.example.com")


def test_the_command_line_can_be_called_from_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest()


def test_the_guide_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide"]) == 0
    assert capsys.readouterr().out.rstrip() == figures()
    assert main(["guide", "check"]) == 0
    assert capsys.readouterr().out.startswith("No fault in ")


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A checkout whose data files cannot be understood."""
    (tmp_path / "win32.toml").write_text("[family", "utf-8")
    compiled = partial(compiled_guide, str(tmp_path), str(tmp_path / "kept"))
    monkeypatch.setattr(data, "text", compiled)
    data._text.cache_clear()  # noqa: SLF001 - what was read before is kept there
    yield
    data._text.cache_clear()  # noqa: SLF001 - what was read before is kept there


@pytest.mark.usefixtures("broken")
def test_data_files_that_are_broken_are_told_with_their_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["decode", "0x8BADF00D"]) == 1
    assert "The guide's data files are not right:\nwin32.toml: " in capsys.readouterr().err


def test_an_address_that_slack_cannot_use_is_refused() -> None:
    refused = bot("manifest", "--http", "http://bot.example.com")

    assert refused.returncode == 2
    assert refused.stderr.startswith("--http: 'http://bot.example.com' is not an https address")


def test_every_wrong_setting_is_told_at_once_and_no_secret() -> None:
    refused = bot("run", SLACK_BOT_TOKEN="xoxp-hush-hush", PORT="99999", LOG_LEVEL="loud")

    assert refused.returncode == 2
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT", "LOG_LEVEL"):
        assert name in refused.stderr
    assert "hush" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_that_is_taken_is_told(unused_tcp_port: int) -> None:
    with socket.create_server(("127.0.0.1", unused_tcp_port)):
        refused = bot(
            "run",
            SLACK_BOT_TOKEN=Slack.bot_token,
            SLACK_SIGNING_SECRET=Slack.signing_secret,
            PORT=str(unused_tcp_port),
        )

    assert refused.returncode == 1
    assert f"cannot listen on 127.0.0.1:{unused_tcp_port}" in refused.stderr


def test_a_port_for_health_that_is_taken_is_told(unused_tcp_port: int) -> None:
    with socket.create_server(("127.0.0.1", unused_tcp_port)):
        refused = bot(
            "run",
            SLACK_BOT_TOKEN=Slack.bot_token,
            SLACK_APP_TOKEN=Slack.app_token,
            OPS_PORT=str(unused_tcp_port),
        )

    assert refused.returncode == 1
    assert f"OPS_HOST and OPS_PORT: cannot listen on 127.0.0.1:{unused_tcp_port}" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_after_the_work_under_way(number: signal.Signals) -> None:
    async with Slack(manifest=manifest()) as slack:
        async with bot_at_work(
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


async def test_a_certificate_authority_of_ones_own_is_trusted(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    asked = asyncio.Event()

    async def open_connection(_: web.Request) -> web.Response:
        asked.set()
        return web.json_response({"ok": False, "error": "internal_error"})

    app = web.Application()
    app.router.add_post("/api/apps.connections.open", open_connection)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    async with bot_at_work(
        SLACK_BOT_TOKEN=Slack.bot_token,
        SLACK_APP_TOKEN=Slack.app_token,
        SLACK_API_URL=f"https://127.0.0.1:{runner.addresses[0][1]}/api",
        SSL_CERT_FILE=str(tmp_path / "ca.pem"),
    ):
        await asyncio.wait_for(asked.wait(), 30)
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
    assert bot("knowledge", "list", "--workspace", "T1", DATABASE_URL=url).returncode == 0
    with sqlite3.connect(tmp_path / "team.db") as database:
        database.execute("update alembic_version set version_num = '9999'")
    database.close()
    tokens = {"SLACK_BOT_TOKEN": Slack.bot_token, "SLACK_APP_TOKEN": Slack.app_token}
    refused = bot("run", DATABASE_URL=url, **tokens)

    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_URL: ")
    assert "Traceback" not in refused.stderr


def test_a_url_whose_port_is_none_is_told_and_no_password() -> None:
    tokens = {"SLACK_BOT_TOKEN": Slack.bot_token, "SLACK_APP_TOKEN": Slack.app_token}
    refused = bot("run", DATABASE_URL="postgresql+psycopg://u:hunter2@h:abc/x", **tokens)

    assert refused.returncode == 2
    assert "DATABASE_URL: this is not the URL of a database" in refused.stderr
    assert "hunter2" not in refused.stderr


def test_a_file_of_settings_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("SLACK_BOT_TOKEN=ä".encode("utf-16"))
    for command in ("run", "knowledge"):
        more = ["list", "--workspace", "T1"] if command == "knowledge" else []
        refused = subprocess.run(
            [sys.executable, "-m", "bot", command, *more],
            cwd=tmp_path,
            env=HERE | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

        assert refused.returncode == 2
        assert "save it as UTF-8" in refused.stderr
