"""A day of 10,000 workspaces: `python -m tests.bench.day`, simulated with rates measured here.

What is assumed stands below, with the reason. Measured in this run: the CPU of a mention and of a
command, the bytes that a finished job leaves in the database, and what an entry takes of memory and
of the start. Simulated second by second: when a million people ask, and how long their questions
wait for a free place in a replica. The result is what it takes, and what gives way first.
"""

import argparse
import asyncio
import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.database.engine import POOL
from bot.slack.jobs.running import MOST_ATTEMPTS, MOST_RUNNING
from tests.bench.client import ask, commands
from tests.bench.fake_slack import fake_slack
from tests.bench.load import percentile
from tests.bench.process_under_test import BOT, run_program, settings
from tests.bench.table import Table
from tests.bench.workspaces import ENTRIES, growth

WORKSPACES, USERS = 10_000, 1_000_000
ASKED_A_DAY = 0.1
"""Questions of a user on a working day: each asks once in two weeks, which is much."""
MENTIONED = 0.5
"""The part of the questions that are mentions, and so jobs; the others are commands."""
REGIONS = ((0.4, -6), (0.35, 1), (0.25, 8))
"""The part of the users, and their hours from UTC: America, Europe and Africa, Asia."""
HOURS = (1, 1, 1, 1, 1, 2, 4, 10, 25, 40, 42, 36, 24, 34, 40, 38, 30, 16, 8, 5, 4, 3, 2, 1)
"""How many ask in each local hour, as office work goes: two peaks and a noon."""
INCIDENT_EVERY, INCIDENT_PART, INCIDENT_SECONDS = 30, 0.05, 600
"""A workspace has an incident once in so many days; then that part of it asks within 10 minutes."""
SLACK_SECONDS = 0.2
"""How long Slack takes for a post."""
TEAM_ENTRIES = 50
"""Entries of a workspace, which it gathers in some years."""
KEPT_DAYS = 7
"""Days for which the keys of finished jobs are stored."""
MOST_SOCKETS = 2
"""The connection of Socket Mode, and the one that replaces it before it ends. Slack allows an app
ten, as slackapi/node-slack-sdk issue 1654 says."""
DAY = 86_400
SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Rates:
    """What one replica takes: seconds of CPU, and bytes."""

    mention: float
    command: float
    job_bytes: float
    entry_bytes: float
    entry_start: float


def sizes(chance: random.Random) -> list[int]:
    """The users of each workspace: few are large, as cities are."""
    weights = [1 / (number + 1) for number in range(WORKSPACES)]
    chance.shuffle(weights)
    unit = USERS / sum(weights)
    return [max(1, round(weight * unit)) for weight in weights]


