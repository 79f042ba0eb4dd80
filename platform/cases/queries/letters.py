"""Letters as they were signed, and those that wait for a signature."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from cases.models import Case, Letter, LetterDraft, Referral
from cases.queries.visible import still_shared, visible
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from settings.queries import rules
from tenants import audit
from tenants.access import subject
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
_SAME_CASE = (Case.tenant_id == Letter.tenant_id) & (Case.id == Letter.case_id)


@dataclass(frozen=True)
class LetterFile:
    """A file to hand out."""

    pdf: bytes
    filename: str


@dataclass(frozen=True)
class DraftRow:
    """A letter that waits for a signature, in a list."""

    id: int
    case_id: int
    code: str
    label: str
    prepared_name: str
    created_at: datetime


@dataclass(frozen=True)
class IssuedRow:
    """A signed letter, in a list."""

    id: int
    case_id: int
    code: str
    title: str
    number_text: str
    signer_name: str
    signed_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class LetterToRevoke:
    """A letter that still counts."""

    id: int
    case_id: int
    kind: str
    title: str
    number_text: str
    addressee: str


def drafts_of(case_id: int) -> list[DraftRow]:
    """What waits for a signature in one case, oldest first."""
    return _drafts(LetterDraft.case_id == case_id)


def drafts_to_sign() -> list[DraftRow]:
    """What whoever is signed in signs, by the kind of letter, oldest first; at most fifty."""
    role = subject().role
    mine = [slug for slug, each in rules().known_letter_types.items() if role in each.signers]
    return _drafts(LetterDraft.kind.in_(mine))


def issued_letters(cursor: str | None = None, size: int = SIZE) -> Page[IssuedRow]:
    """Every letter of the site, newest first."""
    columns = (
        Letter.id, Letter.case_id, Case.code, Letter.title, Letter.number_text, Letter.signer_name, Letter.signed_at,
        Letter.revoked_at,
    )  # fmt: skip
    wanted = select(*columns).join(Case, _SAME_CASE).where(visible()).order_by(Letter.id.desc()).limit(size + 1)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(Letter.id < after[0])
    return page_of([IssuedRow(*row) for row in db.session.execute(wanted)], size, lambda row: (row.id,))


def letter_to_revoke(letter_id: int) -> LetterToRevoke:
    """One that still counts. Refused (404): unknown here, or revoked already."""
    columns = [getattr(Letter, name) for name in LetterToRevoke.__dataclass_fields__]
    wanted = select(*columns).join(Case, _SAME_CASE).where(visible(), Letter.id == letter_id)
    row = db.session.execute(wanted.where(Letter.revoked_at.is_(None))).one_or_none()
    if row is None:
        raise Refused(_("Surat ini tidak ada di daftar Anda."), status=404, code="not_found")
    return LetterToRevoke(*row)


def _drafts(which: ColumnElement[bool]) -> list[DraftRow]:
    rows = db.session.execute(
        select(LetterDraft, Case.code)
        .join(Case, (Case.tenant_id == LetterDraft.tenant_id) & (Case.id == LetterDraft.case_id))
        .where(visible(), LetterDraft.state == "waiting", which)
        .order_by(LetterDraft.id)
        .limit(SIZE)
    )
    known = rules().known_letter_types
    return [
        DraftRow(draft.id, draft.case_id, code, known[draft.kind].label, draft.prepared_name, draft.created_at)
        for draft, code in rows
    ]


def letter_file(letter_id: int) -> LetterFile:
    """For the staff of the tenant and for the agency addressed; whoever opens it is written down. Refused: 404, 410."""
    wanted = select(Letter.pdf, Letter.number_text).where(Letter.id == letter_id)
    if subject().reader is Reader.STAFF:
        wanted = wanted.join(Case, _SAME_CASE).where(visible())
    else:  # what was taken back is no longer the agency's to read
        referral = (Referral.tenant_id == Letter.tenant_id) & (Referral.id == Letter.referral_id)
        wanted = wanted.join(Referral, referral).where(still_shared())
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise Refused(_("Surat ini tidak ada di daftar Anda."), status=404, code="not_found")
    if not row.pdf:
        raise Refused(_("Surat ini sudah dihapus karena masa simpannya habis."), status=410, code="erased")
    audit.record("letter.opened", "letter", letter_id)
    return LetterFile(row.pdf, f"surat-{row.number_text.replace('/', '-')}.pdf")
