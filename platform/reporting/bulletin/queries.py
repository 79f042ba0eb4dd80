"""Bulletins as their office sees them, and as everybody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from foundation.db import db
from foundation.errors import Refused, Unfit
from foundation.tenancy import Context, Reader, enter
from reference.models import Region
from reporting.bulletin.figures import Topic, as_kept, topics_of
from reporting.bulletin.models import Bulletin
from reporting.opendata import queries as published
from reporting.spans import Span, parse_quarter, span_around
from tenants.access import subject
from tenants.models import Tenant

_LIST = text("SELECT quarter, approved_at, stands FROM published_bulletins()")
_ONE = text("SELECT * FROM published_bulletin(:quarter)")
_PDF = text("SELECT published_bulletin_pdf(:quarter)")
_OFFICES = text("SELECT tenant_id, newest FROM bulletins_of_offices()")


@dataclass(frozen=True)
class Quarter:
    """A quarter whose numbers are published, and what the office has written about it, if anything."""

    span: Span
    bulletin: Bulletin | None


@dataclass(frozen=True)
class Published:
    """A bulletin as everybody reads it."""

    quarter: Span
    opening: str
    advice: str
    approved_by: str
    approved_title: str
    approved_at: datetime
    topics: Sequence[Topic]
    stands: bool
    """False while it is taken back: then it says why and nothing else."""
    withdrawn_at: datetime | None
    """When it was last taken back, though it may stand again."""
    withdrawn_why: str


@dataclass(frozen=True)
class Listed:
    """A bulletin in the archive of its office."""

    quarter: Span
    approved_at: datetime
    stands: bool


@dataclass(frozen=True)
class Publisher:
    """An office that has published bulletins, and the quarter of the newest."""

    name: str
    code_prefix: str
    newest: Span


def quarters() -> list[Quarter]:
    """Quarters that a bulletin can be about, the newest first. Two statements."""
    written = {each.quarter: each for each in db.session.scalars(select(Bulletin))}
    return [Quarter(each.quarter, written.get(each.quarter.first)) for each in published.releases()]


def quarter_named(slug: str) -> Span:
    """Refused (404) for one whose numbers are not published."""
    span = next((each.quarter for each in published.releases() if each.quarter.slug == slug), None)
    if span is None:
        raise Refused(_("Angka triwulan ini belum terbit."), status=404, code="not_found")
    return span


def bulletin_of(quarter: Span, lock: bool = False) -> Bulletin | None:
    """What the office has written about that quarter."""
    wanted = select(Bulletin).where(Bulletin.quarter == quarter.first)
    return db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()


def topics(quarter: Span) -> list[Topic]:
    """The published numbers of the own district, with those of the quarter before. One statement."""
    code = subject().tenant.region_code or ""
    level = "district" if subject().tenant.kind == "district" else "province_office"
    before = quarter.after(-1)
    cells = published.cells_of_place(level, code, (quarter.first, before.first))
    return topics_of(cells[quarter.first], cells[before.first])


# --- as everybody reads them -----------------------------------------------------------------------


def office_of(prefix: str) -> Any:
    """The office whose case codes begin so; None when there is none."""
    columns = (
        Tenant.id,
        Tenant.name,
        Tenant.full_name,
        Tenant.office,
        Tenant.address,
        Tenant.phone,
        Tenant.code_prefix,
        Tenant.timezone,
    )
    with enter(Context(Reader.PUBLIC)), db.engine.connect() as connection:
        return connection.execute(select(*columns).where(Tenant.code_prefix == prefix.upper())).one_or_none()


def offices_by_province() -> list[tuple[str, list[Publisher]]]:
    """Offices that have published something, by name within their provinces, these by name too. Three statements."""
    columns = (Tenant.id, Tenant.full_name, Tenant.code_prefix, func.left(Tenant.region_code, 2).label("province"))
    with enter(Context(Reader.PUBLIC)), db.engine.connect() as connection:
        newest = {row.tenant_id: row.newest for row in connection.execute(_OFFICES)}
        here = Tenant.id.in_(newest), Tenant.region_code.is_not(None)
        known = connection.execute(select(*columns).where(*here).order_by(Tenant.name)).all()
        codes = {row.province for row in known}
        provinces = connection.execute(select(Region.code, Region.name).where(Region.code.in_(codes))).all()
    publishers: dict[str, list[Publisher]] = {}
    for row in known:
        one = Publisher(row.full_name, row.code_prefix, span_around(newest[row.id], "quarter"))
        publishers.setdefault(row.province, []).append(one)
    return [(each.name, publishers[each.code]) for each in sorted(provinces, key=lambda each: each.name)]


def archive(tenant_id: int) -> list[Listed]:
    """What an office has published, the newest first."""
    rows = _as_public(tenant_id, _LIST)
    return [Listed(span_around(row.quarter, "quarter"), row.approved_at, row.stands) for row in rows]


def published_bulletin(tenant_id: int, quarter: date) -> Published | None:
    """One of them, also when it was taken back; None when it was never published."""
    rows = _as_public(tenant_id, _ONE, quarter=quarter)
    if not rows:
        return None
    row = rows[0]
    return Published(
        span_around(row.quarter, "quarter"), row.opening, row.advice, row.approved_by, row.approved_title,
        row.approved_at, as_kept(row.figures) if row.stands else [], row.stands, row.withdrawn_at, row.withdrawn_why,
    )  # fmt: skip


def published_pdf(tenant_id: int, quarter: date) -> bytes | None:
    """Its file, as it was approved."""
    rows = _as_public(tenant_id, _PDF, quarter=quarter)
    return bytes(rows[0][0]) if rows and rows[0][0] is not None else None


def parsed(slug: str) -> date | None:
    """The first day of the quarter that an address names; None for anything else."""
    try:
        return parse_quarter(slug).first
    except Unfit:
        return None


def _as_public(tenant_id: int, statement: Any, **values: Any) -> Sequence[Any]:
    with enter(Context(Reader.PUBLIC, tenant_id=tenant_id)), db.engine.connect() as connection:
        return connection.execute(statement, values).all()
