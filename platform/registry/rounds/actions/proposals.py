"""A round begins, people are proposed, taken off again, and visited."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from registry.actions.refusals import refuse_elsewhere
from registry.queries import get_person, household_of
from registry.rounds import queries
from registry.rounds.machine import State
from registry.rounds.models import RoundItem, UpdateRound
from tenants import access, audit, receipts
from tenants.access import subject


def open_round(data: Mapping[str, Any], request_key: UUID) -> UpdateRound:
    """A new round, from clean OpenSchema data. One form makes one. Refused: 403, a village elsewhere."""
    access.require("round:draft")
    receipt = receipts.once(request_key, data, "update_round")
    if receipt.subject_id is not None:
        return queries.get_round(receipt.subject_id)
    refuse_elsewhere(data["village_code"])
    made = UpdateRound(
        village_code=data["village_code"],
        basis=data["basis"],
        month=data["cut_off_on"].replace(day=1),
        cut_off_on=data["cut_off_on"],
        state=State.DRAFT,
        opened_by=subject().membership_id,
        opened_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    audit.record("round.opened", "update_round", made.id)
    return made


def propose(round_id: int, person_id: int, data: Mapping[str, Any]) -> RoundItem:
    """Propose somebody, from clean ProposalSchema data. Refused: 404; 409 when the list is closed, full or has them;
    422 for somebody of another village."""
    access.require("round:draft")
    round_ = _draft(round_id)
    person = get_person(person_id)
    if household_of(person).village_code != round_.village_code:
        raise Refused(_("Orang ini tercatat di desa lain."), code="village_elsewhere")
    standing = db.session.scalars(
        select(RoundItem).where(RoundItem.round_id == round_.id, RoundItem.person_id == person.id)
    ).one_or_none()
    if standing is not None and not standing.dropped_note:
        raise Refused(_("Orang ini sudah ada di daftar usulan."), status=409, code="proposed")
    item = standing or RoundItem(round_id=round_.id, person_id=person.id)
    _refuse_too_many(round_)
    item.kind, item.programme, item.reason = data["kind"], data["programme"], data["reason"]
    item.note, item.dropped_note = data["note"] or "", ""
    db.session.add(item)
    db.session.flush()
    audit.record("round.proposed", "person", person.id, round=round_.id, kind=item.kind)
    return item


def propose_missed(round_id: int, programme: str) -> int:
    """Propose everybody of the village whom the newest screening found missed by a programme. How many are new."""
    access.require("round:draft")
    round_ = _draft(round_id)
    missed = queries.missed_in(round_.village_code, programme)
    if not missed:
        return 0
    _refuse_too_many(round_, len(missed))
    rows = [
        {
            "tenant_id": current_tenant_id(),
            "round_id": round_.id,
            "person_id": person_id,
            "kind": "in",
            "programme": programme,
            "reason": "indicated",
        }
        for person_id in missed
    ]
    made = insert(RoundItem).values(rows).on_conflict_do_nothing(index_elements=["tenant_id", "round_id", "person_id"])
    new = len(db.session.scalars(made.returning(RoundItem.id)).all())
    audit.record("round.proposed_missed", "update_round", round_.id, programme=programme, people=new)
    return new


def drop(round_id: int, item_id: int, note: str) -> RoundItem:
    """Take somebody off the list, with the reason that stays. Refused: 404, 409 once the list is closed."""
    access.require("round:draft")
    _draft(round_id)
    item = queries.get_item(round_id, item_id)
    item.dropped_note = note
    db.session.flush()
    audit.record("round.dropped", "person", item.person_id, round=round_id)
    return item


def record_visit(round_id: int, item_id: int, data: Mapping[str, Any]) -> RoundItem:
    """What a visit found, from clean VisitSchema data. Refused: 404, 409 once the verifier has signed."""
    access.require("round:visit")
    round_ = queries.get_round(round_id, lock=True)
    if round_.state not in (State.DRAFT, State.HELD, State.VILLAGE_SIGNED):
        raise Refused(_("Daftar ini sudah disahkan verifikator."), status=409, code="verified")
    item = queries.get_item(round_id, item_id)
    item.finding, item.visited_on = data["finding"], data["visited_on"]
    item.finding_note, item.visited_by = data["finding_note"] or "", subject().membership_id
    db.session.flush()
    audit.record("round.visited", "person", item.person_id, round=round_id)
    return item


def _draft(round_id: int) -> UpdateRound:
    round_ = queries.get_round(round_id, lock=True)
    if round_.state != State.DRAFT:
        raise Refused(_("Daftar usulan ini sudah ditutup."), status=409, code="closed")
    return round_


def _refuse_too_many(round_: UpdateRound, more: int = 1) -> None:
    standing = select(func.count()).select_from(RoundItem).where(RoundItem.round_id == round_.id)
    if (db.session.scalar(standing) or 0) + more > queries.MOST_PROPOSED:
        message = _("Satu pemutakhiran memuat paling banyak %(most)s usulan.", most=queries.MOST_PROPOSED)
        raise Refused(message, status=409, code="full")
