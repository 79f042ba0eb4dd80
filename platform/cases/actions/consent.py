"""The citizen's consent to share data: given, and asked for before anything leaves (UU 27/2022 art. 20-22)."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cases.actions import steps
from cases.models import Case, Consent
from cases.queries.consent import not_covered
from cases.schemas import CONSENT_FIELDS
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.writing import append, as_if_read, line_of
from settings.queries import rules
from tenants import access, audit
from tenants.access import subject
from tenants.models import Agency

NOBODY_ASKED = _l("Warga belum menyetujui datanya dibagikan. Mintakan persetujuannya dulu, lalu catat di kasus ini.")
WHO = ("case:register", "case:check", "case:refer")
EVERYTHING = [name for name, _label in CONSENT_FIELDS]


def give(case_id: int, data: dict[str, Any]) -> Consent:
    """Write down that the citizen agrees; `data` is what ConsentSchema gave. Refused: 404, 403, 409 closed, 422."""
    require_who()
    case = steps.locked(case_id)
    if case.closed_at is not None:
        raise Refused(_("Kasus ini sudah ditutup."), status=409, code="closed")
    today = rules().calendar.today()
    if data["given_on"] > today:
        raise Refused(_("Tanggal ini belum tiba."), field="given_on")
    if data["valid_until"] and data["valid_until"] < today:
        raise Refused(_("Tanggal ini sudah lewat."), field="valid_until")
    return _keep(case, data)


def at_registration(case: Case, proxy_name: str | None) -> Consent:
    """A yes on the form of registration: spoken, for whichever agency handles the case, until it is closed."""
    return _keep(
        case,
        {
            "agency_id": None,
            "fields": EVERYTHING,
            "given_on": case.opened_on,
            "given_by": "proxy" if proxy_name else "self",
            "giver_name": proxy_name,
            "proof": "spoken",
            "proof_note": None,
            "valid_until": None,
        },
    )


def require_for(case: Case, agency_id: int | None, fields: list[str]) -> None:
    """Refused (422, on `fields`) unless the citizen agreed to share all these with that agency (None: another site)."""
    lacking = not_covered(case, agency_id, fields)
    if lacking == set(fields):
        raise Refused(str(NOBODY_ASKED), field="fields", code="no_consent")
    if lacking:
        names = ", ".join(str(label) for name, label in CONSENT_FIELDS if name in lacking)
        message = _("Warga tidak menyetujui ini dibagikan kepada OPD itu: %(names)s.", names=names)
        raise Refused(message, field="fields", code="no_consent")


def require_who() -> None:
    """Refused (403) for who neither registers, checks nor refers."""
    if not any(map(subject().may, WHO)):
        access.require(WHO[0])


_GIVEN = line_of(
    Consent,
    "case_id", "agency_id", "fields", "given_on", "given_by", "giver_name", "proof", "proof_note", "valid_until",
    "recorded_at", "recorded_by", "recorder_name",
).returning(Consent.id)  # fmt: skip


def _keep(case: Case, data: dict[str, Any]) -> Consent:
    if data["agency_id"] is not None and _agency(data["agency_id"]) is None:
        raise Refused(_("Pilih OPD atau lembaga dari daftar."), field="agency_id", code="unknown_agency")
    words = {name: data[name] or "" for name in ("giver_name", "proof_note")}
    chosen = {name: data[name] for name in ("agency_id", "fields", "given_on", "given_by", "proof", "valid_until")}
    given = {
        "case_id": case.id,
        "recorded_at": clock.now(),
        "recorded_by": subject().membership_id,
        "recorder_name": subject().name,
        **words,
        **chosen,
    }
    ((number,),) = append(_GIVEN, **given)
    consent = as_if_read(Consent(tenant_id=case.tenant_id, id=number, withdrawn_at=None, withdrawn_by=None, **given))
    audit.record("consent.given", "case", case.id, consent=consent.id, fields=sorted(consent.fields))
    return consent


def _agency(agency_id: int) -> int | None:
    return db.session.scalars(select(Agency.id).where(Agency.id == agency_id, Agency.active)).one_or_none()
