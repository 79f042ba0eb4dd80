"""What the demonstration's offices have decided for themselves, long enough ago that its cases began with it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from registry.actions.rules import choose_line, write_own_rule
from settings import actions
from settings.letters import data_of_letter_type
from settings.queries import rules
from settings.rules import data_of
from settings.schemas import SCHEMAS
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject
from tenants.models import Membership

SINCE = timedelta(days=90)
HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "08.00-16.00") | {"friday": "08.00-15.00"}
OWN_CASE_TYPE = {
    "label_id": "Alat bantu dengar", "label_en": "Hearing aid", "group": "need", "sector": "health",
    "kinds": ["request", "question"], "working_days": 6, "source": "Keputusan Kepala Dinas Sosial 2026",
    "documents": ["id_card", "family_card", "medical_letter"], "own_documents": "Hasil pemeriksaan telinga",
    "agency": "health_office", "active": True,
}  # fmt: skip
OWN_RULE = {
    "programme": "pbpu_pemda", "regulation": "Perbup Belitung Timur 14/2026 (rekaan)", "confidence": "high",
    "needed": "not receives pbi_jk\ndesil <= 7", "weighing": "illness in (5, 7, 8, 9, 10, 11, 15, 16)",
    "reason": "Perbup memberi iuran sampai desil 7 sejak APBD perubahan",
}  # fmt: skip


def decide_all(offices: list[Office]) -> None:
    """The ministry, one province and every district, through the real actions; commits."""
    moment = clock.now() - SINCE
    _as(_first("ministry_analyst"), moment, _nation)
    _as(_first("provincial_supervisor", offices[0]), moment, _province)
    for office, decide in zip(offices, (_sukoharjo, _belitung_timur, _tanjungbalai), strict=True):
        administrator = office.staff["administrator"][0]
        _as((administrator, office.tenant_id), moment, lambda decide=decide: _district(decide))


def _district(decide: Callable[[], None]) -> None:
    _save("office", "site", HOURS)
    day = _working_day_ahead(21)
    _save("closure", day.isoformat(), {"first": day, "last": day, "reason": "Hari jadi daerah", "active": True})
    decide()


def _nation() -> None:
    kks = data_of(rules().known_types["kks_problem"]) | {"working_days": 4, "source": "Surat edaran 2026"}
    _save("case_type", "kks_problem", kks)


def _province() -> None:
    day = _working_day_ahead(35)
    _save("closure", day.isoformat(), {"first": day, "last": day, "reason": "Cuti bersama provinsi", "active": True})


def _sukoharjo() -> None:
    reason = "Rapat koordinasi dengan pendamping Sembako: kuota provinsi hanya sampai desil 4"
    choose_line("sembako", _loaded("screening_choice", {"line": "narrow", "reason": reason}))
    _save("numbering", "site", {"pattern": "{classification}/{number_padded}/SLRT/{month_roman}/{year}"})


def _belitung_timur() -> None:
    actions.add_case_type(_loaded("case_type", OWN_CASE_TYPE))
    write_own_rule(_loaded("screening_own", OWN_RULE | {"starts": rules().calendar.today()}))


def _tanjungbalai() -> None:
    statement = data_of_letter_type(rules().letter_types["registry_statement"])
    _save("letter_type", "registry_statement", statement | {"countersign": "Mengetahui, Lurah {village}"})


def _save(kind: str, slug: str, typed: dict[str, Any]) -> None:
    actions.save(kind, slug, _loaded(kind, typed))


def _loaded(kind: str, typed: dict[str, Any]) -> dict[str, Any]:
    given = {name: str(value) if isinstance(value, date) else value for name, value in typed.items()}
    loaded: Any = SCHEMAS[kind]().load({name: value for name, value in given.items() if value is not None})
    return loaded


def _working_day_ahead(days: int) -> date:
    """Some weeks after today, whatever day it is set on."""
    calendar = rules().calendar
    return calendar.add_working_days(clock.now() + SINCE, days)


def _first(role: str, near: Office | None = None) -> tuple[int, int]:
    """Membership and tenant of somebody in that role; the supervisor above a district when one is named."""
    wanted = select(Membership.id, Membership.tenant_id).where(Membership.role == role).order_by(Membership.id)
    if near is not None:
        wanted = wanted.where(Membership.tenant_id < near.tenant_id).order_by(Membership.tenant_id.desc())
    with enter(Context(Reader.PROVISIONER)):
        row = db.session.execute(wanted.limit(1)).one()
        db.session.rollback()
    return row.id, row.tenant_id


def _as(who: tuple[int, int], moment: datetime, action: Callable[[], None]) -> None:
    with acting_as(load_subject(*who)), clock.set_to(moment):
        action()
        db.session.commit()
