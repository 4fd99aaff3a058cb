"""Two minutes of everything at once on one replica: `python -m tests.bench.soak`.

Commands, mentions, direct messages, buttons, forms, home tabs and garbage, as fast as the answers
come, on SQLite. Memory after the second minute is to be at most 1.05 times that after the first.
"""

import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.playground.client import Client
from bot.playground.model import Message, elements
from bot.playground.workspace import Change
from bot.slack.manifest import manifest
from tests.bench.decoder import show
from tests.database.fixtures import upgraded
from tests.fake_slack.slack import Slack
from tests.faults.hostile_requests import answer_to, command, request, signed
from tests.replicas import Replica, at_work, settings_of

HERE = "#iis-cluster"
MINUTE = 60.0
TEXTS = ("1722", "0x80080005", "help", "list", "search cluster", "stats", "unknown", "history 5")


class Soaker:
    """One person who does one thing after the other."""

    def __init__(self, slack: Slack, person: Client, url: str, done: Counter[str]) -> None:
        self._slack = slack
        self._person = person
        self._url = url
        self._done = done
        self._chance = random.Random(person.id)
        self._told: dict[str, Message] = {}
        slack.workspace.subscribe(self._record)

    async def acts(self, until: float) -> None:
        """Do all of it, again and again, until that moment of the monotonic clock."""
        kinds = (
            self.commands,
            self.mentions,
            self.writes,
            self.clicks,
            self.fills_in,
            self.opens_home,
            self.sends_garbage,
        )
        while time.monotonic() < until:
            for kind in self._chance.sample(kinds, len(kinds)):
                await kind()
                self._done[kind.__name__] += 1

    @property
    def _text(self) -> str:
        return self._chance.choice((*TEXTS, str(self._chance.randrange(2**32))))

    async def commands(self) -> None:
        await self._person.runs(HERE, f"/iissync {self._text}")

    async def mentions(self) -> None:
        await self._wait_for_answer(await self._person.says(HERE, f"@iissync {self._text}"))

    async def writes(self) -> None:
        await self._wait_for_answer(await self._person.says("@iissync", self._text))

    async def _wait_for_answer(self, question: Message) -> None:
        """Wait for the answer."""
        key = f"{question.channel}:{question.ts}"
        await self._slack.wait_for(lambda: key in self._told)

    def _record(self, change: Change) -> None:
        message = change.subject
        if isinstance(message, Message) and message.metadata:
            self._told[message.metadata["event_payload"]["key"]] = message

    async def clicks(self) -> None:
        shown = await self._person.runs(HERE, f"/iissync {self._chance.choice(TEXTS)}")
        assert shown.message
        buttons = [element for _, element in elements(shown.message.blocks)]
        pressed = [b["text"]["text"] for b in buttons if b["type"] == "button"]
        if pressed:
            await self._person.clicks(shown.message, self._chance.choice(pressed))

    async def fills_in(self) -> None:
        await self._person.runs(HERE, f"/iissync add {self._chance.randrange(2**32)}")
        view = await self._slack.wait_for(lambda: self._person.view)
        assert view
        if any(block["block_id"] == "cause" for block in view.blocks):
            await self._person.submits(view, {"Cause": "the share was full"})
            await self._has_it_approved(json.loads(view.content["private_metadata"])["id"])
        await self._person.closes(view)

    async def _has_it_approved(self, proposal: str) -> None:
        """Somebody else approves it: proposals do not pile up."""
        reviewer = self._slack.client("Chen" if self._person.user.name == "ana" else "Ana")
        key = f"{proposal}:card:{reviewer.id}:"
        card = await self._slack.wait_for(lambda: self._told.get(key))
        assert card
        await reviewer.clicks(card, "Approve")

    async def opens_home(self) -> None:
        await self._person.opens_home()

    async def sends_garbage(self) -> None:
        garbage = self._chance.randbytes(1000)
        await answer_to(self._url, request(garbage, signed(garbage)))
        await answer_to(self._url, request(garbage, signed(command("5"))))
        await answer_to(self._url, garbage.replace(b"\n", b"") + b"\r\n\r\n")


async def soaked(seconds: float, folder: Path) -> tuple[Counter[str], list[int]]:
    """What was done in twice so many seconds, and the bot's memory after each half."""
    url = f"sqlite:///{folder}/team.db"
    await asyncio.to_thread(upgraded, url)
    async with Slack(manifest=manifest(), retries=()) as slack:
        replica = Replica(settings_of(slack, url), folder / "replica.log")
        async with at_work(replica):
            slack.deliver_to(replica.url)
            done, memory = Counter[str](), list[int]()
            people = [
                Soaker(slack, slack.client(n), replica.url, done) for n in ("Ana", "Ben", "Chen")
            ]
            begun = time.monotonic()
            for half in (1, 2):
                until = begun + half * seconds
                await asyncio.gather(*(person.acts(until) for person in people))
                memory.append(replica.memory)
                print(f"half {half}: {sum(done.values())} acts, {memory[-1] / 1e6:.1f} MB")
            return done, memory


async def main() -> None:
    done, memory = await soaked(MINUTE, Path(tempfile.mkdtemp(prefix="soak")))
    print(", ".join(f"{kind} {count}" for kind, count in sorted(done.items())))
    show("memory after the second minute / the first", memory[1] / memory[0], 1.05, "times")


if __name__ == "__main__":
    asyncio.run(main())
