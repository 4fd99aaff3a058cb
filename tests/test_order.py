"""The order of the tests in a run."""

import pytest

from tests.conftest import spread


@pytest.mark.parametrize("processes", [1, 2, 5, 9])
@pytest.mark.parametrize("count", [0, 1, 4, 500])
def test_no_test_is_lost_in_the_order_of_a_run(
    request: pytest.FixtureRequest, count: int, processes: int
) -> None:
    items = request.session.items[:count]  # in the first process, the longest tests are first

    assert sorted(map(id, spread(items, processes))) == sorted(map(id, items))
