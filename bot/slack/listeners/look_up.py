"""The global shortcut "Look up a status code": its modal, and the listeners of the modal."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.conversation import Request, suggest
from bot.guide.hits import AnyHit, Hit
from bot.replies import labels
from bot.replies.block_kit import Block, to_blocks
from bot.replies.paging import further_pages
from bot.replies.reply import Reply
from bot.slack.answering.notifications import Notifier
from bot.slack.answering.responder import Responder
from bot.slack.payloads import inputs
from bot.slack.payloads.installation import Body
from bot.slack.payloads.surfaces import Payload, input_error, modal
from bot.slack.web_api.api import SlackApi

LOOK_UP = "look_up"
SUGGEST = "suggest"
MOST_SUGGESTIONS = 20
_QUESTION = "question"
_PICK = "pick"
_TYPE_A_CODE = inputs.field(
    _QUESTION,
    labels.CODE,
    inputs.text_input(3000, placeholder="2148598792", multiline=True),
    labels.CODE_HINT,
    optional=True,
)
_PICK_A_CODE = inputs.field(
    _PICK,
    labels.PICK,
    {
        "type": "external_select",
        "action_id": SUGGEST,
        "min_query_length": 2,
        "placeholder": inputs.plain_text(labels.PICK_HINT),
    },
    optional=True,
)


def look_up_view(reply: Reply | None = None) -> Payload:
    """The modal, with the reply below its inputs once there is one."""
    blocks: list[Block] = [_TYPE_A_CODE, _PICK_A_CODE]
    if reply:
        blocks += [{"type": "divider"}, *reply.blocks, *to_blocks(further_pages(reply))]
    return modal(LOOK_UP, labels.LOOK_UP, blocks, submit=labels.DECODE)


def typed_text(view: Mapping[str, Any]) -> str:
    """The text that the user typed into the modal, and the code that they picked."""
    return " ".join(filter(None, (inputs.typed(view, _QUESTION), inputs.chosen(view, _PICK))))


def suggestions(hits: Iterable[AnyHit]) -> Payload:
    """The options that Slack shows below the menu while the user types."""
    codes = (hit for hit in hits if isinstance(hit, Hit))
    return {"options": [_option(hit) for hit in islice(codes, MOST_SUGGESTIONS)]}


def _option(hit: Hit) -> Block:
    whose = "Your team: " if hit.is_team else ""
    return inputs.option(hit.asked, f"{hit.asked} {whose}{hit.name or hit.meaning}")


@dataclass(frozen=True, slots=True)
class LookUp:
    """Opens the modal, suggests codes in it and answers what is submitted."""

    api: SlackApi
    notifier: Notifier
    responder: Responder

    def register(self, app: AsyncApp) -> None:
        """Register the listeners."""
        app.shortcut(LOOK_UP)(self.open)
        app.options(SUGGEST)(self.suggest)
        app.view(LOOK_UP)(self.submit)

    async def open(self, ack: AsyncAck, shortcut: Body) -> None:
        """Open the modal: the global shortcut “Look up a status code”."""
        await ack()
        opening = self.api.open_view(shortcut["trigger_id"], look_up_view())
        self.notifier.start(shortcut, opening)

    async def suggest(self, ack: AsyncAck, options: Body) -> None:
        """Suggest codes for what the user has typed into the menu so far."""
        typed, notes = options["value"], self.responder.notes(options)

        def find() -> Payload:
            return suggestions(suggest(typed, notes.searchable))

        loop = asyncio.get_running_loop()
        await ack(await loop.run_in_executor(self.responder.threads, find))

    async def submit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Show the answer in the same modal, or an error at the input."""
        text = typed_text(view)
        if not text.strip():
            await ack(input_error(_QUESTION, labels.NOTHING_TYPED))
            return
        reply = await self.responder.reply(body, Request(text), whole=True)
        if reply.understood:
            await ack(response_action="update", view=look_up_view(reply))
        else:
            await ack(input_error(_QUESTION, reply.plain.partition("\n")[0]))
