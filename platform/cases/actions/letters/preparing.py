"""A letter on its way to a signature: prepared by one, looked at and signed by another, and withdrawn if need be."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from cases.actions.letters.content import TYPED, Material, Said, complete, needs_referral, said, values_of
from cases.actions.letters.issuing import content_of, issue, require_signer, signing_roles
from cases.actions.notices import notify
from cases.letters import render
from cases.models import Case, Letter, LetterDraft, Referral
from cases.queries.case import get_case
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reference.codes import LetterType
from settings.queries import rules
from tenants import access, audit, signing
from tenants.access import subject


@dataclass(frozen=True)
class Prepared:
    """A draft as whoever is to sign it sees it: NIK masked, because nobody needs it here."""

    draft: LetterDraft
    case: Case
    letter_type: LetterType
    words: Said
    roles: tuple[str, ...]
    """Who signs it."""

    @property
    def may_sign(self) -> bool:
        """Whether whoever is signed in does."""
        return self.draft.state == "waiting" and subject().may("letter:sign") and subject().role in self.roles


def prepare(case_id: int, kind: str, data: dict[str, Any], replaces_id: int | None = None) -> LetterDraft:
    """Keep a letter for signing. `data` is what LetterSchema gave.

    Refused: 403, 404, 422 at a field, or with what the case does not have yet.
    """
    access.require("letter:draft")
    case = get_case(case_id)
    letter_type = writable(kind)
    referral_id = _referral(case, data.get("referral_id")) if needs_referral(letter_type) else None
    typed = {name: data.get(name) or "" for name in TYPED}
    complete(letter_type, values_of(Material(case, typed, referral_id), letter_type))
    if replaces_id is not None:
        _standing(replaces_id, case.id)
    draft = LetterDraft(
        case_id=case.id,
        referral_id=referral_id,
        kind=kind,
        replaces_id=replaces_id,
        prepared_by=subject().membership_id,
        prepared_name=subject().name,
        created_at=clock.now(),
        state="waiting",
        **typed,
    )
    db.session.add(draft)
    db.session.flush()
    audit.record("letter.prepared", "letter", case=case.id, draft=draft.id, kind=kind)
    _tell_signers(draft, signing_roles(letter_type, case))
    return draft


def look(draft_id: int) -> Prepared:
    """The draft with what it says at this moment. Refused (404): unknown here or signed long ago and gone."""
    draft = db.session.scalars(select(LetterDraft).where(LetterDraft.id == draft_id)).one_or_none()
    if draft is None:
        raise _not_found()
    return _prepared(draft)


def preview(draft_id: int) -> bytes:
    """The letter as PDF, marked as a preview; no number is given."""
    prepared = look(draft_id)
    return render(content_of(prepared.words, None, rules().calendar.today()))


def sign(draft_id: int, seen: str, code: str | None) -> Letter:
    """Number and issue it. `seen` is the digest of what the signer looked at.

    Refused: 403, 404, 409 `done` or `changed`, 422 at `code`; then nothing is numbered.
    """
    access.require("letter:sign")
    draft = _locked(draft_id)
    prepared = _prepared(draft)
    require_signer(prepared.letter_type, prepared.case)
    if prepared.words.digest != seen:
        message = _("Isi surat berubah sejak Anda memeriksanya. Baca sekali lagi, lalu tanda tangani.")
        raise Refused(message, status=409, code="changed")
    material, letter_type = _material(draft, prepared.case), prepared.letter_type
    complete(letter_type, values_of(material, letter_type))
    signing.require(code)
    letter = issue(prepared.case, letter_type, said(letter_type, values_of(material, letter_type, in_full=True)))
    if draft.replaces_id is not None:
        _withdraw(_standing(draft.replaces_id, draft.case_id), f"Diganti surat {letter.number_text}")
        _replace(draft.replaces_id, letter.id)
    draft.state, draft.letter_id = "signed", letter.id
    db.session.flush()
    audit.record("letter.signed", "letter", letter.id, case=draft.case_id, kind=draft.kind)
    if draft.prepared_by != subject().membership_id:
        notify("letter_signed", membership_id=draft.prepared_by, case_id=draft.case_id)
    return letter


def discard(draft_id: int) -> LetterDraft:
    """It is not needed after all; it never had a number. Refused: 403, 404, 409."""
    access.require("letter:draft")
    draft = _locked(draft_id)
    draft.state = "discarded"
    db.session.flush()
    audit.record("letter.discarded", "letter", case=draft.case_id, draft=draft.id)
    return draft


def revoke(letter_id: int, reason: str) -> Letter:
    """From now on the check page says that it no longer counts; its number stays used. Refused: 403, 404, 409, 422."""
    access.require("letter:sign")
    words = reason.strip()
    if not words:
        raise Refused(_("Belum diisi"), field="reason")
    letter = _standing(letter_id)
    _withdraw(letter, words)
    audit.record("letter.revoked", "letter", letter.id, case=letter.case_id)
    return letter


def revoke_of_referral(referral_id: int, reason: str) -> None:
    """A referral taken back takes its letter with it."""
    wanted = select(Letter).where(Letter.referral_id == referral_id, Letter.revoked_at.is_(None))
    for letter in db.session.scalars(wanted):
        _withdraw(letter, reason)


def writable(kind: str) -> LetterType:
    """A kind of letter that is written by hand: a referral's letter comes with the referral. Refused (404)."""
    letter_type = rules().letter_types.get(kind)
    if letter_type is None or kind == "referral":
        raise _not_found()
    return letter_type


