"""The tools and the families, without a protocol."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.guide.family import families, members_of
from bot.mcp.families import FAMILIES, address_of, page_at
from bot.mcp.tools import LONGEST_TEXT, TOOLS, ToolError
from tests.cli.decoding import as_json
from tests.conftest import Json


def called(name: str, **arguments: object) -> tuple[Json, str]:
    answer = TOOLS[name].call(arguments)
    Draft202012Validator(TOOLS[name].output_schema).validate(answer.structured)
    return answer


@pytest.mark.parametrize("name", TOOLS)
def test_the_schemas_of_a_tool_are_valid(name: str) -> None:
    for schema in (TOOLS[name].input_schema, TOOLS[name].output_schema):
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"


@pytest.mark.parametrize("text", ["error 1722", "214598801", "ORA-12154", "hello", ""])
def test_a_text_has_the_json_of_the_command_line(text: str) -> None:
    assert called("decode_text", text=text)[0] == as_json(source=text)


def test_an_answer_in_words_names_the_tool_that_says_more() -> None:
    assert (
        "To see causes and steps: `explain_code CODE`"
        in called("decode_text", text="rpc unavailable")[1]
    )


@pytest.mark.parametrize("example", TOOLS["explain_code"].parameters["code"]["examples"])
def test_an_example_of_a_code_is_explained(example: str) -> None:
    code, text = called("explain_code", code=example)

    assert code["source"] in {"guide", "documented"}
    assert text.startswith(f"{code['written']}: ")


@pytest.mark.parametrize(("code", "decimal"), [(-2147024891, 0x80070005), (5, 5), (2**32 - 1,) * 2])
def test_a_code_may_be_a_number(code: int, decimal: int) -> None:
    assert called("explain_code", code=code)[0]["decimal"] == decimal


def test_a_code_that_nobody_knows_is_said_to_be_unknown() -> None:
    code, text = called("explain_code", code="0x80049999")

    assert (code["source"], code["meaning"], code["causes"]) == ("unknown", None, [])
    assert "No meaning of it is known." in text


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("hello", "There is no status code in `code`. Give one number or name, such as 0x80070005"),
        ("", "There is no status code in `code`."),
        ("214598801", "not a status code as it stands. Did you mean 2148598801?"),
        ("ORA-12154", "ORA-12154 is an error of Oracle's."),
        ("error 5 and error 1722", "There are 2 codes in `code`. Give one of them, or use decode"),
    ],
)
def test_what_is_not_one_code_is_an_error_that_says_what_to_do(code: str, why: str) -> None:
    with pytest.raises(ToolError) as raised:
        called("explain_code", code=code)

    assert why in str(raised.value)


@pytest.mark.parametrize("words", TOOLS["search_codes"].parameters["words"]["examples"])
def test_a_hit_of_a_search_can_be_explained(words: str) -> None:
    found, text = called("search_codes", words=words)
    [first, *_] = [hit for hit in found["hits"] if hit["code"]]

    assert called("explain_code", code=first["code"])[0]["decimal"] == first["decimal"]
    assert "`explain_code CODE`" in text


def test_a_search_has_pages() -> None:
    pages = [called("search_codes", words="0x8011*", page=page)[0] for page in (1, 2)]

    assert [page["has_more"] for page in pages] == [True, True]
    assert len({hit["code"] for page in pages for hit in page["hits"]}) == 20


def test_words_without_a_hit_have_an_answer_too() -> None:
    found, text = called("search_codes", words="zzzz")

    assert found == {"hits": [], "has_more": False}
    assert text.startswith("I know no code for “zzzz”.")


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("decode_text", {}, "decode_text needs `text`: a text of up to 1,000,000 characters."),
    ("decode_text", {"txt": "5"}, "decode_text takes `text`, and not 'txt'."),
    ("decode_text", {"text": 5}, "has to be a text of up to 1,000,000 characters, not 5."),
    ("decode_text", {"text": None}, "characters, not null."),
    ("decode_text", {"text": ["5"]}, "characters, not a list."),
    ("decode_text", {"text": {"a": 5}}, "characters, not an object."),
    ("decode_text", {"text": "x" * (LONGEST_TEXT + 1)}, "characters, not one of 1,000,001."),
    ("explain_code", {"code": True}, "or a whole number from -2147483648 to 4294967295, not true."),
    ("explain_code", {"code": 2**32}, "4294967295, not 4.29497e+09."),
    ("explain_code", {"code": 10**400}, "4294967295, not a number beyond that."),
    ("explain_code", {"code": 5.5}, "4294967295, not 5.5."),
    ("search_codes", {"words": "rpc", "page": 0}, "a whole number from 1 to 1000, not 0."),
    ("search_codes", {"words": "account locked", "page": 30}, "There is no page 30."),
    ("search_codes", {"words": " "}, "There is nothing in `words`. Give a few words"),
    ("search_codes", {"words": "rpc", "page": "2"}, "`page` has to be a whole number from 1 to"),
]


@pytest.mark.parametrize(("name", "arguments", "why"), WRONG)
def test_a_wrong_argument_is_an_error_that_says_what_it_has_to_be(
    name: str, arguments: dict[str, Any], why: str
) -> None:
    with pytest.raises(ToolError) as raised:
        called(name, **arguments)

    assert why in str(raised.value)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("name", TOOLS)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists
    )
)
def test_any_value_of_an_argument_has_an_answer_or_an_error(name: str, value: object) -> None:
    with suppress(ToolError):
        assert called(name, **{TOOLS[name].required[0]: value})[1]


def test_each_family_has_a_page_that_the_list_leads_to() -> None:
    index = page_at(FAMILIES) or ""

    for family in families():
        page = page_at(address_of(family)) or ""
        assert f"({address_of(family)}): {len(members_of(family))} codes" in index
        assert page.startswith(f"# {family.title}\n")
        assert page.count("\n- `") == len(members_of(family))


@pytest.mark.parametrize("address", [f"{FAMILIES}/", f"{FAMILIES}/no", "file:///etc/passwd", ""])
def test_nothing_else_has_a_page(address: str) -> None:
    assert page_at(address) is None
