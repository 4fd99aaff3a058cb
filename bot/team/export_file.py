"""PURE. The export file of a team's knowledge: JSON, version 1.

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

`export.schema.json` says it for programs. Every member is required and no other is allowed, with
three exceptions. `imported` is there only if the entry was imported, and the next import does not
copy it. `printed_by`, `any` or `iissync`, is missing in older files, whose entries apply to any
program. `editors` is there only if others changed the author's draft before it was approved, in the
order of their edits. Versions begin at 1 and have no gaps. Times have their offset from UTC. A
person whose data was deleted is null.
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
class ExportFile:
    """The content of a file: the histories of a workspace's entries."""

    workspace: str
    histories: tuple[History, ...]


def export_lines(workspace: str, histories: Iterable[History]) -> Iterator[str]:
    """The file in lines, one for each entry. The same histories give the same file."""
    head = json.dumps({"format": FORMAT, "version": VERSION, "workspace": workspace})
    yield head.removesuffix("}") + ', "entries": ['
    comma = ""
    for history in histories:
        yield comma + "\n" + json.dumps(_entry_json(history), ensure_ascii=False)
        comma = ","
    yield "\n]}\n"


def _entry_json(history: History) -> Json:
    entry = history.entry
    written: Json = {
        "id": entry.id,
        "code": entry.code.decimal,
        "revisions": [_revision_json(each) for each in reversed(history.revisions)],
        "votes": [
            {"person": vote.person, "helped": vote.helped, "at": vote.at.isoformat()}
            for vote in history.votes
        ],
    }
    if entry.imported:
        written["imported"] = {
            "workspace": entry.imported.workspace,
            "entry": entry.imported.entry,
            "by": _person_json(entry.imported.by),
            "at": entry.imported.at.isoformat(),
        }
    return written


def _revision_json(revision: Revision) -> Json:
    written: Json = {
        "version": revision.version,
        "cause": revision.draft.cause,
        "steps": list(revision.draft.steps),
        "applies_to": revision.draft.applies_to,
        "link": revision.draft.link,
        "printed_by": revision.draft.printed_by.value,
        "author": _person_json(revision.author),
        "approver": _person_json(revision.approver),
        "at": revision.at.isoformat(),
        "origin": revision.origin.value,
        "why": revision.why,
    }
    if revision.editors:
        written["editors"] = [_person_json(editor) for editor in revision.editors]
    return written


def _person_json(person: Person | None) -> Json | None:
    return {"id": person.id, "name": person.name} if person else None
