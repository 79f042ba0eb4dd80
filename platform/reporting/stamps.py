"""By what a remembered number is recognised as the one that still stands (decisions 0047 and 0048).

Whoever folds or repairs gives each office touched a new random stamp, in the same transaction; a second one only where
something before the present month has changed. The sum of the hashes of all offices in sight, each with its stamp, its
name and its place in the tree, says whether any of it has changed.
"""

from typing import Any

from sqlalchemy import BigInteger, Date, Select, case, cast, func, literal_column

from cases.models import CaseFactStamp
from reporting.ledgers import PRESENT
from tenants.models import Tenant

_PRIME = 1_000_003
"""So that an office and what it is below make a number of their own."""
_NOW = CaseFactStamp.stamp


def stamp(until: Any = None) -> Any:
    """That sum, as a text, to be selected `of_offices`. `until`: the last day of what is told, where that changes with
    the past alone once it is over."""
    words = Tenant.name + Tenant.kind + Tenant.code_prefix + Tenant.timezone + func.coalesce(Tenant.region_code, "")
    place = cast(Tenant.id, BigInteger) * _PRIME + func.coalesce(Tenant.parent_id, 0)
    over = None if until is None else until < literal_column(PRESENT, Date)
    marks = _NOW if over is None else case((over, CaseFactStamp.past), else_=_NOW)
    offices = func.sum(func.hashtextextended(words, place))
    numbers = func.sum(func.uuid_hash_extended(marks, cast(CaseFactStamp.tenant_id, BigInteger)))
    return func.concat(offices, "|", numbers)


def of_offices(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """From all offices in sight, with their stamps or without."""
    return statement.select_from(Tenant).outerjoin(CaseFactStamp, CaseFactStamp.tenant_id == Tenant.id)
