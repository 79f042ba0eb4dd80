"""A table as somebody has described it, before it is counted: as it stands in an address and under a name."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from reporting.tables.periods import ON, OWN, days_of

ONLY = "only_"
"""Begins the name of a field that says which values of a dimension are wanted."""


@dataclass(frozen=True)
class Definition:
    """What is counted, by what, of which days."""

    measure: str
    rows: str = ""
    then: str = ""
    """A second part of each row."""
    columns: str = ""
    period: str = ""
    """Empty for what stands as it is now."""
    since: date | None = None
    until: date | None = None
    """With the period `own` alone; `until` with `on` too."""
    only: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Dimension and the values wanted."""

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions in their order: rows first, the columns last."""
        return tuple(each for each in (self.rows, self.then, self.columns) if each)

    def days(self, today: date) -> tuple[date | None, date | None]:
        """First and last day, seen from that day."""
        if self.period in (ON, OWN):
            return self.since if self.period == OWN else None, self.until
        return days_of(self.period, today) if self.period else (None, None)

    def between(self, since: date, until: date) -> "Definition":
        """The same of those days; what has no period stays as it is."""
        return replace(self, period=OWN, since=since, until=until) if self.period else self

    def args(self) -> dict[str, Any]:
        """For an address: every value as text, several as a list."""
        told = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
            if name != "only" and value
        }
        return told | {f"{ONLY}{slug}": [str(value) for value in values] for slug, values in self.only.items()}


def definition_of(data: Mapping[str, Any]) -> Definition:
    """From clean data of a schema of `schemas.table_schema`."""
    plain = {name: data.get(name) for name in ("measure", "rows", "then", "columns", "period")}
    only = {name.removeprefix(ONLY): tuple(values) for name, values in data.items() if name.startswith(ONLY) and values}
    return Definition(
        **{name: value or "" for name, value in plain.items()},
        since=data.get("since"),
        until=data.get("until"),
        only=only,
    )
