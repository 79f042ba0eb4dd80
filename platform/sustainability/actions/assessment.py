"""Asking everybody, and counting what they say. Who said what is never written down."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from sustainability.models import AssessmentRound, AssessmentTaken, AssessmentTally
from sustainability.questions import NEWEST, QUESTIONS
from sustainability.schemas.assessment import VALUES
from tenants import access, audit
from tenants.access import subject


def open_round() -> AssessmentRound:
    """Ask everybody at the site. Refused: 403, 409 `open` while another round is open."""
    access.require("sustain:write")
    today = clock.today(subject().tenant.timezone)
    asked = AssessmentRound(questions=NEWEST, opened_on=today, opened_by=subject().membership_id, respondents=0)
    db.session.add(asked)
    try:
        db.session.flush()
    except IntegrityError as fault:
        message = _("Masih ada penilaian yang dibuka. Tutup dulu, lalu buka yang baru.")
        raise Refused(message, status=409, code="open") from fault
    audit.record("assessment.opened", "assessment_round", asked.id)
    return asked


def close_round(round_id: int) -> AssessmentRound:
    """No more answers; from now on the result is shown. Refused: 403, 404, 409 when it is closed."""
    access.require("sustain:write")
    asked = _round(round_id, lock=True)
    if asked.closed_at is not None:
        raise Refused(_("Penilaian ini sudah ditutup."), status=409, code="closed")
    asked.closed_at = clock.now()
    db.session.flush()
    audit.record("assessment.closed", "assessment_round", asked.id, respondents=asked.respondents)
    return asked


def answer(round_id: int, values: Mapping[str, int]) -> None:
    """Count one person's answers to every statement. Once per person and round, because nobody could find them again.

    Refused: 403, 404, 409 `answered` or `closed`, 422 when a statement has no value.
    """
    access.require("sustain:answer")
    asked = _round(round_id)
    if asked.closed_at is not None:
        raise Refused(_("Penilaian ini sudah ditutup."), status=409, code="closed")
    statements = QUESTIONS[asked.questions].statements
    if set(values) != set(statements) or not all(value in VALUES for value in values.values()):
        raise Refused(_("Jawab setiap pernyataan, atau pilih tidak dapat menjawab."), code="incomplete")
    taken = {"tenant_id": current_tenant_id(), "round_id": asked.id, "membership_id": subject().membership_id}
    once = insert(AssessmentTaken).values(**taken).on_conflict_do_nothing().returning(AssessmentTaken.round_id)
    if db.session.scalar(once) is None:
        raise Refused(_("Anda sudah mengisi penilaian ini."), status=409, code="answered")
    rows = [
        {"tenant_id": current_tenant_id(), "round_id": asked.id, "statement": slug, "value": values[slug], "n": 1}
        for slug in sorted(statements)  # the same order for everybody: nobody waits for each other in a ring
    ]
    counted = insert(AssessmentTally).values(rows)
    db.session.execute(
        counted.on_conflict_do_update(
            index_elements=["tenant_id", "round_id", "statement", "value"], set_={"n": AssessmentTally.n + 1}
        )
    )
    still_open = (AssessmentRound.id == asked.id, AssessmentRound.closed_at.is_(None))
    one_more = update(AssessmentRound).where(*still_open).values(respondents=AssessmentRound.respondents + 1)
    if db.session.scalar(one_more.returning(AssessmentRound.id)) is None:  # closed a moment ago
        raise Refused(_("Penilaian ini sudah ditutup."), status=409, code="closed")


def _round(round_id: int, lock: bool = False) -> AssessmentRound:
    wanted = select(AssessmentRound).where(AssessmentRound.id == round_id)
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Refused(_("Penilaian ini tidak ada di daerah Anda."), status=404, code="not_found")
    return found
