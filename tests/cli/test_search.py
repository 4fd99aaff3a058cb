"""`python -m bot search`."""

import json
from importlib.resources import files
from io import StringIO

import pytest
from jsonschema import Draft202012Validator

from bot.cli.search import print_hits
from tests.cli.processes import bot
from tests.conftest import Json


def printed(words: str, page: int = 1, *, as_json: bool = False) -> tuple[int, str]:
    """The exit code and the output."""
    out = StringIO()
    return print_hits(words, out, page, as_json=as_json), out.getvalue()


def hits(words: str) -> list[Json]:
    status, output = printed(words, as_json=True)
    assert status == 0
    found: list[Json] = json.loads(output)
    return found


def test_a_search_prints_a_page_and_how_to_see_the_next() -> None:
    status, output = printed("0x8011*", page=2)

    assert status == 0
    assert output.count("\n0x8011") == 10
    assert output.endswith("More: --page 3\n")


def test_a_search_without_hits_returns_1() -> None:
    status, output = printed("zzzz")

    assert status == 1
    assert "I know no code for “zzzz”." in output


@pytest.mark.parametrize("words", ["access denied", "kerberos", "0x8011*", "REGDB_E_READREGDB"])
def test_as_json_a_search_is_a_list_of_hits_the_best_first(words: str) -> None:
    schema = json.loads((files("bot.replies") / "search.schema.json").read_text("utf-8"))
    found = hits(words)
    scores = [hit["score"] for hit in found]

    Draft202012Validator(schema).validate(found)
    assert scores == sorted(scores, reverse=True)


def test_as_json_a_hit_is_a_family_or_a_code() -> None:
    family, code = hits("kerberos")[0], hits("access denied")[0]

    assert (family["code"], family["family"]) == (None, "Kerberos error")
    assert (code["code"], code["hex"], code["decimal"]) == ("5", "0x00000005", 5)
    assert "ERROR_ACCESS_DENIED" in code["names"]
    assert code["sources"]


def test_as_json_a_search_without_hits_is_an_empty_list() -> None:
    assert printed("xyzzyx", as_json=True) == (1, "[]\n")


@pytest.mark.parametrize(("words", "page"), [("zzzz", 2), ("rpc", 9999)])
def test_a_page_after_the_last_has_no_hits(words: str, page: int) -> None:
    assert printed(words, page) == (1, f"There is no page {page}.\n")


@pytest.mark.parametrize("page", ["0", "x", "-1", "99999"])
def test_an_invalid_page_is_refused(page: str) -> None:
    assert bot("search", "rpc", "--page", page).returncode == 2


def test_a_search_is_a_command() -> None:
    first, second = bot("search", "metabase"), bot("search", "rpc", "--page", "2")

    assert first.stdout.startswith("Codes for “metabase”\nIIS metabase error: ")
    assert second.stdout.endswith("More: --page 3\n")
