"""Goals and measured values: a Row for each line of the table."""

from dataclasses import asdict, dataclass

import numpy as np

from ..tables import markdown, number

STATISTICS = {
    "median": np.median,
    "mean": np.mean,
    "maximum": np.max,
    "95th percentile": lambda values: np.percentile(values, 95),
}


@dataclass(frozen=True)
class Row:
    """Measured values, and the goal for their statistic: a maximum, or a minimum if `more` is better."""

    what: str
    goal: float
    unit: str
    values: list[float]
    statistic: str = "median"
    more: bool = False

    @property
    def measured(self):
        return float(STATISTICS[self.statistic](self.values))

    @property
    def met(self):
        return self.measured >= self.goal if self.more else self.measured <= self.goal

    def share(self, value):
        """A value as a share of what the goal allows. Up to 1, the goal is met."""
        return self.goal / value if self.more else value / self.goal


def as_markdown(rows):
    heads = ["", "Goal", "Measured", "Lowest to highest", "Met"]
    return markdown(heads, [list(_cells(row)) for row in rows])


def _cells(row):
    yield row.what
    yield f"{row.goal:g} {row.unit}{' or more' if row.more else ''}"
    count = f", {row.statistic} of {len(row.values)}" if len(row.values) > 1 else ""
    yield f"**{number(row.measured)} {row.unit}**{count}"
    yield f"{number(min(row.values))} to {number(max(row.values))}" if count else ""
    yield "yes" if row.met else "no"


def as_dicts(rows):
    return [
        asdict(row) | {"measured": round(row.measured, 3), "met": row.met, "values": [round(v, 3) for v in row.values]}
        for row in rows
    ]
