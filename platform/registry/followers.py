"""Which rows of rooms above go along when two records of a person are made one."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True)
class Follower:
    """Rows that name a person by `column`. Where the officer may not see them all, the database itself moves them."""

    column: Any
    label: Any
    by_database: bool


FOLLOWERS: dict[str, Follower] = {}
"""By table."""


def follows(column: InstrumentedAttribute[Any], label: Any, by_database: bool = False) -> None:
    """Rows that name a person by this column go along with a merge, and back when it is undone.

    `label` names them in the plural. `by_database`: a trigger on `person_merge` moves them.
    """
    FOLLOWERS[column.class_.__tablename__] = Follower(column, label, by_database)
