"""Proposals for the tests of their forms and cards."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.codes.status_code import StatusCode
from bot.team.draft_form import LONGEST_CAUSE, LONGEST_LINK, LONGEST_PLACE, MOST_STEPS
from bot.team.model import Draft, Person, Proposal
from tests.conftest import Json

CODE = StatusCode(0x8BAD0000)
DRAFT = Draft(CODE, "<!channel> is full.", ("Empty it.", "Run it."), "IIS 4.0", "https://a.b")
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
OPEN = Proposal("p1", "T1", DRAFT, Person("U1", "ann"), NOW)
EDITED = replace(OPEN, edited_by=Person("U2", "bob"), edited_at=NOW, version=2)
any_draft = st.builds(
    Draft,
    st.integers(0, 2**32 - 1).map(StatusCode),
    st.text(min_size=1, max_size=300)
    | st.sampled_from("x世").map(lambda letter: letter * LONGEST_CAUSE),
    st.lists(st.text(min_size=1, max_size=100), max_size=MOST_STEPS).map(tuple),
    st.text(max_size=LONGEST_PLACE),
    st.text(max_size=20) | st.just("https://a.b/".ljust(LONGEST_LINK, "x")),
)


def submitted(view: Json, values: Mapping[str, str | None]) -> Json:
    """A form as Slack sends it, with these values typed or chosen."""
    menus = {each["block_id"] for each in view["blocks"] if "options" in each["element"]}
    state = {
        block: {"choice": {"selected_option": value and {"value": value}}}
        if block in menus
        else {"text": {"value": value}}
        for block, value in values.items()
    }
    return {"state": {"values": state}, "private_metadata": view["private_metadata"]}
