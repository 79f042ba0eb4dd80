"""Years of money, foundations and self-assessments of the demonstration's districts: one strong, one on the edge, one
that lives from the state alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID, uuid5

from foundation import clock
from foundation.db import db
from foundation.jobs import at_office
from slrt.demo.sites import Office
from sustainability.actions import assessment, money, plan, profile, records, scores
from sustainability.actions.warnings import warn_of_ends
from sustainability.kinds import KINDS
from sustainability.models import ITEMS
from sustainability.queries.plan import the_plan
from sustainability.questions import NEWEST, QUESTIONS
from sustainability.schemas import FundingLineSchema, ProfileSchema
from sustainability.schemas.plan import ActionSchema, PlanStepSchema, ProgressSchema
from sustainability.steps import GAPS
from tenants.access import acting_as, load_subject
from web.schemas import BaseSchema

_KEYS = UUID(int=0x5A)
_NEED = {
    "facilitators": 240, "supervisors": 18, "manager": 12, "secretariat": 60, "operations": 90, "training": 40,
    "devices": 30, "puskesos": 50,
}  # fmt: skip
"""What a year costs, in millions: 50 facilitators at Rp400,000 a month, 3 supervisors, a manager, two desks."""
MILLION = 1_000_000
ATTENDING = (
    ("chair", "Sekretaris Daerah", "1"),
    ("social", "Dinas Sosial dan SLRT", "6"),
    ("planning", "Bappeda", "3"),
    ("agency", "Dinas Kesehatan dan Dukcapil", "8"),
)
"""Who sits at a meeting: part, office, how many."""


@dataclass(frozen=True)
class Fate:
    """How a district stands."""

    cohort: int
    families: int
    ends: int
    """The last year of APBN support, counted from this one."""
    law: tuple[tuple[str, str, str], ...]
    """Level, number, date."""
    form: tuple[str, str]
    plans: tuple[str, ...]
    meetings: int
    liaisons: int
    desks: int
    desks_funded: int
    district: int
    """Millions a year from the district's own budget in this year; before, less."""
    province: int
    village: int
    mood: tuple[int, int]
    """What people answer in the self-assessment, from .. to; the first round is a step lower."""
    gaps: tuple[str, ...]
    """Whose steps the exit plan takes over."""
    moves: tuple[tuple[str, str], ...]
    """How far the plan has come: who has taken which step."""


FATES = {
    "SKH": Fate(
        2016, 289_400, -2,
        (("perda", "Perda 4 Tahun 2019", "2019-06-03"), ("perkada", "Perbup 31 Tahun 2020", "2020-02-10")),
        ("uptd", "UPTD SLRT Sukoharjo"), ("rpjmd", "renstra", "rkpd", "sop", "exit_plan"), 4, 5, 30, 26,
        410, 60, 70, (5, 7), ("desks_without_money",),
        (("manager", "submit"), ("head", "approve_social"), ("planner", "approve_bappeda")),
    ),
    "BLT": Fate(
        2018, 40_300, 0, (("perkada", "Perbup 21 Tahun 2023", "2023-05-15"),),
        ("section", "Seksi Data dan SLRT"), ("renstra", "rkpd", "sop"), 2, 2, 14, 6, 170, 40, 75, (3, 6),
        ("no_apbd_line", "unpaid"), (("manager", "submit"), ("head", "approve_social")),
    ),
    "TJB": Fate(
        2018, 46_900, 0, (("sk_office", "SK Kadinsos 460/77/2018", "2018-08-01"),),
        ("ad_hoc", "Tim SLRT Kota Tanjungbalai"), ("sop",), 1, 0, 3, 0, 0, 0, 20, (2, 4), ("weak_law", "ad_hoc"), (),
    ),
}  # fmt: skip
"""By the prefix of the district's case codes."""


