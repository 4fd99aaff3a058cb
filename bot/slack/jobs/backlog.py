"""Who may have more due jobs than a replica has claimed: it looks for them again at once."""

from collections.abc import Sequence

from bot.jobs.model import ClaimedJob, Job, Room


class Backlog:
    """The workspaces and users with such jobs; false if there are none."""

    def __init__(self) -> None:
        self._users = set[tuple[str, str]]()

    def __bool__(self) -> bool:
        return bool(self._users)

    def add(self, job: Job) -> None:
        """Add the user of a job that was left for later."""
        self._users.add((job.workspace, job.user))

    def update(self, room: Room, claimed: Sequence[ClaimedJob]) -> None:
        """Record what was claimed for a room.

        If that was less than there is room for, it was all, except of those who had no room left.
        """
        if len(claimed) < room.jobs:
            left = room.after([(each.job.workspace, each.job.user) for each in claimed])
            self._users = {each for each in self._users if left.is_full_for(*each)}
        for each in claimed:
            self.add(each.job)
