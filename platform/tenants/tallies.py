"""What a page counts beside its content: asked together, so that five numbers cost one statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import Select

from foundation.reading import read, union_of
from foundation.tenancy import Reader
from tenants.subjects import Subject, subject

Counting = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Tally:
    """Numbers that belong together, as selects of (what, n) which were built once.

    What is counted has a name that no other tally uses; a value of the same name means the same in all of them.
    A supervisor's tally names its tenant itself: the frame's numbers lie in the province, not in its districts.
    """

    parts: Callable[[Subject], Sequence[Counting]]
    values: Callable[[Subject], Mapping[str, Any]]

    def read(self) -> dict[str, int]:
        """These numbers alone, in a statement of their own."""
        return _read([self], subject())


_tallies: dict[str, tuple[str, Tally]] = {}


def register(name: str, permission: str, tally: Tally) -> None:
    """From now on this is counted, once per page, for every reader with that permission."""
    _tallies[name] = (permission, tally)


def counted() -> Mapping[str, int]:
    """All that is counted for this reader, asked once per request. What does not occur is missing: it is 0."""
    if "tallies" not in g:
        who = subject()
        g.tallies = _read([tally for permission, tally in _tallies.values() if who.may(permission)], who)
    return g.tallies


def _read(tallies: Sequence[Tally], who: Subject) -> dict[str, int]:
    parts = tuple(part for tally in tallies for part in tally.parts(who))
    if not parts:
        return {}
    values = {name: value for tally in tallies for name, value in tally.values(who).items()}
    return dict(read(_asking(parts, who.reader is Reader.SUPERVISOR), **values))


@cache
def _asking(parts: tuple[Counting, ...], tenant_is_named: bool) -> Counting:
    return union_of(*parts).execution_options(every_tenant=tenant_is_named)
