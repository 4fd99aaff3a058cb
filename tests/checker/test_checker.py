"""A short run of the checker; `python -m tests.checker` makes long ones."""

from pathlib import Path

from tests.checker.record import Approved, Proposed, Voted
from tests.checker.run import run


async def test_every_promise_is_kept_while_everything_fails(tmp_path: Path) -> None:
    acts = {Proposed, Approved, Voted}
    verdict = await run(seed=1, seconds=30, folder=tmp_path, least=acts)

    assert verdict.broken == []
    assert verdict.activity.questions
    assert verdict.done >= acts, "these words of the bot are not recognised"
