"""PURE. Writes the export file of a team's knowledge: JSON, version 1, with one entry a line.

`export.schema.json` describes each member. Those that it does not require are missing in files of
older versions, or where there is nothing to say.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.team.model import History, Person, Revision

FORMAT = "iissync-bot knowledge"
VERSION = 1

Json = dict[str, Any]


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
