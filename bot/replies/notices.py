"""PURE. Notices in an answer about what it may lack."""

from bot.replies.document import Small, line

ENTRIES_OUTDATED = Small(
    line("Your team's entries may be out of date: their database is out of reach.")
)
"""For an answer with codes while the team's database is unavailable."""
ENTRIES_WITHHELD = Small(
    line("What a team wrote is left out here: it is for its own company alone.")
)
"""For an answer without the team's entries, whether there are any or not."""
THREAD_TRUNCATED = Small(
    line(
        "The thread is longer than one page: I read its beginning, not its end. If what you "
        "mean is further down, send it to me."
    )
)
