"""The shortcut “Decode status codes” in the menu of a message."""

import logging

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.conversation import Request
from bot.slack.answering.downloads import Files
from bot.slack.answering.files import files_of
from bot.slack.answering.notifications import Notifier
from bot.slack.answering.responder import Responder
from bot.slack.payloads.installation import Body
from bot.slack.payloads.message import text_of
from bot.slack.payloads.surfaces import ephemeral
from bot.slack.web_api.api import SlackApi
from bot.slack.web_api.errors import Refused

log = logging.getLogger(__name__)

DECODE_MESSAGE = "decode_message"


class MessageShortcut:
    """Answers about a message and its files, visible only to the user of the shortcut."""

    def __init__(self, api: SlackApi, notifier: Notifier, responder: Responder) -> None:
        self._api = api
        self._notifier = notifier
        self._responder = responder
        self._files = Files(api, responder.threads)

    def register(self, app: AsyncApp) -> None:
        """Register the listener."""
        app.shortcut(DECODE_MESSAGE)(self.decode)

    async def decode(self, ack: AsyncAck, shortcut: Body) -> None:
        """Answer in the background, since files may have to be downloaded."""
        await ack()
        self._notifier.start(shortcut, self._decode(shortcut))

    async def _decode(self, shortcut: Body) -> None:
        original = shortcut["message"]
        request = Request(text_of(original), addressed_to_others=True)
        files = files_of(original)
        if files and request.wants_files:
            request = await self._files.add_to(request, files, will_retry=False)
        reply = await self._responder.reply(shortcut, request)
        thread_ts = original.get("thread_ts") or original["ts"]
        try:
            await self._api.respond(shortcut["response_url"], ephemeral(reply, thread_ts))
        except Refused as error:
            log.warning("Slack did not accept an answer to a shortcut: %s", error)
            await self._notifier.show(shortcut, reply.document)
