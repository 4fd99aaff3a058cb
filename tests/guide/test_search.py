import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.codes.names import all_names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.data import documented, entry_of
from bot.guide.explain import title_of
from bot.guide.hits import AnyHit, FamilyHit, Hit
from bot.guide.search import closest, search

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def hits_of(text: str, most: int = 50) -> list[AnyHit]:
    return list(islice(search(text), most))


def codes_of(text: str, most: int = 50) -> list[int]:
    return [hit.code.decimal for hit in hits_of(text, most) if isinstance(hit, Hit)]


def queries_of(file: str) -> list[tuple[str, set[int]]]:
    """The queries of a file, each with the codes that a fitting answer may be."""
    rows = [line.split("\t") for line in (HERE / file).read_text("utf-8").splitlines()[1:]]
    return [(query, {int(code, 16) for code in codes.split()}) for query, codes in rows]


def shares(queries: list[tuple[str, set[int]]]) -> tuple[float, float]:
    """For how many of them the first hit fits, and one of the first three."""
    first = [codes_of(query, 3) for query, _ in queries]
    found = [set(codes[:1]) & right for codes, (_, right) in zip(first, queries, strict=True)]
    in_three = [set(codes) & right for codes, (_, right) in zip(first, queries, strict=True)]
    return sum(map(bool, found)) / len(queries), sum(map(bool, in_three)) / len(queries)


@pytest.mark.parametrize(
    ("file", "first", "in_three"),
    [("queries.tsv", 0.8, 0.95), ("unseen_queries.tsv", 0.8, 0.95)],
)
def test_people_find_codes_by_their_own_words(file: str, first: float, in_three: float) -> None:
    found, found_in_three = shares(queries_of(file))

    assert found >= first
    assert found_in_three >= in_three


def test_chat_rarely_finds_a_code() -> None:
    chat = (HERE / "chat.txt").read_text("utf-8").splitlines()
    found = [text for text in chat if hits_of(text)]

    assert len(found) / len(chat) <= 0.05
    assert not {"who is on call tonight", "deploy the app"} & {*found}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rpc unavailable", [1722]),
        ("RPC  Unavailable", [1722]),
        ("rpc server unavalable", [1722]),
        ("IP address conflict", [2148598792]),
        ("missing CLSID", [2148598801]),
        ("E_MTS_PDFREADFAIL", [2148598792]),
        ("mtsErrPDFReadFail", [2148598792]),
        ("access denied", [5]),
        ("acces denied", [5]),
        ("path_not_found", [3]),
        ("class not registered", [2147746132]),
        ("214859879*", [2148598792]),
        ("0x80110408", [2148598792]),
        ("-214636850*", [2148598792]),
        ("1722", [1722]),
        ("0X80110408", [2148598792]),
        ("80110408", [2148598792]),
        ("2148598792", [2148598792]),
        ("-2146368504", [2148598792]),
        ("0x00000005 access denied", [5]),
    ],
)
def test_the_best_comes_first(text: str, first: list[int]) -> None:
    assert codes_of(text)[: len(first)] == first


@pytest.mark.parametrize("text", ["PATHNOTFOUND", "pathnotfound", "path-not-found"])
def test_joined_words_are_split(text: str) -> None:
    assert 3 in codes_of(text)[:3]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("kerberos", "Kerberos error"),
        ("Kerberos errors", "Kerberos error"),
        ("windows update", "Windows Update error"),
        ("failover cluster", "Failover cluster error"),
    ],
)
def test_a_family_is_found_by_its_name(text: str, title: str) -> None:
    first = hits_of(text)[0]

    assert isinstance(first, FamilyHit)
    assert first.family.title == title


@pytest.mark.parametrize("text", ["rpc server", "access denied", "service stopped"])
def test_each_code_is_found_once(text: str) -> None:
    codes = [hit.asked for hit in hits_of(text, 500) if isinstance(hit, Hit)]

    assert len(codes) == len(set(codes)) > 1


