"""The smallest steps; `python -m tests.bench.growth` takes all of them, and judges."""

from pathlib import Path

import pytest

from tests.bench.growth import SUBJECTS, Cost, add_rows, measured
from tests.bench.table import Table


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_smallest_step_of_each_subject_is_measured(name: str, tmp_path: Path) -> None:
    path = tmp_path / "step"
    SUBJECTS[name].make(path, min(SUBJECTS[name].steps))

    assert all(cost.seconds > 0 for cost in measured(name, path).values())


def test_what_grows_with_the_square_is_missed_and_what_grows_with_the_number_is_not() -> None:
    table = Table()
    add_rows(table, "decode, 10 characters", Cost(100, 0), Cost(1, 0), 10)
    add_rows(table, "decode, 10 characters", Cost(10, 0), Cost(1, 0), 10)
    add_rows(table, "look-up, 10 entries", Cost(10, 0), Cost(1, 0), 10)

    assert [row.verdict for row in table.rows[::2]] == ["MISSED", "ok", "MISSED"]
