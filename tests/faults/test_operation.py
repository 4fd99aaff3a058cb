"""Faults 21, 52 and 54 as an operator meets them: a real process, its log, its signals."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from bot.slack.manifest import manifest
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import command, connect, request, signed
from tests.faults.processes import BotProcess, bot_process
from tests.faults.replicas import POLL
from tests.forked import ROOT
from tests.measured import MEASURED

HERE = "#iis-cluster"
WORDS = "the cutlery in drawer nine"
MODES = ["socket", "http"]
UNAVAILABLE = (
    "database-unavailable: the database is unavailable: sqlite /nowhere/a.db: unable to open "
    "database file. Its folder must exist, and this user must be allowed to write in it.\n"
)


async def talk(slack: Slack) -> None:
    """Say the words by every way on which the bot is told of them."""
    ana = slack.client("Ana")
    shown = await ana.runs(HERE, f"/iissync {WORDS} 1722")
    assert shown.message
    await ana.clicks(shown.message, "Share")
    question = await ana.says(HERE, f"@iissync {WORDS} 5")
    await ana.says("@iissync", f"{WORDS} 3")
    await ana.uses_shortcut("Decode status codes", question)
    await ana.uses_shortcut("Look up a status code")
    view = await slack.wait_for(lambda: ana.view)
    assert view is not None
    await ana.submits(view, {"question": f"{WORDS} 1722"})
    await slack.settled()


@pytest.mark.parametrize("mode", MODES)
async def test_fault_52_at_debug_no_log_line_contains_a_secret_or_a_message(
    mode: str, unused_tcp_port: int
) -> None:
    async with Slack(manifest=manifest(), retries=()) as slack:
        async with bot_process(slack, mode, unused_tcp_port, LOG_LEVEL="DEBUG") as bot:
            await talk(slack)
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ended() == 0
        payloads = [each.payload for each in slack.deliveries]
    log = "".join(bot.log)

    assert len(bot.events) > 1
    assert len(payloads) >= 7
    for hidden in ("drawer", slack.bot_token, slack.app_token, slack.signing_secret, "ticket="):
        assert hidden not in log
    for payload in payloads:
        assert str(payload.get("response_url", "drawer")) not in log


async def test_fault_74_a_bot_whose_log_nobody_reads_goes_on_and_counts_the_lines(
    unused_tcp_port: int,
) -> None:
    reader, writer = os.pipe()
    async with Slack(manifest=manifest(), retries=()) as slack:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=ROOT,
            env={
                **MEASURED,
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.api_url,
                "DATABASE_URL": "sqlite:///:memory:",
                "OPS_PORT": str(unused_tcp_port),
            },
            stderr=writer,
        )
        os.close(writer)
        with os.fdopen(reader, "rb") as log:
            assert b" of the bot starts" in await asyncio.to_thread(log.readline)
        await slack.connected()
        shown = await slack.client("Ana").runs(HERE, "/iissync 1722")
        metrics = f"http://127.0.0.1:{unused_tcp_port}/metrics"
        async with ClientSession() as session, session.get(metrics) as answer:
            lost = re.search(r"\niissync_log_lines_lost_total (\S+)\n", await answer.text())
        process.terminate()
        code = await process.wait()

    assert "The RPC server is unavailable." in str(shown)
    assert lost
    assert float(lost[1]) > 0
    assert code == 0


@pytest.mark.parametrize("mode", MODES)
async def test_fault_21_a_signal_stops_the_bot_after_the_running_work(
    mode: str, unused_tcp_port: int
) -> None:
    async with Slack(manifest=manifest(), retries=()) as slack:
        async with bot_process(slack, mode, unused_tcp_port) as bot:
            with slack.hold("chat.postMessage") as held:
                question = await slack.client("Ana").says(HERE, "@iissync 1722")
                await held.arrived()
                bot.process.send_signal(signal.SIGTERM)
                await slack.settled()
            code = await bot.ended()

        assert code == 0
        assert [m.thread_ts for m in slack.messages(HERE) if m.by_bot] == [question.ts]


async def unready(ops_url: str) -> str:
    """Why the bot is not ready, once it is not."""
    async with ClientSession() as session:
        while True:
            async with session.get(f"{ops_url}/readyz") as answer:
                if answer.status == 503:
                    return await answer.text()
            await asyncio.sleep(POLL)


async def test_a_stopping_bot_is_unready_and_accepts_no_events(
    unused_tcp_port: int,
) -> None:
    async with (
        Slack(manifest=manifest(), retries=()) as slack,
        bot_process(slack, "socket", unused_tcp_port) as bot,
    ):
        with slack.hold("chat.postMessage") as held:
            await slack.client("Ana").says(HERE, "@iissync 1722")
            await held.arrived()
            bot.process.send_signal(signal.SIGTERM)
            assert "stopping: no new work is accepted" in await unready(bot.ops_url)
            await slack.wait_for(lambda: slack.connections == 0)

        assert await bot.ended() == 0
        with pytest.raises(ClientError):
            await unready(bot.ops_url)


async def health(port: str, *more: str) -> tuple[int | None, str]:
    """The exit code and the words of `python -m bot health`, which needs no token."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "health", *more),
        cwd=ROOT,
        env={**MEASURED, "OPS_PORT": port},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    question, _ = await process.communicate()
    return process.returncode, question.decode()