def fill(office: Office, chance: Random) -> None:
    """Write it all down through the actions, as the manager. Commits."""
    fate, today = FATES[office.place.prefix], clock.now().date()
    writer = _Writer(office)
    writer.do(lambda: profile.put_profile(_profile(fate), 0))
    ends_on = f"{today.year + fate.ends}-12-31"
    writer.add("masa-dukungan", source="apbn", starts_on=f"{fate.cohort}-01-01", ends_on=ends_on, document="SK Dirjen")
    for level, number, day in fate.law:
        about = "Sistem Layanan dan Rujukan Terpadu"
        writer.add("dasar-hukum", about="slrt", level=level, number=number, title=about, valid_from=day)
    writer.add("kelembagaan", form=fate.form[0], name=fate.form[1], valid_from="2020-01-02")
    for kind in fate.plans:
        title = f"{kind.replace('_', ' ').upper()} {office.place.name} {today.year - 1}-{today.year + 3}"
        writer.add("perencanaan", kind=kind, title=title, from_year=str(today.year - 1), to_year=str(today.year + 3))
    followed_up = _plan(writer, fate, today)
    _meet(writer, fate, followed_up)
    _promise(writer, office, fate)
    _desks(writer, office, fate, today.year)
    for year in range(max(fate.cohort, today.year - 4), today.year + 3):
        _pay(writer, fate, year, today.year)
    for lower in (1, 0):
        _ask(office, fate, lower, chance)
    for role, step in fate.moves:
        writer.do(lambda step=step: _approve(step), role)
    with at_office(office.tenant_id):
        warn_of_ends(today)
    writer.do(scores.store_score)


class _Writer:
    """Acts as the manager, one transaction per thing, with keys that are the same every time."""

    def __init__(self, office: Office) -> None:
        self.office, self.made = office, 0

    def do(self, act: Callable[[], Any], role: str = "manager") -> Any:
        return self.office.do(role, act)

    def key(self) -> UUID:
        self.made += 1
        return uuid5(_KEYS, f"{self.office.tenant_id}/{self.made}")

    def add(self, word: str, parent_id: int | None = None, **typed: Any) -> int:
        kind, key = KINDS[word], self.key()
        data = cast(Mapping[str, Any], kind.schema().load(typed))
        return self.do(lambda: records.add_record(kind, data, key, parent_id=parent_id).id)


def _profile(fate: Fate) -> Mapping[str, Any]:
    typed = {"cohort_year": fate.cohort, "families": fate.families, "families_source": "Dukcapil, semester I"}
    return cast(Mapping[str, Any], ProfileSchema().load(typed))


def _plan(writer: _Writer, fate: Fate, today: date) -> int:
    """Steps for its gaps, an action of its own that is done, one that costs much; the number of the first."""
    goal = {"goal": "SLRT tetap melayani setelah APBN berakhir: dibiayai APBD dan desa, dengan petugas yang digaji."}
    ends_on = date(today.year + fate.ends, 12, 31)
    writer.do(lambda: plan.put_goal({**goal, "ends_on": ends_on}, 0))
    for gap in fate.gaps:
        key, steps = writer.key(), list(GAPS[gap].steps)
        writer.do(lambda gap=gap, key=key, steps=steps: plan.add_steps(gap, today.year + 2, steps, key))
    own = {"title": "Paparkan hasil SLRT kepada Bupati atau Wali Kota dan DPRD", "owner": "Kepala Dinas Sosial"}
    own |= {
        "office": "Dinas Sosial",
        "due_on": (today - timedelta(days=20)).isoformat(),
        "proof": "Berita acara paparan",
    }
    first = writer.do(lambda: plan.add_action(_read(ActionSchema, own), writer.key()).id)
    done = {"state": "done", "done_on": (today - timedelta(days=25)).isoformat(), "evidence": "Berita acara 460/12"}
    writer.do(lambda: plan.note_progress(first, _read(ProgressSchema, done), 1))
    train = {"title": "Latih ulang semua fasilitator dan petugas Puskesos", "owner": "Sekretaris Dinas Sosial"}
    train |= {"office": "Dinas Sosial", "due_on": f"{today.year + 1}-03-31", "proof": "Daftar hadir"}
    train |= {"cost": "Rp85.000.000", "source": "village"}
    writer.do(lambda: plan.add_action(_read(ActionSchema, train), writer.key()))
    return first


def _approve(step: str) -> None:
    plan.move(step, _read(PlanStepSchema, {"version": the_plan().version}))


def _read(schema: type[BaseSchema], typed: Mapping[str, Any]) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], schema().load(typed))


