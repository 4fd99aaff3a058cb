"""Reading a parcel, which anyone may have made or changed: bytes in, a parcel or faults out. PURE.

What a history may hold is what the bot itself writes: drafts go through the form's own rules.
"""

from collections.abc import Iterable

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode, StatusCodeError
from bot.team.export_file import FORMAT, VERSION, Parcel
from bot.team.json_reader import Fault, GivenUp, Node, loaded
from bot.team.model import (
    LONGEST_REASON,
    TEAM_CONTEXTS,
    Draft,
    DraftError,
    Editors,
    Field,
    History,
    Origin,
    Person,
    Revision,
    TeamEntry,
    Vote,
)

LARGEST = 20_000_000  # bytes
LONGEST_NAME = 255
ANY_LENGTH = LARGEST  # where the form itself sets the limit
ORIGINS = {origin.value: origin for origin in Origin}


class ParcelError(ValueError):
    """The file cannot be imported; `faults` says why, the first hundred of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def read(content: bytes) -> Parcel:
    """The parcel in a file. Raises `ParcelError` with the faults of it."""
    faults: list[Fault] = []
    try:
        parcel = _parcel(Node(loaded(content, LARGEST), "", faults))
    except GivenUp as last:
        raise ParcelError((*faults, last.fault)) from None
    if faults:
        raise ParcelError(faults)
    return parcel


def check(content: bytes) -> list[Fault]:
    """What is wrong with a file; nothing if it can be imported."""
    try:
        read(content)
    except ParcelError as error:
        return list(error.faults)
    return []


def _parcel(root: Node) -> Parcel:
    version = root.value.get("version") if isinstance(root.value, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise GivenUp("/version", f"is {version}: a newer version of the bot wrote this file")
    members = root.members("format", "version", "workspace", "entries")
    if members["format"].text(LONGEST_NAME) != FORMAT:
        members["format"].fault(f"is not {FORMAT!r}")
    if members["version"].number() != VERSION:
        members["version"].fault(f"is not {VERSION}")
    workspace = members["workspace"].text(LONGEST_NAME, least=1)
    known = set[str]()
    histories = [_history(node, workspace, known) for node in members["entries"].items()]
    return Parcel(workspace, tuple(history for history in histories if history))


def _history(node: Node, workspace: str, known: set[str]) -> History | None:
    members = node.members("id", "code", "revisions", "votes", perhaps=("imported",))
    entry_id = _new_name(members["id"], known)
    code = _code(members["code"])
    nodes = members["revisions"].items()
    revisions = [_revision(each, code, number) for number, each in enumerate(nodes, 1)]
    voters = set[str]()
    votes = tuple(_vote(each, voters) for each in members["votes"].items())
    _imported(members["imported"])
    if not revisions:
        members["revisions"].fault("is empty")
        return None
    yes = sum(vote.helped for vote in votes)
    entry = TeamEntry(entry_id, workspace, revisions[-1], yes, len(votes) - yes)
    return History(entry, tuple(reversed(revisions)), votes)


def _new_name(node: Node, known: set[str]) -> str:
    """A name that is not yet among those known, and is from now on."""
    name = node.text(LONGEST_NAME, least=1)
    if name in known:
        node.fault("stands there more than once")
    known.add(name)
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
        perhaps=("printed_by", "editors"),
    )
    version = members["version"].number()
    if version != number:
        members["version"].fault(f"is not {number}: versions begin at 1 and have no gaps")
    return Revision(
        version,
        _draft(members, code),
        _person(members["author"]),
        _person(members["approver"]),
        members["at"].moment(),
        _origin(members["origin"]),
        members["why"].text(LONGEST_REASON),
        _editors(members["editors"]),
    )


def _draft(members: dict[str, Node], code: StatusCode) -> Draft:
    """What was found out; it must be what the form would have made of it."""
    steps = members["steps"]
    chosen = members["printed_by"]
    printed_by = chosen.text(LONGEST_NAME) if chosen.is_there else PrintedBy.ANY
    draft = Draft(
        code,
        members["cause"].text(ANY_LENGTH),
        tuple(step.text(ANY_LENGTH) for step in steps.items()),
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
        typed = Draft.typed(fields)
    except DraftError as error:
        for field, fault in error.faults.items():
            members[field.value].fault(fault)
        return draft
    for field in (Field.CAUSE, Field.STEPS, Field.APPLIES_TO, Field.LINK):
        if getattr(typed, field.value) != getattr(draft, field.value):
            members[field.value].fault("has blanks around it, or a step of no or of several lines")
    return draft


def _person(node: Node, least: int = 1) -> Person | None:
    if node.value is None:
        return None
    members = node.members("id", "name")
    return Person(members["id"].text(LONGEST_NAME, least=least), members["name"].text(LONGEST_NAME))


def _editors(node: Node) -> Editors:
    """None, where the member is missing."""
    return tuple(map(_person, node.items())) if node.is_there else ()


def _origin(node: Node) -> Origin:
    text = node.text(LONGEST_NAME)
    if text not in ORIGINS:
        node.fault(f"is none of {', '.join(ORIGINS)}")
    return ORIGINS.get(text, Origin.PUBLISHED)


def _vote(node: Node, voters: set[str]) -> Vote:
    members = node.members("person", "helped", "at")
    person = _new_name(members["person"], voters)
    return Vote(person, members["helped"].flag(), members["at"].moment())


def _imported(node: Node) -> None:
    """Checked, though it is not taken on."""
    if node.is_there:
        members = node.members("workspace", "entry", "by", "at")
        members["workspace"].text(LONGEST_NAME)
        members["entry"].text(LONGEST_NAME)
        _person(members["by"], least=0)  # who imports on the command line has no id
        members["at"].moment()
