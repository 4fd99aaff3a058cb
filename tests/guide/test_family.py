"""The families of codes, and their entries, as the compiled guide has them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide import data
from bot.guide.compiler import FOLDER
from bot.guide.entry import Family, Provenance
from bot.guide.family import families, family_named, members_of


def described() -> Iterator[Mapping[str, Any]]:
    """The families as the data files describe them."""
    for path in FOLDER.glob("*.toml"):
        content = tomllib.loads(path.read_text("utf-8"))
        own = content.get("family", {})
        yield from (
            (own, *content.get("families", [])) if "title" in own else content.get("families", [])
        )


def test_a_family_is_found_by_its_key_its_facilities_its_prefixes_and_its_program() -> None:
    for one in described():
        look = tuple(one.get("look", ()))
        family = Family(one["key"], one["title"], one.get("about", ""), look)
        assert data.family(one["key"]) == family
        for facility in one.get("facilities", []):
            key = f"facility-{facility}"
            assert data.family(key) == replace(family, key=key)
        for prefix in one.get("prefixes", []):
            code = StatusCode(int(f"{prefix:F<10}", 16))
            assert data.family(data.family_by_prefix(code)) == family
        printed_by = PrintedBy(one.get("printed_by", "any"))
        if printed_by.counts_its_own:
            assert data.family_of(printed_by) == family


def test_a_code_without_a_prefix_of_a_family_has_none() -> None:
    assert data.family_by_prefix(StatusCode(0x8BADF00D)) == ""


def test_each_entry_is_in_its_family() -> None:
    entries = data.all_entries()
    keys = data.keys_of_families()

    assert keys == {entry.family.key for entry in entries}
    for key in keys:
        own = [entry for entry in entries if entry.family.key == key]
        assert [*data.entries_of_family(key)] == own


def test_the_values_of_windows_are_without_the_own_numbers_of_programs() -> None:
    windows = {
        code.decimal
        for entry in data.all_entries()
        for code in entry.codes
        if entry.printed_by is PrintedBy.ANY or entry.provenance is Provenance.DOCUMENTED
    }

    assert data.values_of_windows() == windows


@pytest.mark.parametrize("name", ["kerberos", " KERBEROS ", "Kerberos error", "kerberos ERROR"])
def test_a_family_has_the_names_key_and_title(name: str) -> None:
    assert family_named(name) == data.family("kerberos")


@pytest.mark.parametrize("name", ["", "kerb", "hresult"])
def test_a_family_without_that_name_or_without_codes_is_not_found(name: str) -> None:
    assert family_named(name) is None


def test_the_families_with_codes_are_sorted_by_title() -> None:
    titles = [family.title for family in families()]

    assert titles == sorted(titles, key=str.casefold)
    assert {family.key for family in families()} == data.keys_of_families()


def test_the_most_common_codes_of_a_family_come_first_and_then_those_with_causes() -> None:
    members = members_of(data.family("win32"))
    ranks = [
        (one.code not in data.most_asked(), not one.entry.causes, one.code.decimal)
        for one in members
    ]

    assert ranks == sorted(ranks)
    assert {rank[:2] for rank in ranks} == {(False, False), (True, False), (True, True)}
