"""A question in a message to the bot: parsed from an event, and stored in a job."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.jobs.model import Job
from bot.slack.answering.files import SharedFile, files_of
from bot.slack.payloads.authors import why_not_answered
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.message import Malformed, id_in, own_text_of, quoted_text, ts_in
from bot.slack.web_api.api import Place

log = logging.getLogger(__name__)

KIND = "question"
QUEUE_FULL = "queue_full"
_NOTICE_SECONDS = 600
"""Within this time a user is notified once that their queue is full."""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message that asks the bot something. The names of its fields are stored in jobs.

    `person` and `bot` are user ids. `outsider`: the author is of another company. `shared`: another
    company reads the channel. Older versions of the bot stored neither, so both default to true.
    `quoted` is what the message forwards or quotes, which older versions stored in `text`.
    """

    workspace: str
    channel: str
    ts: str
    thread_ts: str | None
    in_dm: bool
    person: str
    bot: str
    text: str
    outsider: bool = True
    shared: bool = True
    quoted: str = ""
    files: tuple[SharedFile, ...] = ()

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "IncomingMessage | None":
        """The message of an event; None if the bot does not answer it, such as an edit.

        Raises `Malformed`, also if the event does not name the bot that receives it.
        """
        event, installation = body["event"], Installation.of(body)
        if not installation.bot:
            raise Malformed("an event without the bot that it is for")
        reason = why_not_answered(event, installation.bot)
        if reason:
            log.debug("a message is not answered: %s", reason)
            return None
        return cls(
            workspace=installation.workspace,
            channel=id_in(event, "channel"),
            ts=ts_in(event, "ts"),
            thread_ts=ts_in(event, "thread_ts") if event.get("thread_ts") else None,
            in_dm=event.get("channel_type") == "im",
            person=id_in(event, "user"),
            bot=installation.bot,
            text=own_text_of(event),
            outsider=installation.outsider,
            shared=installation.shared,
            quoted=quoted_text(event),
            files=files_of(event),
        )

    def job(self) -> Job:
        """The job that answers it. All events about one message have the same key."""
        content = {name: getattr(self, name) for name in self.__slots__}
        content["files"] = [asdict(file) for file in self.files]
        return Job(self.workspace, f"{self.channel}:{self.ts}", KIND, self.person, content)

    def queue_full_job(self) -> Job:
        """The job that notifies the author of a full queue; its key is the same for a while."""
        key = f"{QUEUE_FULL}:{self.person}:{int(float(self.ts)) // _NOTICE_SECONDS}"
        without_content = replace(self, text="", quoted="", files=())
        return replace(without_content.job(), key=key, kind=QUEUE_FULL, user="")

    @classmethod
    def from_job(cls, job: Job) -> "IncomingMessage":
        """The message in a job, by whichever version of the bot it was stored."""
        fields = {name: job.content[name] for name in cls.__slots__ if name in job.content}
        fields["files"] = tuple(SharedFile.from_json(each) for each in fields.get("files", ()))
        return cls(**fields)

    @property
    def is_text_only(self) -> bool:
        """Whether its answer depends on its text alone."""
        return not (self.thread_ts or self.quoted or self.files)

    @property
    def place(self) -> Place:
        """Where the reply goes: to the thread, but not to a new one in a DM."""
        return Place(self.channel, self.thread_ts or (None if self.in_dm else self.ts))
