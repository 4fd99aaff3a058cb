"""Users at work: each performs one action after the other, and records the bot's response."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from bot.playground.model import Message, Shown, View
from bot.playground.workspace import Change
from bot.slack.listeners.entry_listeners import RESTORE
from tests.checker.record import Activity, Approved, Outcome, Proposed, Restored, Voted
from tests.checker.words import REFUSALS, SeenMessage, button, form, outcome_of, plain
from tests.fake_slack.slack import Slack

HERE = "#iis-cluster"
PATIENCE = 10.0
"""Seconds to wait for a response of the bot."""
RESUBMIT_PAUSES = 0.3, 9.5
"""Seconds after which somebody submits a form again: at once, and after the lease is over."""
SwitchReplica = Callable[[], None]


class TeamMember:
    """A user who proposes, reviews, votes and restores at random.

    Before each act `switch_replica` sees to it that Slack calls the other replica.
    """

    def __init__(
        self,
        slack: Slack,
        name: str,
        activity: Activity,
        numbers: Iterator[int],
        switch_replica: SwitchReplica,
        stop: asyncio.Event,
    ) -> None:
        self._slack = slack
        self._activity = activity
        self._numbers = numbers
        self._switch_replica = switch_replica
        self._stop = stop
        self._seen: list[SeenMessage] = []
        self.cards: dict[str, Message] = {}
        self.client = slack.client(name)
        slack.workspace.subscribe(self._record)

    def _record(self, change: Change) -> None:
        """What the person sees: what is for this person alone, and the cards with their buttons."""
        seen = change.subject
        if not isinstance(seen, Message):
            return
        in_dm = seen.channel == self.client.dm and seen.by_bot and not seen.ephemeral_to
        if in_dm or seen.ephemeral_to == self.client.id:
            self._seen.append(SeenMessage(seen, change.kind == "message_posted"))
        if in_dm and button(seen, "Approve"):
            self.cards[seen.ts] = seen
        elif in_dm:
            self.cards.pop(seen.ts, None)

    async def act(self, chance: random.Random, others: "TeamMember") -> None:
        """Act until `stop` is set; `others` has cards on which this person may not decide."""
        own, not_own = partial(self._approve, self.cards), partial(self._approve, others.cards)
        acts = self._propose, self._change, own, not_own, self._vote, self._restore
        while not self._stop.is_set():
            self._switch_replica()
            act = chance.choices(acts, (4, 2, 5, 1, 3, 2))[0]
            await act(chance)
            await asyncio.sleep(chance.uniform(0, 0.2))

    async def _wait_for_response(
        self, shown: Shown, since: int, fits: Callable[[SeenMessage], bool]
    ) -> Message | None:
        """The first such message since a click; None where none came in time.

        Where Slack gave up on a click, the bot's word may still come, and must not be taken for
        that on a later one; not where there was no bot to click at.
        """

        def found() -> SeenMessage | None:
            return next(
                (seen_message for seen_message in self._seen[since:] if fits(seen_message)), None
            )

        if shown.error == "dispatch_failed":
            return None
        try:
            seen_message = await self._slack.wait_for(found, PATIENCE)
        except TimeoutError:
            return None
        return seen_message.message if seen_message else None

    async def _propose(self, chance: random.Random) -> None:
        number = next(self._numbers)
        shown = await self.client.runs(HERE, f"/iissync add {code_of(number)}")
        if not shown.error:
            wrong = chance.random() < 0.1
            await self._submit_form(chance, number, {"Status code": "no code"} if wrong else {})

    async def _change(self, chance: random.Random) -> None:
        history = await self._history(chance)
        if history and (clicked_button := button(history, "Suggest a change")):
            shown = await self.client.clicks(history, clicked_button["text"]["text"])
            if not shown.error:
                await self._submit_form(chance, next(self._numbers), {})

    async def _submit_form(
        self, chance: random.Random, number: int, fields: dict[str, str]
    ) -> None:
        """Wait for the form, and submit it, again too where nobody knows what came of it."""
        try:
            view = await self._slack.wait_for(lambda: form(self.client.view), PATIENCE / 3)
        except TimeoutError:
            return
        assert view
        name = _metadata(view)["id"]
        cause = f"cause {number}"
        for _ in range(3):
            shown = await self.client.submits(view, {**fields, "Cause": cause})
            outcome = self._submitted(view, failed=bool(shown.error))
            self._activity.acts.append(Proposed(name, cause, self.client.id, outcome))
            if outcome is not Outcome.UNKNOWN:
                break
            with suppress(TimeoutError):  # in the end there is no need to pause
                await asyncio.wait_for(self._stop.wait(), chance.choice(RESUBMIT_PAUSES))
            self._switch_replica()
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
        clicked_button = button(card, "Approve") or {}
        proposal, since = json.loads(clicked_button["value"])["proposal"], len(self._seen)
        shown = await self.client.clicks(card, "Approve")

        def decided(seen_message: SeenMessage) -> bool:
            words = f"Approved by {self.client.user.name}"
            return seen_message.message.ts == card.ts and words in plain(seen_message.message)

        seen_message = await self._wait_for_response(
            shown, since, lambda each: decided(each) or each.is_notice
        )
        outcome = outcome_of(seen_message, "Approved by")
        self._activity.acts.append(Approved(proposal, self.client.id, outcome))

    async def _vote(self, chance: random.Random) -> None:
        code = self._some_code(chance)
        shown = await self.client.runs(HERE, f"/iissync {code}")
        helped = chance.random() < 0.5
        clicked_button = shown.message and button(shown.message, "Helped" if helped else "Didn't")
        if not shown.message or not clicked_button:
            return
        entry, since = json.loads(clicked_button["value"])["entry"], len(self._seen)
        clicked = await self.client.clicks(shown.message, clicked_button["text"]["text"])
        seen_message = await self._wait_for_response(clicked, since, lambda each: each.is_notice)
        outcome = outcome_of(seen_message, "your vote counts")
        self._activity.acts.append(Voted(entry, self.client.id, helped, outcome))

    async def _restore(self, chance: random.Random) -> None:
        history = await self._history(chance)
        clicked_button = history and button(history, "Restore version")
        if not history or not clicked_button:
            return
        await self.client.clicks(history, clicked_button["text"]["text"])
        view = await self._confirmation(json.loads(clicked_button["value"]))
        if view is None:
            return  # nothing is restored without the confirmation
        shown = await self.client.submits(view)
        asked = _metadata(view)
        which = asked["entry"], asked["version"], asked["expected"]
        outcome = Outcome.UNKNOWN if shown.error else self._confirmed(view)
        self._activity.acts.append(Restored(*which, self.client.id, outcome))
        if self.client.view:
            await self.client.closes(self.client.view)

    async def _confirmation(self, wanted: Mapping[str, object]) -> View | None:
        """The modal that asks whether to restore that version; None if it does not open in time."""

        def asked() -> View | None:
            view = self.client.view
            is_asked = view is not None and view.content["callback_id"] == RESTORE
            return view if view and is_asked and wanted.items() <= _metadata(view).items() else None

        try:
            return await self._slack.wait_for(asked, PATIENCE / 3)
        except TimeoutError:
            return None

    def _confirmed(self, view: View) -> Outcome:
        """The outcome of a confirmed restoration: the modal is closed, or states the refusal."""
        now = self.client.view
        if now is None or now.id != view.id:
            return Outcome.DONE
        refused = any(refusal in str(now.blocks) for refusal in REFUSALS)
        return Outcome.REFUSED if refused else Outcome.UNKNOWN

    async def _history(self, chance: random.Random) -> Message | None:
        shown = await self.client.runs(HERE, f"/iissync history {self._some_code(chance)}")
        return shown.message

    def _some_code(self, chance: random.Random) -> str:
        """A code for which something was proposed, an early one rather than a late one."""
        known = [act for act in self._activity.acts if isinstance(act, Proposed)]
        return code_of(int(chance.choice(known[:3]).cause.split()[1])) if known else "1722"


async def ask_questions(
    slack: Slack,
    name: str,
    activity: Activity,
    chance: random.Random,
    stop: asyncio.Event,
    switch_replica: SwitchReplica,
) -> None:
    """Ask in the channel, in threads and in the DM until `stop` is set."""
    person, last = slack.client(name), None
    while not stop.is_set():
        switch_replica()
        where = chance.choice([HERE, HERE, "@iissync"])
        text = f"@iissync {code_of(chance.randrange(12))}"
        thread = last if where == HERE and chance.random() < 0.2 else None
        question = await person.says(where, text, thread=thread)
        activity.questions.append(f"{question.channel}:{question.ts}")
        last = question if where == HERE else last
        await asyncio.sleep(chance.uniform(0.1, 0.5))


def _metadata(view: View) -> dict[str, Any]:
    """What the bot has stored in its view."""
    content: dict[str, Any] = json.loads(view.content["private_metadata"])
    return content


def code_of(number: int) -> str:
    """A status code that nobody documents, another for each number."""
    return str(0x8A3B0000 + number)
