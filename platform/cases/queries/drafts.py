"""Reading one's own unfinished registrations."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from cases.models import CaseDraft
from cases.reports.kept import opened
from foundation.db import db
from foundation.errors import Refused
from registry.queries import person_rows
from tenants.access import subject

_SHOWN = 50


@dataclass(frozen=True)
class DraftRow:
    """An unfinished registration in a list."""

    id: int
    who: str
    """Empty while it is not known who it is about."""
    summary: str
    pasted: bool
    created_at: datetime


def my_draft(draft_id: int, lock: bool = False) -> CaseDraft:
    """The draft, if it is the reader's; Refused 404 otherwise. `lock` lets a second press of the button wait."""
    wanted = select(CaseDraft).where(CaseDraft.id == draft_id, CaseDraft.membership_id == subject().membership_id)
    draft = db.session.scalar(wanted.with_for_update() if lock else wanted)
    if draft is None:
        raise Refused(_("Pendaftaran ini tidak ada atau sudah lama sekali. Mulai lagi dari awal."), status=404)
    return draft


def my_drafts() -> list[DraftRow]:
    """One's own, newest first, at most fifty. 3 statements."""
    mine = select(CaseDraft).where(CaseDraft.membership_id == subject().membership_id, CaseDraft.case_id.is_(None))
    drafts = db.session.scalars(mine.order_by(CaseDraft.created_at.desc(), CaseDraft.id).limit(_SHOWN)).all()
    people = person_rows({draft.person_id for draft in drafts if draft.person_id is not None})
    return [
        DraftRow(
            id=draft.id,
            who=people[draft.person_id].name if draft.person_id in people else _read_name(draft),
            summary=draft.body.get("summary", ""),
            pasted=draft.report_cipher is not None,
            created_at=draft.created_at,
        )
        for draft in drafts
    ]


def _read_name(draft: CaseDraft) -> str:
    report = opened(draft.report_cipher)
    return report.person.get("name", "") if report else ""
