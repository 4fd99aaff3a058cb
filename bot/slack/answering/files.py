"""PURE. The files that are shared with a message, and which of them the bot reads.

Sources: https://docs.slack.dev/reference/objects/file-object, and for files of another company
https://docs.slack.dev/apis/slack-connect ("check_file_info"). The `url_private` of a remote file
may name any host (https://docs.slack.dev/reference/methods/files.remote.info), so it is not read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.codes.sources import Why

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest file that the bot reads."""
MOST_FILES = 5
"""Files of a question that the bot reads, at most."""
_MOST_STORED = 20
_LONGEST = 2_000
_LONGEST_EXCERPT = 20_000

_TEXTS = """
    txt text log csv tsv json jsonl ndjson xml yaml yml ini cfg conf config props reg inf out err
    trc md markdown diff sql ps1 psm1 powershell bat cmd vbs sh python csharp javascript java cpp
"""
_OTHERS: Mapping[Why, str] = {
    Why.ARCHIVE: """
        zip 7z gz gzip tgz tar bz2 xz rar cab zst lz4 msi msix appx iso wim vhd vhdx jar
    """,
    Why.EVENT_LOG: "evtx evt",
    Why.DUMP: "dmp mdmp hdmp",
    Why.PICTURE: "png jpg jpeg gif bmp webp heic heif tif tiff svg ico",
    Why.DOCUMENT: """
        pdf doc docx docm rtf odt xls xlsx xlsm ods ppt pptx one msg eml email html htm mht mhtml
        canvas space post quip list gdoc gsheet
    """,
    Why.BINARY: "etl blg exe dll sys bin dat mp4 mov webm mp3 m4a wav",
}
_TEXT_KINDS = frozenset(_TEXTS.split())
_WHY_NOT = {name: why for why, names in _OTHERS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """What Slack says about a file. `excerpt` is the beginning of its text, if Slack includes it.

    Not `known`: only the id is known yet, as in a channel of two companies. The names of the fields
    are stored in jobs.
    """

    id: str
    name: str = ""
    url: str = ""
    size: int = 0
    mimetype: str = ""
    filetype: str = ""
    mode: str = ""
    excerpt: str = ""
    known: bool = True

    @classmethod
    def of(cls, part: object) -> "SharedFile | None":
        """The file of a file object; None if it is not one."""
        if not isinstance(part, Mapping) or not _text(part, "id"):
            return None
        size = part.get("size")
        return cls(
            id=_text(part, "id"),
            name=_text(part, "name") or _text(part, "title"),
            url=_text(part, "url_private_download") or _text(part, "url_private"),
            size=size if isinstance(size, int) else 0,
            mimetype=_text(part, "mimetype"),
            filetype=_text(part, "filetype").lower(),
            mode="external" if part.get("is_external") else _text(part, "mode"),
            excerpt=_text(part, "plain_text", _LONGEST_EXCERPT)
            or _text(part, "preview", _LONGEST_EXCERPT),
            known=part.get("file_access") != "check_file_info",
        )

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "SharedFile":
        """The file in a job, by whichever version of the bot it was stored."""
        return cls(
            **{each.name: content[each.name] for each in fields(cls) if each.name in content}
        )

    @property
    def kind(self) -> str:
        """The kind by the ending of its name, or the kind that Slack detected."""
        _, dot, ending = self.name.rpartition(".")
        ending = ending.lower()
        return ending if dot and (ending in _TEXT_KINDS or ending in _WHY_NOT) else self.filetype


def files_of(message: Mapping[str, Any]) -> tuple[SharedFile, ...]:
    """The files of a message and of the messages that it forwards, without repetitions."""
    found = {file.id: file for file in _files(message)}
    return tuple(found.values())[:_MOST_STORED]


def _files(message: Mapping[str, Any]) -> Iterator[SharedFile]:
    attachments = message.get("attachments")
    forwarded = attachments if isinstance(attachments, list) else []
    for part in (message, *forwarded):
        listed = part.get("files") if isinstance(part, Mapping) else None
        for each in listed if isinstance(listed, list) else ():
            file = SharedFile.of(each)
            if file:
                yield file


def why_not_read(file: SharedFile) -> Why | None:
    """Why the bot does not read a file; None if it does."""
    if file.mode in {"tombstone", "hidden_by_limit", "file_access"}:
        return Why.GONE
    if file.mode == "external":
        return Why.EXTERNAL
    why = Why.DOCUMENT if file.mimetype == "text/html" else _WHY_NOT.get(file.kind)
    if why is None and not _is_text(file):
        media = file.mimetype.partition("/")[0]
        why = Why.PICTURE if media == "image" else Why.BINARY
    if why is None and file.size > LARGEST:
        return Why.TOO_LARGE
    return why


def _is_text(file: SharedFile) -> bool:
    if file.mode == "snippet" or file.kind in _TEXT_KINDS:
        return True
    return file.mimetype.startswith("text/") or file.mimetype in {
        "application/json",
        "application/xml",
    }


def _text(part: Mapping[str, Any], field: str, most: int = _LONGEST) -> str:
    value = part.get(field)
    return value[:most] if isinstance(value, str) else ""
