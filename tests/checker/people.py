"""People at work: each does one thing after the other, and remembers what the bot told."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bot.playground.model import Message, Shown, View
from bot.playground.slack import Slack
from bot.playground.workspace import Change
from tests.checker.record import Approved, Outcome, Proposed, Restored, Told, Voted
from tests.checker.words import Heard, button, form, outcome_of, plain

HERE = "#iis-cluster"
PATIENCE = 10.0
"""Seconds in which somebody waits for word from the bot."""
SECOND_THOUGHTS = 0.3, 9.5
"""Seconds after which somebody submits a form again: at once, and after the lease is over."""
Turn = Callable[[], None]


class Hands:
    """One person who proposes, reviews, votes and restores, as chance will have it.

    Before each act `turn` sees to it that Slack calls the other replica.
    """

    def __init__(
        self, slack: Slack, name: str, told: Told, numbers: Iterator[int], turn: Turn
    ) -> None:
        self._slack = slack
        self._told = told
        self._numbers = numbers
        self._turn = turn
        self._heard: list[Heard] = []
        self.cards: dict[str, Message] = {}
        self.client = slack.client(name)
        slack.workspace.subscribe(self._hear)

    def _hear(self, change: Change) -> None:
        """What the person sees: what is for this person alone, and the cards with their buttons."""
        seen = change.subject
        if not isinstance(seen, Message):
            return
        in_dm = seen.channel == self.client.dm and seen.by_bot and not seen.ephemeral_to
        if in_dm or seen.ephemeral_to == self.client.id:
            self._heard.append(Heard(seen, change.kind == "message_posted"))
        if in_dm and button(seen, "Approve"):
            self.cards[seen.ts] = seen
        elif in_dm:
            self.cards.pop(seen.ts, None)

    async def works(self, chance: random.Random, others: "Hands", stop: asyncio.Event) -> None:
        """Act until told to stop; `others` has cards on which this person may not decide."""
        own, not_own = partial(self._approve, self.cards), partial(self._approve, others.cards)
        acts = self._propose, self._change, own, not_own, self._vote, self._restore
        while not stop.is_set():
            self._turn()
            act = chance.choices(acts, (4, 2, 5, 1, 3, 2))[0]
            await act(chance)
            await asyncio.sleep(chance.uniform(0, 0.2))

    async def _hears(
        self, shown: Shown, since: int, fits: Callable[[Heard], bool]
    ) -> Message | None:
        """The first such message since a click; None where none came in time.

        Where Slack gave up on a click, the bot's word may still come, and must not be taken for
        that on a later one; not where there was no bot to click at.
        """

        def found() -> Heard | None:
            return next((heard for heard in self._heard[since:] if fits(heard)), None)

        if shown.error == "dispatch_failed":
            return None
        try:
            heard = await self._slack.wait_for(found, PATIENCE)
        except TimeoutError:
            return None
        return heard.message if heard else None

    async def _propose(self, chance: random.Random) -> None:
        number = next(self._numbers)
        shown = await self.client.runs(HERE, f"/iissync add {code_of(number)}")
        if not shown.error:
            wrong = chance.random() < 0.1
            await self._fills_in(chance, number, {"Status code": "no code"} if wrong else {})

    async def _change(self, chance: random.Random) -> None:
        history = await self._history(chance)
        if history and (pressed := button(history, "Suggest a change")):
            shown = await self.client.clicks(history, pressed["text"]["text"])
            if not shown.error:
                await self._fills_in(chance, next(self._numbers), {})

    async def _fills_in(self, chance: random.Random, number: int, fields: dict[str, str]) -> None:
        """Wait for the form, and submit it, again too where nobody knows what came of it."""
        try:
            view = await self._slack.wait_for(lambda: form(self.client.view), PATIENCE / 3)
        except TimeoutError:
            return
        assert view
        name = json.loads(view.content["private_metadata"])["id"]
        cause = f"cause {number}"
        for _ in range(3):
            shown = await self.client.submits(view, {**fields, "Cause": cause})
            outcome = self._submitted(view, failed=bool(shown.error))
            self._told.acts.append(Proposed(name, cause, self.client.id, outcome))
            if outcome is not Outcome.UNKNOWN:
                break
            await asyncio.sleep(chance.choice(SECOND_THOUGHTS))
            self._turn()
        await self.client.closes(view)

    def _submitted(self, view: View, *, failed: bool) -> Outcome:
        now = self.client.view
        if failed or now is None or now.id != view.id:
            return Outcome.UNKNOWN
        if not now.errors:
            return Outcome.DONE if form(now) is None else Outcome.UNKNOWN
        unsure = any("out of reach" in error for error in now.errors.values())
        return Outcome.UNKNOWN if unsure else Outcome.REFUSED

    async def _approve(self, cards: Mapping[str, Message], chance: random.Random) -> None:
        if not cards:
            return
        card = chance.choice([*cards.values()])
        pressed = button(card, "Approve") or {}
        proposal, since = json.loads(pressed["value"])["proposal"], len(self._heard)
        shown = await self.client.clicks(card, "Approve")

        def decided(heard: Heard) -> bool:
            words = f"Approved by {self.client.user.name}"
            return heard.message.ts == card.ts and words in plain(heard.message)

        heard = await self._hears(shown, since, lambda each: decided(each) or each.is_a_word)
        outcome = outcome_of(heard, "Approved by")
        self._told.acts.append(Approved(proposal, self.client.id, outcome))

    async def _vote(self, chance: random.Random) -> None:
        code = self._some_code(chance)
        shown = await self.client.runs(HERE, f"/iissync {code}")
        helped = chance.random() < 0.5
        pressed = shown.message and button(shown.message, "Helped" if helped else "Didn't")
        if not shown.message or not pressed:
            return
        entry, since = json.loads(pressed["value"])["entry"], len(self._heard)
        clicked = await self.client.clicks(shown.message, pressed["text"]["text"])
        heard = await self._hears(clicked, since, lambda each: each.is_a_word)
        outcome = outcome_of(heard, "Thank you: counted")
        self._told.acts.append(Voted(entry, self.client.id, helped, outcome))

    async def _restore(self, chance: random.Random) -> None:
        history = await self._history(chance)
        pressed = history and button(history, "Restore version")
        if not history or not pressed:
            return
        value, since = json.loads(pressed["value"]), len(self._heard)
        clicked = await self.client.clicks(history, pressed["text"]["text"])

        def replaced(heard: Heard) -> bool:
            return heard.message.ts == history.ts and not heard.posted

        heard = await self._hears(clicked, since, lambda each: replaced(each) or each.is_a_word)
        outcome = outcome_of(heard, "What your team has written")
        which = value["entry"], value["version"], value["expected"]
        self._told.acts.append(Restored(*which, self.client.id, outcome))

    async def _history(self, chance: random.Random) -> Message | None:
        shown = await self.client.runs(HERE, f"/iissync history {self._some_code(chance)}")
        return shown.message

    def _some_code(self, chance: random.Random) -> str:
        """A code for which something was proposed, an early one rather than a late one."""
        known = [act for act in self._told.acts if isinstance(act, Proposed)]
        return code_of(int(chance.choice(known[:10]).cause.split()[1])) if known else "1722"


async def asks(
    slack: Slack, name: str, told: Told, chance: random.Random, stop: asyncio.Event, turn: Turn
) -> None:
    """Somebody asks in the channel, in threads and in the DM, until told to stop."""
    person, last = slack.client(name), None
    while not stop.is_set():
        turn()
        where = chance.choice([HERE, HERE, "@iissync"])
        text = f"@iissync {code_of(chance.randrange(12))}"
        thread = last if where == HERE and chance.random() < 0.2 else None
        said = await person.says(where, text, thread=thread)
        told.questions.append(f"{said.channel}:{said.ts}")
        last = said if where == HERE else last
        await asyncio.sleep(chance.uniform(0.1, 0.5))


def code_of(number: int) -> str:
    """A status code that nobody documents, another for each number."""
    return str(0x8A3B0000 + number)
