"""A short soak; `python -m tests.bench.soak` takes two minutes, and measures."""

from pathlib import Path

from tests.bench.soak import soaked


async def test_people_do_everything_at_once_and_each_is_answered(tmp_path: Path) -> None:
    done, memory = await soaked(1, tmp_path)

    assert done["fills_in"]
    assert len(done) == 7
    assert len(memory) == 2
