"""PURE. The files that are shared with a message: what Slack tells of each, and whether it is read.

Sources: https://docs.slack.dev/reference/objects/file-object, and for what another company shares
https://docs.slack.dev/apis/slack-connect ("check_file_info"). Of a remote file, `url_private` may
point to any host (https://docs.slack.dev/reference/methods/files.remote.info): it is not fetched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.codes.sources import Why

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest file that is read."""
MOST_FILES = 5
"""Files of a question that are read."""
_MOST_KEPT = 20
_LONGEST = 2_000
_EXCERPT = 20_000

_TEXTS = """
    txt text log csv tsv json jsonl ndjson xml yaml yml ini cfg conf config props reg inf out err
    trc md markdown diff sql ps1 psm1 powershell bat cmd vbs sh python csharp javascript java cpp
"""
_KINDS: Mapping[Why, str] = {
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
_READ = frozenset(_TEXTS.split())
_WHY = {name: why for why, names in _KINDS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """What Slack tells of a file. `excerpt` is its beginning, where Slack tells that as well.

    Not `known` where Slack has to be asked for the rest, as in a channel of two companies.
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
        """The file that a file object is about; None for what is none."""
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
            excerpt=_text(part, "plain_text", _EXCERPT) or _text(part, "preview", _EXCERPT),
            known=part.get("file_access") != "check_file_info",
        )

    @classmethod
    def kept(cls, content: Mapping[str, Any]) -> "SharedFile":
        """The file that was kept with a job, by this version of the bot or a newer one."""
        return cls(
            **{each.name: content[each.name] for each in fields(cls) if each.name in content}
        )

    def content(self) -> dict[str, Any]:
        """What is kept of it with a job."""
        return asdict(self)

    @property
    def kind(self) -> str:
        """Its kind by its name, which its owner chose; else as Slack sees it."""
        _, dot, ending = self.name.rpartition(".")
        ending = ending.lower()
        return ending if dot and (ending in _READ or ending in _WHY) else self.filetype


def files_of(message: Mapping[str, Any]) -> tuple[SharedFile, ...]:
    """The files of a message, and of the messages that it forwards, each once."""
    found = {file.id: file for file in _files(message)}
    return tuple(found.values())[:_MOST_KEPT]


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
    """Why a file is not to be fetched; None for one that is."""
    if file.mode in {"tombstone", "hidden_by_limit", "file_access"}:
        return Why.GONE
    if file.mode == "external":
        return Why.EXTERNAL
    why = Why.DOCUMENT if file.mimetype == "text/html" else _WHY.get(file.kind)
    if why is None and not _is_text(file):
        media = file.mimetype.partition("/")[0]
        why = Why.PICTURE if media == "image" else Why.BINARY
    if why is None and file.size > LARGEST:
        return Why.TOO_LARGE
    return why


def _is_text(file: SharedFile) -> bool:
    if file.mode == "snippet" or file.kind in _READ:
        return True
    return file.mimetype.startswith("text/") or file.mimetype in {
        "application/json",
        "application/xml",
    }


def _text(part: Mapping[str, Any], field: str, most: int = _LONGEST) -> str:
    value = part.get(field)
    return value[:most] if isinstance(value, str) else ""
