"""The file in which a team's knowledge travels: JSON, version 1. PURE.

    {
      "format": "iissync-bot knowledge",
      "version": 1,
      "workspace": "T0123",
      "entries": [
        {
          "id": "…",
          "code": 2148599041,
          "revisions": [
            {
              "version": 1,
              "cause": "…",
              "steps": ["…"],
              "applies_to": "",
              "link": "",
              "printed_by": "any",
              "author": {"id": "U01", "name": "Ann"},
              "approver": null,
              "at": "2026-11-23T07:00:00+00:00",
              "origin": "published",
              "why": "",
              "editors": [{"id": "U03", "name": "Eve"}]
            }
          ],
          "votes": [{"person": "U02", "helped": true, "at": "2026-11-24T07:00:00+00:00"}],
          "imported": {"workspace": "T9", "entry": "…", "by": null, "at": "…"}
        }
      ]
    }

Every member must be there and no other may, but for three: `imported` stands only where an entry
was imported, and is not taken on; `printed_by`, `any` or `iissync`, is missing in older files, and
their entries hold for any program; `editors` stands only where others changed what the author
wrote, in that order, before it was approved. Versions begin at 1 and have no gaps. Times have their
offset from UTC. A person who was forgotten is null.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.team.model import History, Person, Revision

FORMAT = "iissync-bot knowledge"
VERSION = 1

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file holds: the histories of a workspace's entries."""

    workspace: str
    histories: tuple[History, ...]


def lines(workspace: str, histories: Iterable[History]) -> Iterator[str]:
    """The file, line by line, an entry a line. The same histories give the same file."""
    head = json.dumps({"format": FORMAT, "version": VERSION, "workspace": workspace})
    yield head.removesuffix("}") + ', "entries": ['
    comma = ""
    for history in histories:
        yield comma + "\n" + json.dumps(_written(history), ensure_ascii=False)
        comma = ","
    yield "\n]}\n"


def _written(history: History) -> Json:
    entry = history.entry
    written: Json = {
        "id": entry.id,
        "code": entry.code.decimal,
        "revisions": [_written_revision(each) for each in reversed(history.revisions)],
        "votes": [
            {"person": vote.person, "helped": vote.helped, "at": vote.at.isoformat()}
            for vote in history.votes
        ],
    }
    if entry.imported:
        written["imported"] = {
            "workspace": entry.imported.workspace,
            "entry": entry.imported.entry,
            "by": _written_person(entry.imported.by),
            "at": entry.imported.at.isoformat(),
        }
    return written


def _written_revision(revision: Revision) -> Json:
    written: Json = {
        "version": revision.version,
        "cause": revision.draft.cause,
        "steps": list(revision.draft.steps),
        "applies_to": revision.draft.applies_to,
        "link": revision.draft.link,
        "printed_by": revision.draft.printed_by.value,
        "author": _written_person(revision.author),
        "approver": _written_person(revision.approver),
        "at": revision.at.isoformat(),
        "origin": revision.origin.value,
        "why": revision.why,
    }
    if revision.editors:
        written["editors"] = [_written_person(editor) for editor in revision.editors]
    return written


def _written_person(person: Person | None) -> Json | None:
    return {"id": person.id, "name": person.name} if person else None
