"""How long the parts of the job queue may take, and how long it pauses."""

import random
from dataclasses import dataclass

from bot.jobs.model import LOOKUPS


@dataclass(frozen=True, slots=True)
class Timing:
    """Times in seconds; `most_tries` is the number of attempts after which a job is dead.

    What is old is deleted for the first time after `first_deletion`, so that no start waits for it.
    """

    lease: float = 15.0
    poll: float = 1.0
    database_timeout: float = 1.0
    first_pause: float = 2.0
    longest_pause: float = 300.0
    most_tries: int = 10
    first_deletion: float = 60.0

    def lookup_pauses(self) -> list[float]:
        """Seconds before each lookup of a message that may have been posted."""
        return [min(2 * self.first_pause * 5**n, self.longest_pause) for n in range(LOOKUPS)]

    def retry_pause(self, failures: int) -> float:
        """Seconds before the next attempt: twice as long after each failure, with jitter."""
        longest: float = min(self.first_pause * 2**failures, self.longest_pause)
        return longest * jitter(0.5, 1)


TIMING = Timing()


def jitter(least: float, most: float) -> float:
    """A random factor, so that not all retries come at the same moment."""
    return random.uniform(least, most)  # noqa: S311 - no secret depends on it
