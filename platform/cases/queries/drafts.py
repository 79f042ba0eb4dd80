"""Reading one's own unfinished registration."""

from flask_babel import gettext as _
from sqlalchemy import select

from cases.models import CaseDraft
from foundation.db import db
from foundation.errors import Refused
from tenants.access import subject


def my_draft(draft_id: int, lock: bool = False) -> CaseDraft:
    """The draft, if it is the reader's; Refused 404 otherwise. `lock` lets a second press of the button wait."""
    wanted = select(CaseDraft).where(CaseDraft.id == draft_id, CaseDraft.membership_id == subject().membership_id)
    draft = db.session.scalar(wanted.with_for_update() if lock else wanted)
    if draft is None:
        raise Refused(_("Pendaftaran ini tidak ada atau sudah lama sekali. Mulai lagi dari awal."), status=404)
    return draft
