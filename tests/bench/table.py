"""The table: what was measured, against what, its limit, and whether that is kept."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; without a `limit` it is only stated. `at_least` says which way the limit lies."""

    what: str
    against: str
    figure: float
    limit: float | None = None
    at_least: bool = False
    unit: str = "times"

    @property
    def verdict(self) -> str:
        """Whether the limit is kept."""
        if self.limit is None:
            return "stated"
        is_within_limit = self.figure >= self.limit if self.at_least else self.figure <= self.limit
        return "ok" if is_within_limit else "MISSED"

    def __str__(self) -> str:
        """The row as one line."""
        bound = "least" if self.at_least else "most"
        limit = "" if self.limit is None else f"at {bound} {self.limit:g}"
        figure = f"{self.figure:.3g} {self.unit}"
        return f"| {self.what} | {self.against} | {figure} | {limit} | {self.verdict} |"


class Table:
    """The rows so far; each is printed as soon as it is known."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        print("| what | against | figure | limit | verdict |\n|---|---|---|---|---|")

    def add(self, row: Row) -> None:
        """Add a row."""
        self.rows.append(row)
        print(row)
        sys.stdout.flush()

    def write(self, path: Path, machine: str, date: str) -> None:
        """Write everything as JSON."""
        rows = [{**asdict(row), "verdict": row.verdict} for row in self.rows]
        report = {"date": date, "machine": machine, "rows": rows}
        path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios within each round."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))
