"""Writing an unfinished registration, page by page, until it becomes a case."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import case, delete

from cases.actions.cases import register
from cases.models import Case, CaseDraft
from cases.queries.likely import Likely
from cases.reports.kept import opened
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from registry import queries as registry
from tenants import audit
from tenants.access import subject

KEPT, REPORT_KEPT = timedelta(days=7), timedelta(days=30)


def begin(person_id: int) -> CaseDraft:
    """A new draft for a person; one's own old drafts go away, those with a pasted report after a month."""
    old = CaseDraft.created_at < case((CaseDraft.report_cipher.is_(None), now() - KEPT), else_=now() - REPORT_KEPT)
    db.session.execute(delete(CaseDraft).where(CaseDraft.membership_id == subject().membership_id, old))
    person = registry.get_person(person_id)
    draft = CaseDraft(membership_id=subject().membership_id, person_id=person.id)
    db.session.add(draft)
    db.session.flush()
    return draft


def change_person(draft: CaseDraft, person_id: int) -> None:
    """It was somebody else after all; the rest stays."""
    draft.person_id = registry.get_person(person_id).id
    db.session.flush()


def keep(draft: CaseDraft, values: dict[str, Any]) -> None:
    """Remember the clean values of one page."""
    draft.body = {**draft.body, **values}
    db.session.flush()


def finish(draft: CaseDraft, intake: dict[str, Any], likely: Likely) -> Case:
    """Register the case and forget what was typed; that it was like others, and which, stays in its story.

    Refused as `register` refuses.
    """
    if draft.person_id is None:
        raise Refused(_("Pilih dulu siapa warganya."), code="nobody")
    report = opened(draft.report_cipher)
    note = "\n".join(filter(None, [report.note if report else "", likely.note]))
    registered = register(draft.person_id, intake, UUID(draft.request_key), note)
    if likely.cases:
        audit.record("case.registered_anyway", "case", registered.id, like=[each.row.id for each in likely.cases])
    draft.case_id, draft.body, draft.report_cipher = registered.id, {}, None
    db.session.flush()
    return registered


def discard(draft: CaseDraft) -> None:
    """Throw an unfinished registration away; a case that was made of it stays."""
    db.session.delete(draft)
    db.session.flush()
