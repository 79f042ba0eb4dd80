"""What colleagues of an office do among themselves: notes, mentions, work sent back, cases given, views kept."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID, uuid5

from sqlalchemy import select

from cases import actions
from cases.actions import views
from cases.machine import State
from cases.models import Case
from cases.queries import QueueView
from foundation import clock
from foundation.db import db
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject

_KEYS = UUID(int=0x52)
NOTES = (
    ("back_office", "manager", "Keluarga minta ditelepon sore hari, setelah pukul tiga."),
    ("front_office", "back_office", "Surat dari puskesmas sudah dititipkan di loket, mohon diambil."),
    ("manager", "back_office", "Tolong cek lagi desilnya sebelum saya tetapkan."),
    ("back_office", "supervisor", "Fasilitator desa ini belum bisa dihubungi sejak Senin."),
    ("back_office", "front_office", "Warga bisa datang besok pagi untuk tanda tangan."),
)
"""Who writes, whom they call, and what."""
VIEWS = (
    ("back_office", "Lewat tenggat di meja saya", QueueView(desk="me", due="late"), False),
    ("supervisor", "Belum dibagi", QueueView(owner="none"), True),
    ("manager", "Macet lebih dari 10 hari", QueueView(age="11-"), True),
)
"""Who keeps which view, and whether colleagues may open it."""
COMPLETED = "Dilengkapi: surat rumah sakit terlampir, desa tidak mampu menangani sendiri."
RETURNED = ("Lampirkan surat keterangan rumah sakit.", "Jelaskan mengapa tidak ditangani di desa dulu.")


def work_together(office: Office, chance: Random) -> None:
    """Notes on some cases, two recommendations sent back once, new cases given out, three views kept. Commits."""
    _send_back(office)
    _write_notes(office, chance)
    _give_out(office, chance)
    _as(
        office, "back_office", lambda: views.save("Lewat tenggat di meja saya", QueueView(desk="me", due="late"), False)
    )
    _as(office, "supervisor", lambda: views.save("Belum dibagi", QueueView(owner="none"), True))
    _as(office, "manager", lambda: views.save("Macet lebih dari 10 hari", QueueView(age="11-"), True))


def _send_back(office: Office) -> None:
    for case_id, why in zip(_cases(office, State.AWAITING_DECISION), RETURNED, strict=False):
        _as(office, "manager", lambda c=case_id, why=why: actions.move(c, "return", _version(office, c), why), 30)
        _as(office, "back_office", lambda c=case_id: actions.move(c, "recommend", _version(office, c), COMPLETED), 6)


def _write_notes(office: Office, chance: Random) -> None:
    cases = _cases(office)
    chosen = chance.sample(cases, min(len(NOTES), len(cases)))
    for number, (case_id, (writer, called, words)) in enumerate(zip(chosen, NOTES, strict=False)):
        key = uuid5(_KEYS, f"{office.tenant_id}/{number}")
        whom = [office.staff[called][0]]
        _as(office, writer, lambda c=case_id, k=key, w=words, m=whom: actions.add_note(c, w, m, k), 5 - number)


def _give_out(office: Office, chance: Random) -> None:
    """The supervisor gives the newest cases to the back office, as every morning."""
    new = _cases(office, State.REGISTERED)[:5]
    if not new:
        return
    to = chance.choice(office.staff["back_office"])

    def give() -> object:
        return actions.assign_many({each: _version(office, each) for each in new}, to, "Pembagian pagi")

    _as(office, "supervisor", give)


def _cases(office: Office, state: State | None = None) -> list[int]:
    """Open cases that everybody in the office may see and that have rested for a day, the oldest first."""
    rested = Case.moved_on < clock.now().date() - timedelta(days=1)
    wanted = select(Case.id).where(Case.closed_at.is_(None), Case.confidential.is_(False), rested).order_by(Case.id)
    with acting_as(load_subject(office.staff["manager"][0], office.tenant_id)):
        found = db.session.scalars(wanted.where(Case.state == state) if state else wanted).all()
        db.session.rollback()
    return list(found)


def _version(office: Office, case_id: int) -> int:
    """As the person at the desk read it; asked inside their own transaction."""
    return db.session.get_one(Case, (office.tenant_id, case_id), populate_existing=True).version


def _as(office: Office, role: str, act: Callable[[], object], hours: float = 1) -> None:
    moment = clock.now() - timedelta(hours=hours)
    with acting_as(load_subject(office.staff[role][0], office.tenant_id, moment)), clock.set_to(moment):
        act()
        db.session.commit()
