"""Registering a case."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from cases import deadlines
from cases.actions import confidential, consent, places, steps
from cases.actions.messages import tell_citizen
from cases.actions.notices import notify
from cases.actions.numbers import next_number
from cases.machine import Level, State, level_of
from cases.models import Case, CaseIntake
from cases.queries.case import get_case
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.writing import append, line_of
from reference import codes
from reference.queries import is_village
from registry.actions import note_need_of_case
from registry.queries import get_person
from settings.actions import keep_words
from settings.queries import rules
from tenants import access, audit, receipts
from tenants.access import subject

SERIES = "case"
_INTAKE = line_of(CaseIntake, "case_id", "summary", "story", "proxy_name", "proxy_relation")


def register(person_id: int, data: dict[str, Any], request_key: UUID, note: str = "") -> Case:
    """Open a case for a person who is known here; the same form sent twice opens one.

    `data` is what CaseIntakeSchema gave; `note` goes into the story beside the citizen's words. Refused: 404 person
    unknown; 422 with the field that does not fit.
    """
    access.require("case:register")
    receipt = receipts.once(request_key, {"person_id": person_id, **data}, "case")
    if receipt.subject_id is not None:
        return get_case(receipt.subject_id)
    person = get_person(person_id)
    _check_intake(data)
    case = _open(person.id, data, note)
    receipt.subject_id = case.id
    if need := codes.NEED_OF_CASE_TYPE.get(case.case_type):
        note_need_of_case(person.id, need, case.id)
    tell_citizen(case, "registered")
    if case.emergency:
        notify("emergency", role="manager", case_id=case.id)
    audit.record("case.registered", "case", case.id)
    return case


def _open(person_id: int, data: dict[str, Any], note: str) -> Case:
    at, calendar = clock.now(), rules().calendar
    today = calendar.date_of(at)
    case_type = rules().case_types[data["case_type"]]
    due_on = deadlines.promise(calendar, case_type, data["emergency"], at)
    case = Case(
        code=f"{subject().tenant.code_prefix}-{today:%y}-{next_number(SERIES, today.year):06}",
        person_id=person_id,
        case_type=case_type.slug,
        type_version=keep_words(case_type),
        kind=data["kind"],
        sector=data["sector"] or case_type.sector,
        channel=data["channel"],
        village_code=data["village_code"],
        state=State.REGISTERED,
        level=Level.PUSKESOS if subject().role == "facilitator" else level_of(subject().tenant.kind),
        emergency=data["emergency"],
        help_due_at=deadlines.help_by(case_type, at) if data["emergency"] else None,
        opened_at=at,
        opened_on=today,
        state_on=today,
        moved_on=today,
        promised_on=due_on,
        due_on=due_on,
    )
    db.session.add(case)
    db.session.flush()
    _keep_intake(case, data)
    if data.get("point") or data.get("landmark"):
        places.keep(case, data)
    steps.record(case, "register", None, steps.acting(), note)
    if confidential.by_its_kind(case_type, case.sector):
        confidential.hide(case)
    return case


def _keep_intake(case: Case, data: dict[str, Any]) -> None:
    words = {name: data[name] or "" for name in ("summary", "story", "proxy_name", "proxy_relation")}
    append(_INTAKE, case_id=case.id, **words)
    if data["consent_share"]:
        consent.at_registration(case, data["proxy_name"])


def _check_intake(data: dict[str, Any]) -> None:
    case_type = rules().case_types.get(data["case_type"])
    if case_type is None:
        raise Refused(_("Jenis layanan ini tidak lagi dipakai. Pilih yang lain."), field="case_type")
    if data["kind"] not in case_type.kinds:
        kinds = ", ".join(str(codes.KINDS[kind].label) for kind in case_type.kinds)
        raise Refused(_("Untuk jenis layanan ini pilih salah satu: %(kinds)s.", kinds=kinds), field="kind")
    if data["proxy_name"] and not data["proxy_relation"]:
        raise Refused(_("Tulis hubungan yang mewakili dengan warga."), field="proxy_relation")
    _check_village(data["village_code"])
    places.check(data)


def _check_village(code: str) -> None:
    who = subject()
    inside = who.tenant.region_code and code.startswith(f"{who.tenant.region_code}.")
    if not inside or not is_village(db.session(), code):
        raise Refused(_("Desa ini tidak ada di %(place)s.", place=who.tenant.full_name), field="village_code")
    if who.role == "facilitator" and code not in who.village_codes:
        raise Refused(_("Desa ini bukan desa tugas Anda."), field="village_code", status=403, code="forbidden")