def _prepared(draft: LetterDraft) -> Prepared:
    case = get_case(draft.case_id)
    letter_type = rules().known_letter_types[draft.kind]
    words = said(letter_type, values_of(_material(draft, case), letter_type))
    return Prepared(draft, case, letter_type, words, signing_roles(letter_type, case))


def _material(draft: LetterDraft, case: Case) -> Material:
    typed = {"addressee": draft.addressee, "purpose": draft.purpose, "note": draft.note}
    return Material(case, typed, draft.referral_id)


def _locked(draft_id: int) -> LetterDraft:
    """Kept from others until the transaction ends. Refused: 404; 409 when it is signed or discarded already."""
    fresh = select(LetterDraft).where(LetterDraft.id == draft_id).with_for_update()
    draft = db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()
    if draft is None:
        raise _not_found()
    if draft.state != "waiting":
        raise Refused(_("Konsep ini sudah ditandatangani atau dibuang."), status=409, code="done")
    return draft


def _referral(case: Case, referral_id: int | None) -> int:
    ours = select(Referral.id).where(Referral.id == referral_id, Referral.case_id == case.id)
    found = db.session.scalars(ours).one_or_none()
    if found is None:
        raise Refused(_("Pilih rujukan dari kasus ini."), field="referral_id")
    return found


def _standing(letter_id: int, case_id: int | None = None) -> Letter:
    """A letter that still counts. Refused: 404 unknown here, or of another case; 409 when it is revoked already."""
    fresh = select(Letter).where(Letter.id == letter_id).with_for_update()
    letter = db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()
    if letter is None or case_id not in (None, letter.case_id):
        raise Refused(_("Surat ini tidak ada di daftar Anda."), status=404, code="not_found")
    get_case(letter.case_id)
    if letter.revoked_at is not None:
        raise Refused(_("Surat ini sudah dicabut."), status=409, code="revoked")
    return letter


def _withdraw(letter: Letter, reason: str) -> None:
    letter.revoked_at, letter.revoked_by, letter.revoke_reason = clock.now(), subject().name, reason
    db.session.flush()


def _replace(old_id: int, new_id: int) -> None:
    db.session.execute(update(Letter).where(Letter.id == old_id).values(replaced_by=new_id))


def _tell_signers(draft: LetterDraft, roles: tuple[str, ...]) -> None:
    if subject().role not in roles:
        for role in roles:
            notify("letter_waiting", role=role, case_id=draft.case_id)


def _not_found() -> Refused:
    return Refused(_("Surat ini tidak ada di daftar Anda."), status=404, code="not_found")
