"""Which rows of rooms above go along when two records of a person are made one."""

from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

FOLLOWERS: dict[str, tuple[InstrumentedAttribute[int], Any]] = {}
"""By table: the column that names the person, and what its rows are called."""


def follows(column: InstrumentedAttribute[int], label: Any) -> None:
    """Rows that name a person by this column go along with a merge, and back when it is undone."""
    FOLLOWERS[column.class_.__tablename__] = (column, label)
