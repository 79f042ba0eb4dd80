"""Keeping a table under a name, sharing it, letting it go; and handing one out."""

from flask_babel import gettext as _
from sqlalchemy import func

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reporting.tables import queries
from reporting.tables.definitions import Definition
from reporting.tables.models import ReportTable
from tenants import access, audit
from tenants.access import subject

MOST = 100
"""Tables one person can keep."""


def save(name: str, definition: Definition, shared: bool) -> ReportTable:
    """Keep how this table is made under that name. Refused (422) on `name` when one's own list has it or is full."""
    access.require("table:make")
    _refuse_one_more(name)
    who = subject()
    kept = ReportTable(
        membership_id=who.membership_id, owner_name=who.name, name=name, args=definition.args(), shared=shared
    )
    db.session.add(kept)
    db.session.flush()
    audit.record("table.saved", "table", kept.id, shared=shared)
    return kept


def share(table_id: int, shared: bool) -> ReportTable:
    """Let colleagues of the office open one's own table, or no longer. Refused (404) for another's."""
    kept = _own(table_id)
    kept.shared = shared
    db.session.flush()
    audit.record("table.shared" if shared else "table.unshared", "table", kept.id)
    return kept


def take(table_id: int) -> ReportTable:
    """A colleague's shared table whose owner has left is one's own from now on. Refused: 403, 404, 409 while its owner
    works here, 422 when one's own list has its name or is full."""
    access.require("table:make")
    kept = queries.get_table(table_id)
    if not queries.owner_has_left(kept):
        raise Refused(_("Pemilik tabel ini masih bertugas."), status=409, code="owned")
    _refuse_one_more(kept.name)
    kept.membership_id, kept.owner_name = subject().membership_id, subject().name
    db.session.flush()
    audit.record("table.taken", "table", kept.id)
    return kept


def discard(table_id: int) -> None:
    """Forget one's own table. Refused (404) for another's."""
    kept = _own(table_id)
    kept.discarded_at = clock.now()
    db.session.flush()
    audit.record("table.discarded", "table", kept.id)


def hand_out(definition: Definition, kind: str) -> queries.Counted:
    """The table for a file; who took which one is written down."""
    access.require("table:make")
    counted = queries.count_table(definition, clock.today(subject().tenant.timezone))
    audit.record("table.exported", "table", None, made=definition.args(), rows=len(counted.lines), format=kind)
    return counted


def _refuse_one_more(name: str) -> None:
    own = queries.own_tables()
    if db.session.scalars(own.where(ReportTable.name_norm == func.lower(name))).first() is not None:
        raise Refused(_("Anda sudah punya tabel dengan nama ini. Pilih nama lain."), field="name")
    if len(db.session.scalars(own.limit(MOST)).all()) >= MOST:
        raise Refused(_("Paling banyak %(most)s tabel. Hapus yang tidak dipakai lagi.", most=MOST), field="name")


def _own(table_id: int) -> ReportTable:
    access.require("table:make")
    found = db.session.scalars(queries.own_tables().where(ReportTable.id == table_id)).one_or_none()
    if found is None:
        raise Refused(_("Tabel ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found
