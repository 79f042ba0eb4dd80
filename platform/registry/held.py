"""What the house holds on people, table by table: how it is found, handed out and taken away.

Each room names its own tables at start, beside its followers. A table that leads to a person and is not named here
fails a guard, so that no later table can be forgotten when a citizen asks for a copy, or for the end of it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from registry.models import Household, Person

GONE = "[data dihapus]"
"""Stands where a name or a heading stood."""


@dataclass(frozen=True)
class Scope:
    """Whose rows are meant: the records of one person, their cases, the households that are theirs."""

    records: Collection[int] = ()
    cases: Collection[int] = ()
    houses: Collection[int] = ()

    def __bool__(self) -> bool:
        """Whether it names anything at all."""
        return bool(self.records or self.cases or self.houses)


@dataclass(frozen=True)
class Rewritten:
    """A value that is not simply emptied: `by(old)` gives what stands there afterwards."""

    by: Callable[[Any], Any]


@dataclass(frozen=True)
class Holding:
    """One table that holds something on people."""

    model: Any
    label: Any
    """How the citizen reads it."""
    kind: str
    """Which retention period it falls under: a slug of `privacy/retention.toml`."""
    whose: Callable[[Scope], ColumnElement[bool]]
    shown: Mapping[str, Any] = field(default_factory=dict)
    """Attribute and label of what the citizen gets of each row."""
    erased: Mapping[str, Any] = field(default_factory=dict)
    """Attribute and what stands there after erasure: a value, or Rewritten."""
    stays: Collection[str] = ()
    """Attributes of words that say nothing about the citizen: states, codes, the names of officers."""
    kept: Any = ""
    """Why a row stays, or all of it does, after everything else is erased."""
    tell: Callable[[Any], list[tuple[str, Any]]] | None = None
    """Label and value of each thing in a row, where `shown` is not enough."""
    files: Callable[[Any], list[tuple[str, int | bytes]]] | None = None
    """Files that go with a row into the citizen's copy: name, and number in the store or the bytes themselves."""

    @property
    def table(self) -> str:
        """Its name in the database."""
        return self.model.__tablename__


HOLDINGS: dict[str, Holding] = {}
"""By table, in the order in which a citizen reads them."""


def holds(*holdings: Holding) -> None:
    """A room tells what it holds."""
    HOLDINGS.update({each.table: each for each in holdings})


def of_person(column: InstrumentedAttribute[Any]) -> Callable[[Scope], ColumnElement[bool]]:
    """Rows that name a person by this column."""
    return lambda scope: column.in_(scope.records)


def of_case(column: InstrumentedAttribute[Any]) -> Callable[[Scope], ColumnElement[bool]]:
    """Rows that name a case by this column."""
    return lambda scope: column.in_(scope.cases)


def of_person_or_house(model: Any) -> Callable[[Scope], ColumnElement[bool]]:
    """Rows about a person, or about their household as a whole."""
    return lambda scope: or_(model.person_id.in_(scope.records), model.household_id.in_(scope.houses))


def of_house(scope: Scope) -> ColumnElement[bool]:
    """The households themselves."""
    return Household.id.in_(scope.houses)


def of_record(scope: Scope) -> ColumnElement[bool]:
    """The persons themselves."""
    return Person.id.in_(scope.records)
