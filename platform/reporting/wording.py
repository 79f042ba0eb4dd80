"""How the values of a dimension read: names of offices and agencies, months and quarters in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ARRAY, Integer, any_, bindparam, select

from foundation.db import db
from foundation.reading import read
from foundation.tenancy import Reader, current
from reference.queries import place_labels
from reporting.measures import Dimension
from reporting.spans import span_around
from tenants.models import Agency, Tenant
from web.formats import plain_date


def words_for(dimension: Dimension, keys: Iterable[Any]) -> Mapping[Any, str]:
    """What each of these values is called, as text. At most one statement, whatever their number."""
    if dimension.words is not None:
        return {key: str(dimension.words.get(key, key)) for key in keys}
    if dimension.days:
        return {key: _time(dimension.slug, key) for key in keys}
    if dimension.column == "tenant_id":
        return _offices(list(keys))
    if dimension.slug == "village":
        return place_labels(db.session(), list(keys))
    return _agencies(list(keys))


def _time(slug: str, day: date) -> str:
    return plain_date(day) if slug == "day" else str(span_around(day, slug))


def _offices(ids: list[int]) -> dict[int, str]:
    return {row.id: row.name for row in read(_OFFICES, ids=ids)}


def _agencies(ids: list[int]) -> dict[int, str]:
    """Only a site knows its agencies by name; 0 is another site."""
    known: dict[int, str] = {}
    if current().reader is Reader.STAFF:
        rows = db.session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(ids)))
        known = {row.id: row.name for row in rows}
    return {id_: known.get(id_) or (_("OPD nomor %(n)s", n=id_) if id_ else _("Daerah lain")) for id_ in ids}


_OFFICES = select(Tenant.id, Tenant.name).where(Tenant.id == any_(bindparam("ids", type_=ARRAY(Integer))))
