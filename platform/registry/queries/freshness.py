"""How fresh the registry is, per tenant, exact at any moment: from the facts, no family is read."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, cast, func, select, union_all

from foundation.reading import read
from registry.models import HouseholdFactSeen, HouseholdSeenDelta


@dataclass(frozen=True)
class Freshness:
    """Families of the registry, and at how many somebody has looked lately."""

    families: int = 0
    fresh: int = 0
    renewed: int = 0


def freshness(fresh_since: date, renewed_since: date) -> dict[int, Freshness]:
    """By tenant: looked at since the month of each day. One statement."""
    rows = read(_freshness(), fresh=fresh_since.replace(day=1), renewed=renewed_since.replace(day=1))
    return {row[0]: Freshness(*row[1:]) for row in rows}


@cache
def _freshness() -> Select[*tuple[Any, ...]]:
    parts = [select(table.tenant_id, table.month, table.n) for table in (HouseholdFactSeen, HouseholdSeenDelta)]
    both = union_all(*parts).subquery()

    def since(name: str) -> Any:
        lately = func.sum(both.c.n).filter(both.c.month >= bindparam(name, type_=Date))
        return func.coalesce(cast(lately, BigInteger), 0)

    every = func.coalesce(cast(func.sum(both.c.n), BigInteger), 0)
    return select(both.c.tenant_id, every, since("fresh"), since("renewed")).group_by(both.c.tenant_id)
