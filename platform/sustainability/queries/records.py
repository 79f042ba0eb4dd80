"""Reading the records of this room."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from foundation import storage
from foundation.db import db
from foundation.errors import Refused
from reference.queries import place_labels
from registry.queries import village_choices
from settings.queries import all_agencies
from sustainability.kinds import Kind
from sustainability.models import AgencyCommitment, Proved, Puskesos, Recorded
from sustainability.queries.plan import open_actions
from tenants import audit
from web.pagination import Page, decode_cursor, page_of
from web.schemas import BaseSchema

SIZE = 50


def get_record(kind: Kind, record_id: int, lock: bool = False) -> Any:
    """One record of that kind. Refused (404): unknown, another tenant's, or taken out."""
    wanted = select(kind.model).where(kind.model.id == record_id, kind.model.removed_at.is_(None))
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Refused(_("Catatan ini tidak ada di daerah Anda."), status=404, code="not_found")
    return found


def records_page(kind: Kind, cursor: str | None = None, parent_id: int | None = None, size: int = SIZE) -> Page[Any]:
    """The newest first."""
    model = kind.model
    wanted = select(model).where(model.removed_at.is_(None))
    if kind.parent:
        wanted = wanted.where(getattr(model, kind.parent_column) == parent_id)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(model.id < after[0])
    rows = db.session.scalars(wanted.order_by(model.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.id,))


def titles(rows: Sequence[Recorded]) -> dict[int, str]:
    """What rows are called whose name stands elsewhere: villages and agencies. At most 1 statement."""
    if any(isinstance(row, Puskesos) for row in rows):
        desks = {row.id: row.village_code for row in rows if isinstance(row, Puskesos)}
        labels = place_labels(db.session(), desks.values())
        return {id_: labels[code] for id_, code in desks.items()}
    promised = {row.id: row.agency_id for row in rows if isinstance(row, AgencyCommitment) and row.agency_id}
    if not promised:
        return {}
    names = {agency.id: agency.name for agency in all_agencies()}
    return {id_: names[agency_id] for id_, agency_id in promised.items()}


def choices_of(schema: BaseSchema) -> dict[str, list[tuple[Any, ...]]]:
    """What this district offers for the fields of a schema: its villages, its agencies, what its exit plan does."""
    names = schema.fields
    offered: dict[str, list[tuple[Any, ...]]] = {}
    if "village_code" in names:
        offered["village_code"] = list(village_choices())
    if "agency_id" in names:
        offered["agency_id"] = [(agency.id, agency.name) for agency in all_agencies()]
    if "action_id" in names:
        offered["action_id"] = list(open_actions())
    return offered


def paper_of(record: Recorded) -> tuple[bytes, str, str]:
    """Content, type and name of the paper behind a record; opening it is written down. Refused (404)."""
    if not isinstance(record, Proved) or record.file_id is None:
        raise Refused(_("Catatan ini tidak punya berkas."), status=404, code="no_file")
    audit.record("sustainability.file_opened", record.__tablename__, record.id)
    return storage.content_of(record.file_id), record.file_type, record.file_name