def poisson(chance: random.Random, mean: float) -> int:
    """A number of events of that mean."""
    limit, product, number = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def questions(chance: random.Random, times: float) -> list[int]:
    """The questions of each second of a day, if people ask so many times as often."""
    mean = [0.0] * 24
    for part, offset in REGIONS:
        for hour in range(24):
            local = HOURS[(hour + offset) % 24] / sum(HOURS)
            mean[hour] += USERS * part * ASKED_A_DAY * times * local / 3600
    seconds = [poisson(chance, mean[second // 3600]) for second in range(DAY)]
    for users in sizes(chance):
        if chance.random() < 1 / INCIDENT_EVERY:
            begun = chance.randrange(DAY - INCIDENT_SECONDS)
            for _ in range(round(users * INCIDENT_PART * times)):
                seconds[begun + chance.randrange(INCIDENT_SECONDS)] += 1
    return seconds


def waits(mentions: Sequence[float], a_second: float) -> Iterator[float]:
    """The seconds that a mention of each second waits for one of `a_second` places."""
    waiting = 0.0
    for new in mentions:
        waiting = max(0.0, waiting + new - a_second)
        yield waiting / a_second


def bearable(rates: Rates, chance: random.Random) -> tuple[int, float]:
    """How many times as often people may ask one replica, and the load of its CPU then.

    Of the mentions of that day 99.9 % wait less than a second, and half of a core stays free.
    """
    places, times = MOST_RUNNING / SLACK_SECONDS, 1
    while True:
        asked = questions(chance, times * 2)
        busiest = percentile(asked, 0.9999)
        load = busiest * (MENTIONED * rates.mention + (1 - MENTIONED) * rates.command)
        late = percentile(list(waits([each * MENTIONED for each in asked], places)), 0.999)
        if late > 1 or load > 0.5:
            return times, load / 2
        times *= 2


async def measured(table: Table) -> Rates:
    """The rates of this machine."""
    few, many = await growth(table, WORKSPACES)
    with tempfile.TemporaryDirectory(prefix="bench", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        async with fake_slack() as slack:
            values = settings(slack.api_url, folder)
            with run_program(BOT, values) as bot:
                await slack.mentions([bot.url], SAMPLE // 4, 8)
                before, cpu = _stored(folder), bot.cpu
                await slack.mentions([bot.url], SAMPLE, 8)
                mention, job_bytes = (bot.cpu - cpu) / SAMPLE, (_stored(folder) - before) / SAMPLE
                cpu = bot.cpu
                await asyncio.to_thread(ask, bot.url, commands(16), SAMPLE)
                command = (bot.cpu - cpu) / SAMPLE
    entries = ENTRIES * (WORKSPACES - 1)
    return Rates(
        mention,
        command,
        job_bytes,
        max(0.0, many.memory - few.memory) / entries,
        max(0.0, many.start - few.start) / entries,
    )


def _stored(folder: Path) -> int:
    """Bytes of the database's files, without the write-ahead log."""
    return sum(each.stat().st_size for each in folder.glob("*.db"))


def report(rates: Rates) -> None:
    """Print what the day takes."""
    chance = random.Random(1)
    asked = questions(chance, 1)
    mentions = sum(asked) * MENTIONED
    places = MOST_RUNNING / SLACK_SECONDS
    in_flight = math.ceil(max(asked) * MENTIONED * SLACK_SECONDS)
    late = list(waits([each * MENTIONED for each in asked], places))
    entries = WORKSPACES * TEAM_ENTRIES
    times, load = bearable(rates, chance)
    print(
        f"\n{WORKSPACES:,} workspaces, {USERS:,} users: {sum(asked):,} questions in a day\n"
        f"busiest second: {max(asked)}; 99.99 % of the seconds have at most "
        f"{percentile(asked, 0.9999):.0f}\n"
        f"one replica: {places:.0f} mentions a second while Slack takes {SLACK_SECONDS} s; the "
        f"longest wait of the day {max(late):.2f} s\n"
        f"CPU: {rates.mention * 1000:.2f} ms a mention, {rates.command * 1000:.2f} ms a command; "
        f"{sum(asked) * (rates.mention + rates.command) / 2 / DAY:.2%} of a core over the day\n"
        f"connections of a replica: {POOL} to the database; {in_flight} to Slack for posts in the "
        f"busiest second, {MOST_ATTEMPTS} at most; {MOST_SOCKETS} of Socket Mode, if it is used\n"
        f"database: {mentions * rates.job_bytes / 1e6:.0f} MB of jobs a day, "
        f"{mentions * rates.job_bytes * KEPT_DAYS / 1e6:.0f} MB for {KEPT_DAYS} days\n"
        f"memory: {rates.entry_bytes:.0f} bytes an entry, {entries * rates.entry_bytes / 1e6:.0f} "
        f"MB for {entries:,} entries in each replica; start {entries * rates.entry_start:.0f} s "
        "longer\n"
        f"one replica bears {times} times as many questions, with {load:.0%} of a core then"
    )


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.bench.day", description=__doc__).parse_args()
    report(asyncio.run(measured(Table())))