def _meet(writer: _Writer, fate: Fate, followed_up: int) -> None:
    topics = ("Rujukan kesehatan", "Data keluarga miskin", "Anggaran tahun depan", "Puskesos dan APBDes")
    for number in range(fate.meetings):
        held = clock.now().date() - timedelta(days=30 + 80 * number)
        present = "Dinas Sosial\nBappeda\nDinas Kesehatan\nDukcapil"
        meeting = writer.add(
            "rapat", held_on=held.isoformat(), topic=topics[number], participants="18", present=present,
            place="Ruang rapat Bappeda", chair="Sekretaris Daerah",
            summary="Dinas Sosial memaparkan kasus setahun terakhir; peserta membahas pembagian tugas.",
        )  # fmt: skip
        for part, who, people in ATTENDING:
            writer.add("kehadiran", meeting, part=part, office=who, people=people)
        due = held + timedelta(days=45)
        done = (held + timedelta(days=40)).isoformat() if number else ""
        decided = {"decision": f"Menindaklanjuti: {topics[number].lower()}", "responsible": "Bappeda"}
        decided |= {"done_on": done} if done else {"action_id": str(followed_up)}
        writer.add("keputusan", meeting, **decided, due_on=due.isoformat())


def _promise(writer: _Writer, office: Office, fate: Fate) -> None:
    for agency_id in list(office.agencies.values())[: fate.liaisons]:
        writer.add(
            "komitmen", agency_id=agency_id, promise="Menjawab rujukan dalam lima hari kerja", liaison=True,
            document="Berita acara rapat koordinasi", valid_from="2024-03-01",
        )  # fmt: skip
    writer.add(
        "komitmen", partner="Baznas", promise="Membantu kasus yang tidak tercakup program", liaison=False,
        document="MoU Baznas", valid_from="2023-01-01",
    )  # fmt: skip


def _desks(writer: _Writer, office: Office, fate: Fate, year: int) -> None:
    for number, village in enumerate(office.villages[: fate.desks]):
        desk = writer.add("puskesos", village_code=village, opened_on="2019-03-01", document="SK Kepala Desa")
        if number < fate.desks_funded:
            writer.add("dana-puskesos", desk, year=str(year), source="village", amount=str(12 * MILLION))


def _pay(writer: _Writer, fate: Fate, year: int, this_year: int) -> None:
    """Certain until this year; the next is bound in part, the one after that hoped for."""
    growth = max(0, 5 - max(0, this_year - year)) / 5
    supported = year <= this_year + fate.ends
    sources = {
        "apbn": round(330 * (0.6 if supported and year == this_year else 1)) if supported else 0,
        "apbd_district": round(fate.district * growth),
        "apbd_province": round(fate.province * growth),
        "village": round(fate.village * growth),
    }
    rows = []
    for source, amount in sources.items():
        if amount:
            hoped = year > this_year + 1
            part = amount * MILLION
            typed = {"year": year, "source": source, "item": "facilitators" if source != "village" else "puskesos"}
            typed |= {"planned": part if hoped else 0, "committed": 0 if hoped else part}
            typed |= {"realised": part * 96 // 100 if year < this_year else 0}
            typed |= {} if hoped else {"document": f"{'DIPA' if source == 'apbn' else 'DPA'} {year}"}
            rows.append(cast(Mapping[str, Any], FundingLineSchema().load(typed)))
    needs = {item: _NEED[item] * MILLION for item in ITEMS}
    writer.do(lambda: money.put_needs(year, needs))
    if rows:
        writer.do(lambda: money.put_lines(rows))


def _ask(office: Office, fate: Fate, lower: int, chance: Random) -> None:
    """A round that the office and some facilitators answer."""
    writer = _Writer(office)
    with clock.set_to(clock.now() - timedelta(days=10 + 180 * lower)):
        round_id = writer.do(lambda: assessment.open_round().id)
        people = [id_ for role in ("front_office", "back_office", "supervisor") for id_ in office.staff[role]]
        for membership_id in [*people, *office.staff["facilitator"][:6]]:
            values = {slug: _value(fate, lower, chance) for slug in QUESTIONS[NEWEST].statements}
            with acting_as(load_subject(membership_id, office.tenant_id, clock.now())):
                assessment.answer(round_id, values)
                db.session.commit()
        writer.do(lambda: assessment.close_round(round_id))


def _value(fate: Fate, lower: int, chance: Random) -> int:
    if chance.random() < 0.04:
        return 0
    return max(1, chance.randint(*fate.mood) - lower)
