"""Telling the one person who acted, by whichever way is still open."""

import logging
import secrets
from collections.abc import Coroutine, Mapping
from typing import Any

from bot.replies.block_kit import Block
from bot.replies.document import Document
from bot.slack.api import NotDelivered, Place, Refused, SlackApi, written
from bot.slack.surfaces import note, plain_message
from bot.team.model import Person

Body = Mapping[str, Any]
log = logging.getLogger(__name__)


async def notify(api: SlackApi, body: Body, document: Document) -> None:
    """Say it to whoever acted alone. Raises `NotDelivered` as `show` does."""
    await notify_with(api, body, document, plain_message(document))


async def notify_with(api: SlackApi, body: Body, document: Document, message: Block) -> None:
    """Show a message under what was clicked, else the document in a modal, else it in the DM.

    What was clicked in a modal is shown on top of it, so that it can be gone back to.

    Raises `NotDelivered` where none of them is open, or Slack is out of reach.
    """
    if "response_url" in body:
        there = {"response_type": "ephemeral", "replace_original": False, **message}
        try:
            return await api.respond(body["response_url"], there)
        except Refused as why:
            log.info("a response URL is of no use any more: %s", why)
    if "trigger_id" in body:
        is_in_modal = (body.get("view") or {}).get("type") == "modal"
        open_it = api.push_view if is_in_modal else api.open_view
        try:
            return await open_it(body["trigger_id"], note(document))
        except Refused as why:
            log.info("a trigger is of no use any more: %s", why)
    await api.post(Place(person_of(body).id), written(message), secrets.token_hex(8))
    return None


async def log_undelivered(telling: Coroutine[None, None, None]) -> None:
    """Tell, or log that it could not be told."""
    try:
        await telling
    except NotDelivered as why:
        log.warning("a person could not be told: %s", why)


def person_of(body: Body) -> Person:
    """Who acts, with the name that the payload gives; the id where it gives none."""
    user = body.get("user") or {}
    if isinstance(user, Mapping) and user.get("id"):
        return Person(user["id"], user.get("name") or user.get("username") or user["id"])
    event = body.get("event") or {}
    person = str(body.get("user_id") or event.get("user"))
    return Person(person, str(body.get("user_name") or person))
