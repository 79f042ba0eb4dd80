"""Who set what, when; at the level of whoever asks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.db import db
from foundation.tenancy import Reader
from settings.models import DefaultSetting, Setting
from tenants.access import subject
from web.pagination import Page, decode_cursor, page_of

SIZE = 20
RECENT = 8


@dataclass(frozen=True)
class Version:
    """One version of a setting, without whose it is."""

    id: int
    kind: str
    slug: str
    version: int
    valid_from: date
    data: dict[str, Any] | None
    """None: back to the default."""
    created_at: datetime
    author_name: str


def level() -> type[Setting] | type[DefaultSetting]:
    """Where whoever is signed in sets things: a site for itself, a province and the ministry for those below."""
    return Setting if subject().reader is Reader.STAFF else DefaultSetting


def newest_version(kind: str, slug: str) -> int:
    """The number of the newest version at one's own level; 0 when there is none."""
    table = level()
    newest = select(func.max(table.version)).where(_own(table), table.kind == kind, table.slug == slug)
    return db.session.scalars(newest).one() or 0


def planned(kind: str, slug: str, today: date) -> Version | None:
    """The newest version, when its day has not come yet."""
    table = level()
    newest = _versions(table).where(table.kind == kind, table.slug == slug).order_by(table.version.desc()).limit(1)
    row = db.session.execute(newest).one_or_none()
    return Version(**row._mapping) if row is not None and row.valid_from > today else None


def history(kind: str, slug: str, cursor: str | None = None, size: int = SIZE) -> Page[Version]:
    """Every version of one setting, the newest first."""
    table = level()
    wanted = _versions(table).where(table.kind == kind, table.slug == slug)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(table.version < after[0])
    rows = db.session.execute(wanted.order_by(table.version.desc()).limit(size + 1)).all()
    return page_of([Version(**row._mapping) for row in rows], size, lambda version: (version.version,))


def recent_changes() -> list[Version]:
    """The last few changes of anything."""
    table = level()
    rows = db.session.execute(_versions(table).order_by(table.id.desc()).limit(RECENT))
    return [Version(**row._mapping) for row in rows]


def sites_with_their_own(kind: str, slug: str) -> int:
    """How many districts below a supervisor have set this for themselves: a new default will not reach them."""
    newest = (
        select(Setting.tenant_id, Setting.data.is_not(None).label("set"))
        .where(Setting.kind == kind, Setting.slug == slug)
        .ext(distinct_on(Setting.tenant_id))
        .order_by(Setting.tenant_id, Setting.version.desc())
    )
    return sum(row.set for row in db.session.execute(newest))


def _own(table: type[Setting] | type[DefaultSetting]) -> ColumnElement[bool]:
    if table is DefaultSetting:
        return DefaultSetting.publisher_id == subject().tenant.id
    return Setting.tenant_id == subject().tenant.id


def _versions(table: type[Setting] | type[DefaultSetting]) -> Any:
    return select(*(getattr(table, name) for name in Version.__dataclass_fields__)).where(_own(table))
