"""Update rounds of the demonstration: one village of each office, a round in each state, by the house's own actions."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from registry.models import Household, Person
from registry.rounds import actions, queries
from registry.rounds.actions import Answer
from registry.rounds.machine import State
from registry.rounds.schemas import MinutesSchema, OpenSchema, ProposalSchema
from settings.queries import rules
from settings.rules import cut_off_after
from slrt.demo.sites import Office
from tenants import provision
from tenants.access import acting_as, load_subject

_KEYS = UUID(int=0x53)
_WAY = ("hold", "sign_village", "verify", "approve", "send")
_REACHED = (State.DRAFT, State.HELD, State.VILLAGE_SIGNED, State.VERIFIED, State.APPROVED, State.SENT, State.ANSWERED)
_PROPOSALS = (
    {"kind": "in", "programme": "pkh", "reason": "agreed"},
    {"kind": "correct", "reason": "changed", "note": "Pekerjaan berubah"},
    {"kind": "out", "programme": "sembako", "reason": "desil_6_10"},
)
PEOPLE = 3
"""Proposed in each round."""


def fill(office: Office) -> None:
    """A round in each state, in the village where most people are recorded. Commits."""
    moment = clock.now()
    with acting_as(load_subject(office.staff["back_office"][0], office.tenant_id, moment)):
        village, people = _village()
        db.session.rollback()
    with enter(Context(Reader.PROVISIONER)):
        provision.add_villages(office.tenant_id, office.staff["village_head"][0], [village])
        db.session.commit()
    seats = {role: office.staff[role][0] for role in ("village_head", "verifier", "head")}
    seats["draft"] = office.staff["back_office"][0]
    for place, state in enumerate(_REACHED):
        _walk(office, seats, village, people, state, moment.date() - timedelta(days=30 * place))


def _village() -> tuple[str, list[int]]:
    same = (Household.tenant_id == Person.tenant_id) & (Household.id == Person.household_id)
    living = select(Household.village_code, func.array_agg(Person.id)).join(Person, same)
    living = living.where(Person.merged_into.is_(None)).group_by(Household.village_code)
    found = db.session.execute(living.order_by(func.count().desc(), Household.village_code).limit(1)).one()
    return found[0], sorted(found[1])[:PEOPLE]


def _walk(office: Office, seats: dict[str, int], village: str, people: list[int], state: State, day: date) -> None:
    who = {"hold": "draft", "sign_village": "village_head", "verify": "verifier", "approve": "head", "send": "draft"}
    with acting_as(load_subject(seats["draft"], office.tenant_id, clock.now())):
        cut_off = cut_off_after(day, rules().cut_off_day)
        told = {"village_code": village, "basis": "musdes", "cut_off_on": cut_off.isoformat()}
        opening: Any = OpenSchema().load(told)
        number = actions.open_round(opening, uuid5(_KEYS, f"{office.tenant_id}/{state}")).id
        for person_id, said in zip(people, _PROPOSALS, strict=False):
            proposal: Any = ProposalSchema().load(said)
            actions.propose(number, person_id, proposal)
        if state != State.DRAFT:
            _visit(number, day)
        db.session.commit()
    for name in _WAY[: _REACHED.index(state)]:
        with acting_as(load_subject(seats[who[name]], office.tenant_id, clock.now())):
            _step(number, name, day)
            db.session.commit()
    if state == State.ANSWERED:
        with acting_as(load_subject(seats["draft"], office.tenant_id, clock.now())):
            _answer(number, day)
            db.session.commit()


def _visit(number: int, day: date) -> None:
    for row in queries.round_view(queries.get_round(number)).standing:
        found = {"finding": "fits", "visited_on": day, "finding_note": "Ditemui di rumah."}
        actions.record_visit(number, row.item.id, found)


def _step(number: int, name: str, day: date) -> None:
    version = queries.get_round(number).version
    if name != "hold":
        note = f"SIKS-NG, {day:%d/%m/%Y}" if name == "send" else ""
        actions.move(number, name, {"note": note, "code": None, "version": version})
        return
    minutes = {
        "number": f"140/{number:02d}/BA/{day.year}",
        "held_on": day.isoformat(),
        "held_at": "Balai Desa",
        "chair": "Haji Mansur",
        "attendance": "Haji Mansur, Kepala Desa\nSuharti, Kepala Dusun\nRustam, Ketua RT 03",
        "summary": "Usulan dibacakan satu per satu dan disepakati peserta musyawarah.",
        "version": version,
    }
    clean: Any = MinutesSchema().load(minutes)
    actions.write_minutes(number, clean)


def _answer(number: int, day: date) -> None:
    view = queries.round_view(queries.get_round(number))
    said = ("accepted", "accepted", "rejected")
    answers = [
        Answer(row.item.id, answer, day, note="" if answer == "accepted" else "Data kependudukan belum padan")
        for row, answer in zip(view.standing, said, strict=False)
    ]
    actions.take_over(number, answers)
    actions.move(number, "finish", {"note": "", "code": None, "version": queries.get_round(number).version})
