"""What a page counts beside its content: asked together, so that five numbers cost one statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import g
from sqlalchemy import Select

from foundation.reading import Question, union_of
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
        return _numbers(_question([self], subject()))


_tallies: dict[str, tuple[str, Tally]] = {}


def register(name: str, permission: str, tally: Tally) -> None:
    """From now on this is counted, once per page, for every reader with that permission."""
    _tallies[name] = (permission, tally)


def asking() -> Question | None:
    """What this page counts, to be asked beside something else; None for a reader for whom nothing is counted."""
    if "tallies_asked" not in g:
        who = subject()
        g.tallies_asked = _question([tally for permission, tally in _tallies.values() if who.may(permission)], who)
    return g.tallies_asked


def counted() -> Mapping[str, int]:
    """All that is counted for this reader, asked once per request. What does not occur is missing: it is 0."""
    if "tallies" not in g:
        g.tallies = _numbers(asking())
    return g.tallies


def _numbers(question: Question | None) -> dict[str, int]:
    return dict(question.answer()) if question else {}


def _question(tallies: Sequence[Tally], who: Subject) -> Question | None:
    parts = tuple(part for tally in tallies for part in tally.parts(who))
    if not parts:
        return None
    values = {name: value for tally in tallies for name, value in tally.values(who).items()}
    return Question(_asking(parts, who.reader is Reader.SUPERVISOR), values)


@lru_cache(maxsize=256)
def _asking(parts: tuple[Counting, ...], tenant_is_named: bool) -> Counting:
    return union_of(*parts).execution_options(every_tenant=tenant_is_named)
