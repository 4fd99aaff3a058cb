from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.codes.names import all_names_of
from bot.codes.printed_by import PrintedBy
from bot.codes.status_code import StatusCode
from bot.guide.data import all_entries, documented, entries_holding, entry_of
from bot.guide.entry import Entry
from bot.guide.explain import title_of
from bot.guide.search import Hit, search, telling_words


def hits_of(text: str, most: int = 50) -> list[Hit]:
    return list(islice(search(text), most))


def codes_of(text: str, most: int = 50) -> list[int]:
    return [hit.code.decimal for hit in hits_of(text, most)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what is rpc", "rpc"),
        ("rpc unavailable?", "rpc unavailable?"),
        ("please help me with the access denied thing", "access denied thing"),
        ("one two three four five six", "one two three four five six"),
        ("one two three four five six seven", ""),
        ("ab", ""),
        ("rpc ab", ""),
        ("1722", ""),
        ("what is the", ""),
        ("", ""),
    ],
)
def test_the_words_worth_a_search_are_those_of_no_sentence(text: str, words: str) -> None:
    assert telling_words(text) == words


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rpc unavailable", [1722]),
        ("RPC  Unavailable", [1722]),
        ("IP address", [2148598792]),
        ("Q310412", [2147746132]),
        ("corrupt CLSID", [2148598801]),
        ("E_MTS_PDFREADFAIL", [2148598792]),
        ("mtsErrPDFReadFail", [2148598792]),
        ("access denied", [5]),
        ("class not registered", [2147746132]),
        ("214859879*", [2148598792]),
        ("0x80110408", [2148598792]),
        ("-214636850*", [2148598792]),
        ("1722", [1722]),
    ],
)
def test_the_best_comes_first(text: str, first: list[int]) -> None:
    assert codes_of(text)[: len(first)] == first


@pytest.mark.parametrize("text", ["error", "service", "0x8011*", "not", "MTS", "protocol"])
def test_a_documented_code_comes_first(text: str) -> None:
    is_documented = [documented(hit.code) is not None for hit in hits_of(text, 500)]

    assert is_documented[0]


@pytest.mark.parametrize("text", ["rpc server", "access denied", "E_MTS"])
def test_each_code_is_found_once(text: str) -> None:
    codes = codes_of(text, 500)

    assert len(codes) == len(set(codes)) > 1


@pytest.mark.parametrize("words", ["rpc server", "logon failure", "service not", "0x8011* role"])
def test_one_word_more_finds_no_code_more(words: str) -> None:
    fewer = words.partition(" ")[0]

    assert set(codes_of(words, 20_000)) < set(codes_of(fewer, 20_000))


@pytest.mark.parametrize(
    ("text", "start"), [("0x8011*", "8011"), ("0X80040154*", "80040154"), ("0xc00000*", "C00000")]
)
def test_a_star_completes_a_number_in_hex(text: str, start: str) -> None:
    found = hits_of(text, 500)

    assert found
    assert all(hit.code.hex[2:].startswith(start) for hit in found)


def test_a_star_completes_a_decimal_number() -> None:
    assert set(map(StatusCode, (2148598785, 2148598792, 2148598794, 2148598797))) <= {
        hit.code for hit in hits_of("21485987*")
    }


@pytest.mark.parametrize(
    "text", ["", " ", "*", "?!", "“”", "xyzzy", "rpc xyzzy", "😀", "0x8BADF00D*", "ound"]
)
def test_what_nothing_holds_finds_nothing(text: str) -> None:
    assert hits_of(text) == []


def test_words_beyond_the_eighth_are_not_read() -> None:
    assert codes_of("rpc server unavailable" + " rpc" * 5 + " xyzzy")[0] == 1722


def test_a_documented_hit_says_what_it_means_and_another_its_name_in_words() -> None:
    found = hits_of("0x80110408")[0]
    named = hits_of("REGDB_E_READREGDB")[0]

    assert found == Hit(StatusCode(2148598792), title_of(found.code), None)
    assert (named.name, named.code.hex) == ("REGDB_E_READREGDB", "0x80040150")
    assert named.meaning


@settings(max_examples=25)
@given(
    st.text(max_size=40) | st.lists(st.sampled_from(["rpc", "0x8", "*", "e_", "not"])).map(" ".join)
)
def test_any_text_can_be_searched_for_and_finds_the_same_again(text: str) -> None:
    hits = hits_of(text)

    assert hits == hits_of(text)
    assert all(hit.meaning for hit in hits)
    assert all(
        entry_of(hit.code, hit.printed_by) or documented(hit.code) or all_names_of(hit.code.decimal)
        for hit in hits
    )


@pytest.mark.parametrize(
    "words",
    [["rpc"], ["access", "denied"], ["c:\\windows"], ["q224801"], ['"', "dism"]],
    ids=str,
)
def test_no_entry_that_holds_the_words_is_passed_over(words: list[str]) -> None:
    holding = {
        entry for entry in all_entries() if all(word in said_by(entry).lower() for word in words)
    }

    assert holding
    assert holding <= {*entries_holding(words)}


def said_by(entry: Entry) -> str:
    facts = (*entry.causes, *entry.steps, *entry.warnings)
    meaning = entry.meaning.text if entry.meaning else ""
    return " ".join((meaning, *(fact.text for fact in facts), *(s.name for s in entry.references)))


def test_a_number_of_a_program_is_found_and_says_how_to_ask_for_it() -> None:
    hits = hits_of("KDC_ERR_PREAUTH_FAILED")

    assert hits[0].printed_by is PrintedBy.KERBEROS
    assert hits[0].asked == "Kerberos 0x18"
