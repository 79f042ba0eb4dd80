"""Which places a map shows: the regions of the reference, and the offices that serve them."""

from typing import Any

from sqlalchemy import Integer, Text, bindparam, func, select

from foundation.reading import read
from reference.models import PROVINCE, REGENCY, Region
from tenants.models import Tenant


def provinces() -> list[Any]:
    """Code and name of every province, by name."""
    return read(_PROVINCES)


def regencies_in() -> dict[str, int]:
    """How many regencies and cities each province has."""
    return {each.parent_code: each.n for each in read(_IN_EACH)}


def regencies(province: str) -> list[Any]:
    """Code and name of every regency and city of a province, by name."""
    return read(_BELOW, above=province)


def province_codes() -> dict[int, str]:
    """The code of the region that each provincial office stands for."""
    return {each.id: each.region_code for each in read(_OFFICES_OF_PROVINCES)}


def offices_of(province_id: int) -> dict[str, Any]:
    """By region: id, name and letters of each office of a regency or city below that province."""
    return {each.region_code: each for each in read(_OFFICES_BELOW, above=province_id)}


_PROVINCES: Any = (
    select(Region.code, Region.name)
    .where(Region.level == PROVINCE, Region.valid_to.is_(None))
    .order_by(Region.name, Region.code)
)
_BELOW: Any = (
    select(Region.code, Region.name)
    .where(
        Region.parent_code == bindparam("above", type_=Text),
        Region.level == REGENCY,
        Region.valid_to.is_(None),
    )
    .order_by(Region.name, Region.code)
)
_IN_EACH: Any = (
    select(Region.parent_code, func.count().label("n"))
    .where(Region.level == REGENCY, Region.valid_to.is_(None))
    .group_by(Region.parent_code)
)
_OFFICES_OF_PROVINCES: Any = select(Tenant.id, Tenant.region_code).where(
    Tenant.kind == "province", Tenant.region_code.is_not(None)
)
_OFFICES_BELOW: Any = select(Tenant.id, Tenant.region_code, Tenant.name, Tenant.code_prefix).where(
    Tenant.parent_id == bindparam("above", type_=Integer), Tenant.kind == "district", Tenant.region_code.is_not(None)
)
