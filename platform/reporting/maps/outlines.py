"""The boundaries that an office has given: which are drawn, which were before, which regions they lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, select

from foundation.db import db
from foundation.reading import read
from reference.models import REGENCY
from reference.queries import children, villages_of
from reporting.maps.models import Boundary, BoundaryShape
from tenants.access import subject

SHOWN = 20
"""Versions that the page lists, the newest first; earlier ones are kept."""


@dataclass(frozen=True)
class Outline:
    """A drawing, ready to be filled."""

    width: int
    height: int
    shapes: Sequence[Any]
    """region_code, path, label_x, label_y, room; the largest first."""

    @property
    def codes(self) -> set[str]:
        """Which regions are on it."""
        return {each.region_code for each in self.shapes}


def outline_of(tenant_id: int) -> Outline | None:
    """What is drawn for that office; None where it has given nothing. Two statements."""
    rows = read(_CURRENT, of=tenant_id)
    if not rows:
        return None
    return Outline(rows[0].width, rows[0].height, read(_SHAPES, of=tenant_id, boundary=rows[0].id))


def open_map_of(tenant_kind: str) -> str:
    """The endpoint that draws the boundaries of such an office."""
    return "maps.province" if tenant_kind == "province" else "maps.district"


def own_versions() -> list[Boundary]:
    """The newest files of one's own office."""
    return list(db.session.scalars(standing().order_by(Boundary.id.desc()).limit(SHOWN)))


def standing() -> Any:
    """Those of one's own office: a province sees none of its districts' here."""
    own = select(Boundary).where(Boundary.tenant_id == subject().tenant.id)
    return own.execution_options(every_tenant=True)


def own_regions() -> dict[str, str]:
    """What a file of one's own office must draw, by code and name: a province its regencies, a regency its villages."""
    code = subject().tenant.region_code or ""
    if not code:
        return {}
    below = children(db.session(), code) if code.count(".") < REGENCY - 1 else villages_of(db.session(), code)
    return {each.code: each.title for each in below}


_CURRENT: Any = (
    select(Boundary.id, Boundary.width, Boundary.height)
    .where(Boundary.tenant_id == bindparam("of", type_=Integer), Boundary.current)
    .execution_options(every_tenant=True)
)
_SHAPES: Any = (
    select(
        BoundaryShape.region_code, BoundaryShape.path, BoundaryShape.label_x, BoundaryShape.label_y, BoundaryShape.room
    )
    .where(
        BoundaryShape.tenant_id == bindparam("of", type_=Integer),
        BoundaryShape.boundary_id == bindparam("boundary", type_=BigInteger),
    )
    .order_by(BoundaryShape.area.desc(), BoundaryShape.region_code)
    .execution_options(every_tenant=True)
)
