"""The schemas of what `knowledge export` and `knowledge audit --json` print."""

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from functools import reduce
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import Engine

from bot.team import draft_form
from bot.team.export_file import FORMAT, VERSION
from bot.team.import_reader import LONGEST_NAME, ExportFileError, read_export
from bot.team.model import Act, Origin, Person
from bot.team.sql_store import SqlStore
from tests.command_line import run_command
from tests.team.entries import improved, proposed
from tests.team.test_import_reader import export_json
from tests.team.values import ANN, BOB, EVE, HERE, NOW, THERE, later

Json = dict[str, Any]
Path = tuple[str | int, ...]


def schema(name: str) -> Json:
    found = json.loads(files("bot.team").joinpath(f"{name}.schema.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


EXPORT, AUDIT = schema("export"), schema("audit")


@pytest.fixture
def url(url: str, engines: Callable[[str], Engine]) -> str:
    """A database with all that an export and an audit may hold."""
    store = SqlStore(engines(url))
    made = proposed(store)
    edited = store.change_draft(HERE, made.current_version, made.draft, EVE, later(1))
    entry = store.approve(HERE, edited.current_version, BOB, later(2), "e1")
    improved(store, entry, "Another cause.")
    store.vote(HERE, entry.id, EVE.id, helped=True, at=NOW)
    store.import_histories(THERE, store.history(HERE), Person("", "ops"), NOW, str)
    store.record_refusal(HERE, "U9", "vote on e7", later(3))
    store.forget(ANN.id)
    return url


@pytest.mark.parametrize("workspace", [HERE, THERE, "T9"])
def test_what_is_printed_matches_its_schema(url: str, workspace: str) -> None:
    exported = run_command("knowledge", "export", "--workspace", workspace, DATABASE_URL=url)
    audit = run_command("knowledge", "audit", "--json", "--workspace", workspace, DATABASE_URL=url)

    Draft202012Validator(EXPORT).validate(json.loads(exported.stdout))
    Draft202012Validator(AUDIT).validate(json.loads(audit.stdout))


def test_the_schemas_are_valid() -> None:
    Draft202012Validator.check_schema(EXPORT)
    Draft202012Validator.check_schema(AUDIT)


def full_export() -> Json:
    """An export file with every member that there may be."""
    made = export_json()
    (entry,) = made["entries"]
    entry["revisions"][0].update(printed_by="iissync", editors=[{"id": "U3", "name": "Eve"}, None])
    return made


def places(value: object, path: Path = ()) -> Iterator[Path]:
    """The path of every value within a value."""
    children = value.items() if isinstance(value, dict) else ()
    for name, child in enumerate(value) if isinstance(value, list) else children:
        yield (*path, name)
        yield from places(child, (*path, name))


def value_at(value: Any, path: Iterable[str | int]) -> Any:  # noqa: ANN401 - any of JSON
    return reduce(lambda place, name: place[name], path, value)


OTHERS: tuple[object, ...] = (None, [], {}, True, 7.5, "?" * 5000)


def changed_exports() -> Iterator[Json]:
    """The file with a value of another type, a member too few or too many, at each place."""
    for *path, last in places(full_export()):
        for value in OTHERS:
            made = deepcopy(full_export())
            value_at(made, path)[last] = value
            yield made
        made = deepcopy(full_export())
        del value_at(made, path)[last]
        yield made
        made = deepcopy(full_export())
        place = value_at(made, [*path, last])
        if isinstance(place, dict):
            place["more"] = 1
            yield made


def is_imported(file: Json) -> bool:
    try:
        read_export(json.dumps(file).encode())
    except ExportFileError:
        return False
    return True


def test_the_import_takes_what_the_schema_allows_and_nothing_else() -> None:
    """Not in the schema are the order of versions, ids that are there once, and texts of times."""
    changed = [*changed_exports()]
    known = {"versions begin at 1", "is there more than once", "is not a time"}
    differing = [
        each
        for each in changed
        if Draft202012Validator(EXPORT).is_valid(each) is not is_imported(each)
        and not any(fault in faults_of(each) for fault in known)
    ]

    assert is_imported(full_export())
    assert len(changed) > 300
    assert differing == []


def faults_of(file: Json) -> str:
    with pytest.raises(ExportFileError) as refused:
        read_export(json.dumps(file).encode())
    return str(refused.value)


def test_the_schemas_name_the_values_and_limits_of_the_code() -> None:
    revision = EXPORT["$defs"]["revision"]["properties"]
    properties = EXPORT["properties"]

    assert (properties["format"]["const"], properties["version"]["const"]) == (FORMAT, VERSION)
    assert revision["origin"]["enum"] == [*Origin]
    assert revision["printed_by"]["enum"] == [*draft_form.TEAM_CONTEXTS]
    assert AUDIT["items"]["properties"]["act"]["enum"] == [*Act]
    assert EXPORT["$defs"]["id"]["maxLength"] == LONGEST_NAME
    assert {name: each["maxLength"] for name, each in revision.items() if "maxLength" in each} == {
        "cause": draft_form.LONGEST_CAUSE,
        "applies_to": draft_form.LONGEST_PLACE,
        "link": draft_form.LONGEST_LINK,
        "why": draft_form.LONGEST_REASON,
    }
    steps = revision["steps"]
    assert (steps["maxItems"], steps["items"]["maxLength"]) == (
        draft_form.MOST_STEPS,
        draft_form.LONGEST_STEP,
    )
    assert f" {draft_form.LONGEST_STEPS} characters" in steps["description"]
