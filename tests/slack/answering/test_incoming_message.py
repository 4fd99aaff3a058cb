"""A message is the same after it was stored in a job, also by another version of the bot."""

from dataclasses import replace

from bot.jobs.model import Job
from bot.slack.answering.files import SharedFile
from bot.slack.answering.incoming_message import IncomingMessage

MESSAGE = IncomingMessage(
    workspace="T1",
    channel="C1",
    ts="1.0",
    thread_ts=None,
    in_dm=False,
    person="U1",
    bot="U2",
    text="why?",
    files=(SharedFile("F0ABC", "setup.log", "https://files.slack.com/setup.log", 16),),
    quoted="1722",
)
JOB = MESSAGE.job()


def with_content(**content: object) -> Job:
    return replace(JOB, content=content)


def test_a_message_is_stored_in_a_job_with_its_files() -> None:
    assert IncomingMessage.from_job(JOB) == MESSAGE


def test_a_job_of_an_older_version_has_no_files() -> None:
    older = {name: JOB.content[name] for name in JOB.content if name not in {"files", "quoted"}}
    expected = replace(MESSAGE, files=(), quoted="")

    assert IncomingMessage.from_job(with_content(**older)) == expected


def test_a_job_of_a_newer_version_may_have_more_fields_of_a_file() -> None:
    newer = {**JOB.content, "files": [{**JOB.content["files"][0], "colour": "red"}]}

    assert IncomingMessage.from_job(with_content(**newer)) == MESSAGE


def test_the_job_of_a_full_queue_does_not_store_the_question() -> None:
    stored = IncomingMessage.from_job(MESSAGE.queue_full_job())

    assert (stored.text, stored.quoted, stored.files) == ("", "", ())
