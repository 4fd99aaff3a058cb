"""A small load; `python -m tests.bench.load` makes a large one, and measures."""

from pathlib import Path

from tests.bench.mentions import bench, sender
from tests.database.cluster import Cluster


async def test_of_mentions_with_duplicates_each_gets_one_reply(
    tmp_path: Path, postgresql: Cluster
) -> None:
    async with bench(tmp_path, postgresql) as made:
        bodies = made.mentions(200, 0.3)
        async with sender(made, 64) as sending:
            await sending.flood(iter(bodies), 64)
        await made.answered(140)

        assert len(set(bodies)) == 140
        assert len(made.posts) == 140
        assert set(made.posts.values()) == {1}
