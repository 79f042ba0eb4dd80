"""Issuing certificates: to whoever was there and passed every course of a training. Once each."""

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from tenants import audit
from tenants.access import subject
from tenants.letterhead import my_letterhead
from workforce import paper
from workforce.desk import training_desk
from workforce.models import Certificate, Trainee, Training
from workforce.queries.courses import titles_of
from workforce.queries.training import training as look

_CLEAR = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not mistaken for one another on paper."""
_ONE_NUMBER = text("SELECT pg_advisory_xact_lock(hashtext('certificate'), :tenant)")


@training_desk()
def issue(training_id: int, house: str) -> int:
    """Certificates for everybody in it who has earned one and has none. How many. Refused: 403, 404.

    `house` is the address of the front door, under which anybody checks them.
    """
    view = look(training_id)
    earned = [line.id for line in view.trainees if line.earned and line.certificate_id is None]
    if not earned:
        return 0
    db.session.execute(_ONE_NUMBER, {"tenant": subject().tenant.id})
    had = select(Certificate.trainee_id).where(Certificate.trainee_id.in_(earned))
    already = set(db.session.scalars(had))
    wanted = select(Trainee).where(Trainee.id.in_(set(earned) - already)).order_by(Trainee.id)
    trainees = db.session.scalars(wanted).all()
    held = db.session.get_one(Training, (subject().tenant.id, training_id))
    day = today(subject().tenant.timezone)
    last = select(func.coalesce(func.max(Certificate.number), 0)).where(Certificate.year == day.year)
    number = db.session.scalars(last).one()
    known = titles_of(held.courses)
    for place, trainee in enumerate(trainees, start=number + 1):
        db.session.add(_made(held, trainee, known, place, house))
    db.session.flush()
    audit.record("certificate.issued", "training", training_id, n=len(trainees))
    return len(trainees)


def _made(held: Training, trainee: Trainee, known: Sequence[tuple[str, int]], number: int, house: str) -> Certificate:
    tenant = subject().tenant
    day = today(tenant.timezone)
    letters = "".join(secrets.choice(_CLEAR) for _n in range(8))
    made = Certificate(
        trainee_id=trainee.id,
        worker_id=trainee.worker_id,
        kind=held.kind,
        year=day.year,
        number=number,
        number_text=f"{number}/SERT/SLRT-{tenant.code_prefix}/{day.year}",
        check_code=f"{tenant.code_prefix}-{letters[:4]}-{letters[4:]}",
        name=trainee.name,
        courses=list(held.courses),
        titles="\n".join(title for title, _hours in known),
        hours=sum(hours for _title, hours in known),
        issued_on=day,
        issuer_name=subject().name,
        issuer_title=subject().title or subject().role_label,
    )
    address = f"{house}/cek/sertifikat/{made.check_code}"
    made.pdf = paper.certificate(my_letterhead(), tenant.seat or tenant.name, held, made, address)
    return made


@training_desk()
def certificate_file(certificate_id: int) -> tuple[bytes, str]:
    """The PDF as issued, and what to call it. Refused: 403, 404."""
    return _file(Certificate.id == certificate_id)


def own_certificate_file(certificate_id: int, worker_id: int) -> tuple[bytes, str]:
    """The same for whoever it was issued to. Refused: 404."""
    return _file((Certificate.id == certificate_id) & (Certificate.worker_id == worker_id))


def _file(which: object) -> tuple[bytes, str]:
    wanted = select(Certificate.pdf, Certificate.number_text).where(which)  # type: ignore[arg-type]
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise Refused(_("Sertifikat itu tidak ada."), status=404, code="not_found")
    return row.pdf, f"sertifikat-{row.number_text.replace('/', '-').lower()}.pdf"
