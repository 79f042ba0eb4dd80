"""The PDF of a letter, as it was signed."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from cases.models import Case, Letter, Referral
from cases.queries.visible import still_shared, visible
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from tenants import audit
from tenants.access import subject


@dataclass(frozen=True)
class LetterFile:
    """A file to hand out."""

    pdf: bytes
    filename: str


def letter_file(letter_id: int) -> LetterFile:
    """For the staff of the tenant and for the agency addressed; whoever opens it is written down. Refused (404)."""
    wanted = select(Letter.pdf, Letter.number_text).where(Letter.id == letter_id)
    if subject().reader is Reader.STAFF:
        wanted = wanted.join(Case, (Case.tenant_id == Letter.tenant_id) & (Case.id == Letter.case_id)).where(visible())
    else:  # what was taken back is no longer the agency's to read
        referral = (Referral.tenant_id == Letter.tenant_id) & (Referral.id == Letter.referral_id)
        wanted = wanted.join(Referral, referral).where(still_shared())
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise Refused(_("Surat ini tidak ada di daftar Anda."), status=404, code="not_found")
    audit.record("letter.opened", "letter", letter_id)
    return LetterFile(row.pdf, f"surat-{row.number_text.replace('/', '-')}.pdf")