def test_any_word_may_match_and_the_hits_are_sorted_by_score() -> None:
    scores = [hit.score for hit in hits_of("rpc server xyzzyx unavailable", 500)]

    assert codes_of("rpc server xyzzyx unavailable")[0] == 1722
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "start"), [("0x8011*", "8011"), ("0X80040154*", "80040154"), ("0xc00000*", "C00000")]
)
def test_a_star_completes_a_number_in_hex(text: str, start: str) -> None:
    found = hits_of(text, 500)

    assert found
    assert all(isinstance(hit, Hit) and hit.code.hex[2:].startswith(start) for hit in found)


def test_a_star_completes_a_decimal_number() -> None:
    assert {2148598785, 2148598792, 2148598794, 2148598797} <= {*codes_of("21485987*")}


@pytest.mark.exhaustive
def test_every_code_that_a_star_finds_has_a_meaning() -> None:
    assert all(isinstance(hit, Hit) and hit.meaning for hit in search("0x*"))
    assert all(isinstance(hit, Hit) and hit.meaning for hit in search("0*"))


def test_the_documented_codes_with_such_a_number_come_first() -> None:
    found = codes_of("0x8011*", 500)

    assert found == sorted(found, key=lambda code: (not documented(StatusCode(code)), code))


def test_a_short_number_beside_words_is_a_version() -> None:
    assert hits_of("access denied 11") == hits_of("access denied")


def test_words_beside_a_number_filter_its_codes() -> None:
    found = codes_of("0x8011* role", 500)

    assert found
    assert all(f"{code:08X}".startswith("8011") for code in found)


@pytest.mark.parametrize("text", ["", " ", "*", "?!", "“”", "xyzzy", "😀", "0x8BADF00D*", "the of"])
def test_a_text_without_matches_finds_nothing(text: str) -> None:
    assert hits_of(text) == []


def test_a_hit_has_a_meaning_or_a_name_in_words() -> None:
    found = hits_of("0x80110408")[0]
    named = hits_of("D3D11_ERROR_FILE_NOT_FOUND")[0]

    own, missing = StatusCode(2148598792), StatusCode(0x887C0002)
    assert found == Hit(own, title_of(own), printed_by=PrintedBy.IISSYNC)
    assert named == Hit(missing, "D3D11 file not found", "D3D11_ERROR_FILE_NOT_FOUND")


def test_errors_of_side_by_side_assemblies_and_apps_are_shown_as_hresults() -> None:
    found = hits_of("component store has been corrupted")[0]

    assert isinstance(found, Hit)
    assert found.asked == "0x80073712"


def test_the_text_that_asks_for_a_program_s_own_number_names_the_program() -> None:
    found = [hit for hit in hits_of("kdc_err_preauth_failed") if isinstance(hit, Hit)]

    assert found[0].printed_by is PrintedBy.KERBEROS
    assert found[0].asked == "Kerberos 0x18"


def test_an_unfinished_word_finds_words_that_begin_with_it() -> None:
    found = search("rpc server unav", unfinished=True)

    assert next(hit.code.decimal for hit in found if isinstance(hit, Hit)) == 1722


def test_the_closest_hits_are_found_for_a_failure_without_matches() -> None:
    text = "my frobnicator for payroll says the request quux was refused by the janitor"

    assert hits_of(text) == []
    assert list(closest(text))
    assert list(closest("who is on call tonight")) == []


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=40) | st.lists(st.sampled_from(["rpc", "0x8", "*", "e_", "not"])).map(" ".join)
)
def test_any_search_has_the_same_result_again(text: str) -> None:
    hits = hits_of(text)

    assert hits == hits_of(text)
    for hit in hits:
        if isinstance(hit, Hit):
            known = entry_of(hit.code, hit.printed_by) or documented(hit.code)
            assert hit.meaning
            assert known or all_names_of(hit.code.decimal) or hit.code.facility_number
        assert 0 < hit.score <= 1


def test_a_very_long_number_finds_nothing() -> None:
    assert list(search("1" * 100_000 + "z")) == []


def test_decoding_a_number_does_not_load_the_search() -> None:
    script = (
        "import sys; from bot.__main__ import main; main(['decode', '5']); "
        "print([name for name in sys.modules if name.startswith('bot.guide.phrase')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)

    assert ran.stdout.splitlines()[-1] == b"[]"
