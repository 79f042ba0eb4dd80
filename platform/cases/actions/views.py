"""Keeping a view of the queue under a name, and letting it go."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from cases.models import SavedView
from cases.queries.queue import QueueView
from cases.queries.views import get_own_view
from foundation.db import db
from foundation.errors import Refused
from tenants import access
from tenants.access import subject

MOST = 30
"""Names one person can give."""


def save(name: str, view: QueueView, shared: bool) -> SavedView:
    """Keep this view under that name. Refused (422) on `name` when one's own list has it already or is full."""
    access.require("case:read")
    mine = select(SavedView).where(SavedView.membership_id == subject().membership_id)
    if not view.args():
        raise Refused(_("Tampilan ini tanpa saringan: sama dengan antrean biasa."), field="name")
    if db.session.scalars(mine.where(SavedView.name_norm == func.lower(name))).first() is not None:
        raise Refused(_("Anda sudah punya tampilan dengan nama ini. Pilih nama lain."), field="name")
    if len(db.session.scalars(mine.limit(MOST)).all()) >= MOST:
        raise Refused(_("Paling banyak %(most)s tampilan. Hapus yang tidak dipakai lagi.", most=MOST), field="name")
    kept = SavedView(membership_id=subject().membership_id, name=name, args=view.args(), shared=shared)
    db.session.add(kept)
    db.session.flush()
    return kept


def share(view_id: int, shared: bool) -> SavedView:
    """Let colleagues of the site open one's own view, or no longer. Refused (404) for another's."""
    kept = get_own_view(view_id)
    kept.shared = shared
    db.session.flush()
    return kept


def discard(view_id: int) -> None:
    """Forget one's own view. Refused (404) for another's."""
    db.session.delete(get_own_view(view_id))
    db.session.flush()
