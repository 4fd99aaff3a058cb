"""Notifies the user who acted, in the first place that Slack still accepts.

Slack expects the acknowledgement of a click within 3 seconds. So a click is acknowledged at once,
its work is done in the background, and a notification says if that fails.
"""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck

from bot.database.errors import DatabaseUnavailable
from bot.replies.block_kit import Block
from bot.replies.document import Document, Paragraph, line
from bot.replies.errors import interaction_failed, refusal_sentence, unexpected_error
from bot.slack.background_tasks import BackgroundTasks
from bot.slack.payloads.buttons import Value
from bot.slack.payloads.installation import Body
from bot.slack.payloads.surfaces import note, plain_message
from bot.slack.web_api.api import Place, SlackApi, message_json
from bot.slack.web_api.errors import NotDelivered, Refused
from bot.team.model import ConflictError, NotFoundError, Person
from bot.team.reviewers import NotAllowedError

Work = Coroutine[None, None, None]
REFUSALS = (NotAllowedError, ConflictError, NotFoundError, DatabaseUnavailable)
"""Errors whose reason the user is shown."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """Shows documents to the user who acted, and does in the background what a click asks for."""

    api: SlackApi
    tasks: BackgroundTasks

    async def show(self, body: Body, document: Document, message: Block | None = None) -> None:
        """Show a document below what was clicked, else in a modal, else in the user's DM.

        The first place shows `message` instead, if there is one: it may have buttons. A click in a
        modal opens a further modal on top, which can be closed again.

        Raises `NotDelivered` if Slack refuses all of them, or is unavailable.
        """
        message = message or plain_message(document)
        if "response_url" in body:
            response = {"response_type": "ephemeral", "replace_original": False, **message}
            try:
                return await self.api.respond(body["response_url"], response)
            except Refused as error:
                log.info("Slack no longer accepts a response URL: %s", error)
        if "trigger_id" in body:
            try:
                return await self._show_modal(body, note(document))
            except Refused as error:
                log.info("Slack no longer accepts a trigger: %s", error)
        await self.api.post(Place(user_of(body).id), message_json(message), secrets.token_hex(8))
        return None

    async def _show_modal(self, body: Body, view: Block) -> None:
        is_in_modal = (body.get("view") or {}).get("type") == "modal"
        open_view = self.api.push_view if is_in_modal else self.api.open_view
        await open_view(body["trigger_id"], view)

    async def notify(self, body: Body, document: Document) -> None:
        """Show a document. If Slack does not accept it, that is logged."""
        try:
            await self.show(body, document)
        except NotDelivered as error:
            log.warning("a user could not be notified: %s", error)

    async def respond(self, response_url: str, payload: Block) -> None:
        """Use a response URL. If Slack does not accept it, that is logged."""
        try:
            await self.api.respond(response_url, payload)
        except NotDelivered as error:
            log.warning("Slack did not accept a response: %s", error)

    def on_click(self, work: Callable[[Body, Value], Work]) -> Callable[..., Awaitable[None]]:
        """A Bolt listener that calls `work` with the payload and the value of the button."""

        async def listener(ack: AsyncAck, body: Body, action: Body) -> None:
            await ack()
            self.start(body, work(body, json.loads(action["value"])))

        return listener

    def start(self, body: Body, work: Work) -> None:
        """Start work in the background. The user is notified if it fails."""

        async def notify_of_error(reference: str) -> None:
            await self.notify(body, unexpected_error(reference))

        self.tasks.start(self._do(body, work), notify_of_error)

    async def _do(self, body: Body, work: Work) -> None:
        try:
            await work
        except REFUSALS as error:
            sentence = refusal_sentence(error, user_of(body).id)
            await self.notify(body, (Paragraph(line(sentence)),))
        except NotDelivered as error:
            log.warning("Slack did not accept the response to a click: %s", error)
            await self.notify(body, interaction_failed(str(error), needs_admin=error.needs_admin))


async def acknowledge(ack: AsyncAck) -> None:
    """A Bolt listener that does nothing else."""
    await ack()


def user_of(body: Body) -> Person:
    """The user who acts, with the name in the payload, or the id if there is no name."""
    user = body.get("user") or {}
    if isinstance(user, Mapping) and user.get("id"):
        return Person(user["id"], user.get("name") or user.get("username") or user["id"])
    event = body.get("event") or {}
    user_id = str(body.get("user_id") or event.get("user"))
    return Person(user_id, str(body.get("user_name") or user_id))
