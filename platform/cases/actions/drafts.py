"""Writing an unfinished registration, page by page, until it becomes a case."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from cases.actions.cases import register
from cases.models import Case, CaseDraft
from foundation.clock import now
from foundation.db import db
from registry import queries as registry
from tenants.access import subject

KEPT = timedelta(days=7)


def begin(person_id: int) -> CaseDraft:
    """A new draft for a person; one's own drafts older than a week go away."""
    mine = CaseDraft.membership_id == subject().membership_id
    db.session.execute(delete(CaseDraft).where(mine, CaseDraft.created_at < now() - KEPT))
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


def finish(draft: CaseDraft, intake: dict[str, Any]) -> Case:
    """Register the case and forget what was typed. Refused as `register` refuses."""
    case = register(draft.person_id, intake, UUID(draft.request_key))
    draft.case_id, draft.body = case.id, {}
    db.session.flush()
    return case
