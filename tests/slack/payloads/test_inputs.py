import pytest

from bot.slack.payloads import inputs
from tests.conftest import Json


@pytest.mark.parametrize(
    ("values", "typed", "chosen"),
    [
        ({"field": {"text": {"value": "1722"}}}, "1722", ""),
        ({"field": {"as an older version called it": {"value": "1722"}}}, "1722", ""),
        ({"field": {"choice": {"selected_option": {"value": "iissync"}}}}, "", "iissync"),
        ({"field": {"text": {"value": None}}}, "", ""),
        ({"field": {"choice": {"selected_option": None}}}, "", ""),
        ({"field": {}}, "", ""),
        ({}, "", ""),
    ],
)
def test_the_only_input_of_a_field_is_parsed_whatever_its_id(
    values: Json, typed: str, chosen: str
) -> None:
    view = {"state": {"values": values}}

    assert (inputs.typed(view, "field"), inputs.chosen(view, "field")) == (typed, chosen)
