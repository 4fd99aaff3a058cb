"""PURE. Reads an export file, which anyone may have written or changed, and reports its faults.

A history may contain only what the bot itself writes: the form's rules apply to every draft.
"""

from collections.abc import Iterable

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode, StatusCodeError
from bot.team.draft_form import LONGEST_REASON, TEAM_CONTEXTS, DraftError, Field, parse_draft
from bot.team.export_file import FORMAT, VERSION
from bot.team.json_reader import FatalFaultError, Fault, Node, parse_json
from bot.team.model import (
    Draft,
    Editors,
    History,
    Origin,
    Person,
    Revision,
    TeamEntry,
    Vote,
)

LARGEST = 20_000_000  # bytes
LONGEST_NAME = 255
ANY_LENGTH = LARGEST  # for texts that the form limits
ORIGINS = {origin.value: origin for origin in Origin}


class ExportFileError(ValueError):
    """The file cannot be imported; `faults` has at most the first hundred faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def read_export(content: bytes) -> tuple[History, ...]:
    """The histories of the entries in a file. Raises `ExportFileError`."""
    faults: list[Fault] = []
    try:
        histories = _histories(Node(parse_json(content, LARGEST), "", faults))
    except FatalFaultError as error:
        raise ExportFileError((*faults, error.fault)) from None
    if faults:
        raise ExportFileError(faults)
    return histories


def _histories(root: Node) -> tuple[History, ...]:
    version = root.value.get("version") if isinstance(root.value, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise FatalFaultError(
            "/version", f"is {version}: a newer version of the bot wrote this file"
        )
    members = root.members("format", "version", "workspace", "entries")
    if members["format"].text(LONGEST_NAME) != FORMAT:
        members["format"].fault(f"is not {FORMAT!r}")
    if members["version"].number() != VERSION:
        members["version"].fault(f"is not {VERSION}")
    workspace = members["workspace"].text(LONGEST_NAME, least=1)
    ids = set[str]()
    histories = [_history(node, workspace, ids) for node in members["entries"].items()]
    return tuple(history for history in histories if history)


def _history(node: Node, workspace: str, ids: set[str]) -> History | None:
    members = node.members("id", "code", "revisions", "votes", optional=("imported",))
    entry_id = _unique_name(members["id"], ids)
    code = _code(members["code"])
    nodes = members["revisions"].items()
    revisions = [_revision(each, code, number) for number, each in enumerate(nodes, 1)]
    voters = set[str]()
    votes = tuple(_vote(each, voters) for each in members["votes"].items())
    _check_imported(members["imported"])
    if not revisions:
        members["revisions"].fault("is empty")
        return None
    helped = sum(vote.helped for vote in votes)
    entry = TeamEntry(entry_id, workspace, revisions[-1], helped, len(votes) - helped)
    return History(entry, tuple(reversed(revisions)), votes)


def _unique_name(node: Node, names: set[str]) -> str:
    """A name that is not yet in `names`, and is added to them."""
    name = node.text(LONGEST_NAME, least=1)
    if name in names:
        node.fault("is there more than once")
    names.add(name)
    return name


def _code(node: Node) -> StatusCode:
    try:
        return StatusCode(node.number())
    except StatusCodeError as error:
        node.fault(str(error))
        return StatusCode(0)


def _revision(node: Node, code: StatusCode, number: int) -> Revision:
    members = node.members(
        "version",
        "cause",
        "steps",
        "applies_to",
        "link",
        "author",
        "approver",
        "at",
        "origin",
        "why",
        optional=("printed_by", "editors"),
    )
    version = members["version"].number()
    if version != number:
        members["version"].fault(f"is not {number}: versions begin at 1 and have no gaps")
    return Revision(
        version,
        _draft(members, code),
        _person(members["author"]),
        _person(members["approver"]),
        members["at"].time(),
        _origin(members["origin"]),
        members["why"].text(LONGEST_REASON),
        _editors(members["editors"]),
    )


def _draft(members: dict[str, Node], code: StatusCode) -> Draft:
    """The draft, which must be exactly what the form would make of it."""
    program = members["printed_by"]
    printed_by = program.text(LONGEST_NAME) if program.is_present else PrintedBy.ANY
    draft = Draft(
        code,
        members["cause"].text(ANY_LENGTH),
        tuple(step.text(ANY_LENGTH) for step in members["steps"].items()),
        members["applies_to"].text(ANY_LENGTH),
        members["link"].text(ANY_LENGTH),
        TEAM_CONTEXTS.get(printed_by, PrintedBy.ANY),
    )
    fields = {
        Field.CODE: str(code),
        Field.CAUSE: draft.cause,
        Field.STEPS: "\n".join(draft.steps),
        Field.APPLIES_TO: draft.applies_to,
        Field.LINK: draft.link,
        Field.PRINTED_BY: printed_by,
    }
    try:
        parsed = parse_draft(fields)
    except DraftError as error:
        for field, fault in error.faults.items():
            members[field.value].fault(fault)
        return draft
    for field in (Field.CAUSE, Field.STEPS, Field.APPLIES_TO, Field.LINK):
        if getattr(parsed, field.value) != getattr(draft, field.value):
            members[field.value].fault("has blanks around it, or a step of no or of several lines")
    return draft


def _person(node: Node, least: int = 1) -> Person | None:
    if node.value is None:
        return None
    members = node.members("id", "name")
    return Person(members["id"].text(LONGEST_NAME, least=least), members["name"].text(LONGEST_NAME))


def _editors(node: Node) -> Editors:
    return tuple(map(_person, node.items())) if node.is_present else ()


def _origin(node: Node) -> Origin:
    text = node.text(LONGEST_NAME)
    if text not in ORIGINS:
        node.fault(f"is none of {', '.join(ORIGINS)}")
    return ORIGINS.get(text, Origin.PUBLISHED)


def _vote(node: Node, voters: set[str]) -> Vote:
    members = node.members("person", "helped", "at")
    person = _unique_name(members["person"], voters)
    return Vote(person, members["helped"].flag(), members["at"].time())


def _check_imported(node: Node) -> None:
    """Check the member, which is not imported."""
    if node.is_present:
        members = node.members("workspace", "entry", "by", "at")
        members["workspace"].text(LONGEST_NAME)
        members["entry"].text(LONGEST_NAME)
        _person(members["by"], least=0)  # a person who imports on the command line has no id
        members["at"].time()