async def test_the_command_line_shows_the_health_of_a_bot(unused_tcp_port: int) -> None:
    async with (
        Slack(manifest=manifest()) as slack,
        bot_process(slack, "http", unused_tcp_port, DATABASE_URL="sqlite:////nowhere/a.db") as bot,
    ):
        port = bot.ops_url.rpartition(":")[2]

        assert await health(port) == (0, "ok\n")
        assert await health(port, "--ready") == (1, UNAVAILABLE)


async def test_the_command_line_reports_that_no_bot_answers(unused_tcp_port: int) -> None:
    code, question = await health(str(unused_tcp_port))

    assert code == 1
    assert question == (
        f"No answer at OPS_HOST and OPS_PORT, 127.0.0.1:{unused_tcp_port}: "
        "Connection refused. Does the bot run, and are OPS_HOST and OPS_PORT those that it was "
        "started with?\n"
    )
    code, answer = await health(str(unused_tcp_port), "--ready", "--json")
    assert (code, json.loads(answer)["ready"]) == (1, False)
    assert json.loads(answer)["reasons"][0]["code"] == "no-answer"
    assert (await health("nowhere"))[0] == 2


FIRST, PEOPLE = 5_000, 5_000
"""So many fill what has a limit; so many more must change nothing."""
LINES = 16


async def ask_as(url: str, people: Iterable[int]) -> None:
    """Ask as each of these people, each of a workspace of their own, on one line."""
    async with connect(url) as line:
        for number in people:
            who = {"team_id": f"T{number:09}", "user_id": f"U{number:09}"}
            body = command("help", **who)  # for a code a row is written down, as it should be
            await line.send(request(body, signed(body)))
            assert (await line.answer()).status == 200


def memory(bot: BotProcess) -> int:
    """The memory that the process holds, in kB."""
    status = Path(f"/proc/{bot.process.pid}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


async def metrics(bot: BotProcess) -> list[str]:
    """The names and labels of all that is counted."""
    async with ClientSession() as session, session.get(f"{bot.ops_url}/metrics") as page:
        return [line.rpartition(" ")[0] for line in (await page.text()).splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
async def test_fault_54_thousands_of_invented_users_leave_no_trace_in_memory(
    unused_tcp_port: int, tmp_path: Path
) -> None:
    seen = []
    async with (
        Slack() as slack,
        bot_process(
            slack, "http", unused_tcp_port, DATABASE_URL=f"sqlite:///{tmp_path}/team.db"
        ) as bot,
    ):
        url = f"http://127.0.0.1:{unused_tcp_port}/slack/events"
        for people in (range(FIRST), range(FIRST, FIRST + PEOPLE)):
            await asyncio.gather(*(ask_as(url, people[line::LINES]) for line in range(LINES)))
            seen.append((await metrics(bot), memory(bot)))

    (names_before, memory_before), (names_after, memory_after) = seen
    assert names_after == names_before
    assert memory_after <= 1.05 * memory_before, seen
