"""What the demonstration's districts have learned from each other: two lessons, one waiting, a question, two meetings;
and how every district stands after a night."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import select

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from slrt.demo.sites import Office
from sustainability.actions.standings import decide_naming
from sustainability.jobs import score_districts
from sustainability.lessons.actions import events, notes, review, talk
from sustainability.lessons.schemas import EventSchema, LessonSchema, PromiseSchema
from tenants.access import acting_as, load_subject
from tenants.models import Membership, Tenant

_KEYS = UUID(int=0x4C)
WRITTEN = {
    "SKH": (
        "Honor fasilitator dibayar APBDes sejak dukungan APBN berakhir", "funding",
        "Dukungan APBN berakhir. Honor 50 fasilitator hilang; sepertiganya berhenti dalam tiga bulan.",
        "Bupati menerbitkan Perbup tentang SLRT. Dinas Sosial dan Dinas PMD menyusun satu baris baku untuk APBDes.\n"
        "Camat memeriksa baris itu saat evaluasi APBDes. Desa membayar dari Dana Desa per triwulan.",
        124_800_000, "Dari 50 fasilitator, 46 bekerja lagi. Kasus selesai dalam tenggat naik dari 61% menjadi 78%.",
    ),
    "BLT": (
        "Puskesos buka di balai desa setiap hari pasar", "desks",
        "Warga pulau luar tidak datang ke kantor kabupaten; hanya satu dari enam kasus berasal dari sana.",
        "Fasilitator dan perangkat desa membuka meja di balai desa pada hari pasar, dengan satu tablet.",
        18_000_000, "Kasus dari pulau luar naik dari 12 menjadi 74 dalam setahun.",
    ),
    "TJB": (
        "Rapat koordinasi bulanan dengan rumah sakit", "partners",
        "Rujukan kesehatan dijawab rata-rata sesudah 19 hari kerja.",
        "Satu jabatan penghubung di rumah sakit, dan rapat setengah jam setiap bulan dengan daftar rujukan terbuka.",
        None, "Rata-rata jawaban menjadi 6 hari kerja.",
    ),
}  # fmt: skip
"""By the prefix of the district's case codes: title, topic, problem, what was done, cost, result."""
WAITING = "TJB"
"""Whose lesson its province has not reviewed yet."""


def learn(offices: list[Office]) -> None:
    """Write, approve, publish, thank, ask, answer and meet, through the actions. Commits."""
    copies: dict[str, int] = {}
    for office in offices:
        number = _hand_in(office)
        if office.place.prefix != WAITING:
            copies[office.place.prefix] = as_province(office, lambda n=number: review.publish(n))
    for office in offices:
        for prefix, copy in copies.items():
            if prefix != office.place.prefix:
                office.do("manager", lambda c=copy: talk.thank(c))
    by_prefix = {office.place.prefix: office for office in offices}
    _talk(by_prefix, copies)
    _meet(offices)
    for office in offices:
        if office.place.prefix != WAITING:
            office.do("head", lambda: decide_naming(True))
    score_districts()


def _hand_in(office: Office) -> int:
    title, topic, problem, done, cost, result = WRITTEN[office.place.prefix]
    typed = {"title": title, "topic": topic, "problem": problem, "done": done, "cost": cost, "result": result}
    data = cast(Mapping[str, Any], LessonSchema().load(typed))
    key = uuid5(_KEYS, str(office.tenant_id))
    number = office.do("supervisor", lambda: notes.add_note(data, key).id)
    office.do("supervisor", lambda: notes.take_step(number, "propose", "", 1))
    office.do("manager", lambda: notes.take_step(number, "approve", "", 2))
    return number


def _talk(by_prefix: Mapping[str, Office], copies: Mapping[str, int]) -> None:
    asker, origin = by_prefix.get(WAITING), by_prefix.get("SKH")
    if asker is None or origin is None:
        return
    copy, key = copies["SKH"], uuid5(_KEYS, "question")
    asked = asker.do("manager", lambda: talk.ask(copy, "Siapa yang menyusun baris baku untuk APBDes itu?", key).id)
    origin.do("supervisor", lambda: talk.answer(copy, asked, "Bidang keuangan desa di Dinas PMD bersama kami."))
    again = uuid5(_KEYS, "second question")
    asker.do("manager", lambda: talk.ask(copy, "Bagaimana desa yang APBDes-nya sudah ditetapkan?", again))


def _meet(offices: list[Office]) -> None:
    """One meeting that is over, with what followed; one that lies ahead."""
    host, *guests = offices
    today = clock.now()
    with clock.set_to(today - timedelta(days=40)):
        shared = _event("Belajar dari Sukoharjo: dana desa untuk fasilitator", 10)
        past = as_province(host, lambda: events.invite(shared))
        for office in offices:
            office.do("manager", lambda: events.take_part(past, 3))
    due = (today + timedelta(days=30)).date().isoformat()
    promised = cast(Mapping[str, Any], PromiseSchema().load({"promise": "Menyusun draf Perbup SLRT", "due_on": due}))
    for office in guests:
        office.do("manager", lambda: events.promise(past, promised))
    as_province(host, lambda: events.write_outcome(past, "Contoh Perbup dan baris APBDes dibagikan kepada peserta."))
    ahead = as_province(host, lambda: events.invite(_event("Puskesos sesudah APBN: siapa membayar apa?", 21)))
    host.do("manager", lambda: events.take_part(ahead, 4))


def _event(title: str, days: int) -> Mapping[str, Any]:
    held_on = (clock.now() + timedelta(days=days)).date().isoformat()
    typed = {"title": title, "about": "Setiap daerah membawa satu angka dan satu contoh.", "held_on": held_on}
    return cast(Mapping[str, Any], EventSchema().load({**typed, "place": "Rapat daring"}))


def as_province(office: Office, act: Callable[[], Any]) -> Any:
    """As whoever supervises that district."""
    with enter(Context(Reader.PROVISIONER)):
        above = select(Tenant.parent_id).where(Tenant.id == office.tenant_id).scalar_subquery()
        who = select(Membership.id, Membership.tenant_id).where(
            Membership.tenant_id == above, Membership.role == "provincial_supervisor"
        )
        membership_id, tenant_id = db.session.execute(who).one()
        db.session.rollback()
    with acting_as(load_subject(membership_id, tenant_id, clock.now())):
        result = act()
        db.session.commit()
        return result
