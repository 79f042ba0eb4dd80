"""The people of a demonstration's office as its manager keeps them: decrees, pay, a training, tablets."""

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from marshmallow import Schema
from sqlalchemy import select

from foundation import clock
from foundation.db import db
from slrt.demo.sites import Office
from tenants.access import Subject, acting_as, load_subject
from tenants.models import Membership
from workforce import actions
from workforce.actions import certificates, equipment, testing
from workforce.actions import training as trainings
from workforce.courses import NATIONAL_SLUGS, national
from workforce.queries import training as of_training
from workforce.schemas import EquipmentSchema, MoveSchema, TrainingSchema, WorkerSchema

_KEYS = UUID(int=0x57)
ROSTER = {"manager": 1, "supervisor": 3, "front_office": 1, "back_office": 1, "facilitator": 14}
"""How many of each role stand on the roster: enough to see who pays whom, and villages without anybody."""
HONORARIUM = {"manager": 1_000_000, "supervisor": 500_000, "facilitator": 400_000}
FUNDING = ("state", "state", "district", "village", "unpaid")
TRAINED, PASSED, TABLETS = 8, 6, 6


def keep_roster(office: Office, house: str) -> None:
    """Roster, last month's pay, a training with tests and certificates, tablets in people's hands. Commits."""
    today = clock.today("Asia/Jakarta")
    with _as(office, "manager"):
        people = [
            _appoint(office, role, membership_id, number, today)
            for role, wanted in ROSTER.items()
            for number, membership_id in enumerate(office.staff[role][:wanted], start=1)
        ]
        db.session.commit()
    with _as(office, "administrator"):
        for worker_id, membership_id in people:
            actions.link_account(worker_id, membership_id)
        db.session.commit()
    facilitators = [worker_id for worker_id, membership_id in people if membership_id in office.beats]
    with _as(office, "manager"):
        _pay(facilitators, today)
        held = _train(facilitators[:TRAINED], office, today)
        _hand_out(facilitators[:TABLETS], office, today)
        db.session.commit()
    _take_tests(office, held, dict(people), facilitators[:PASSED])
    with _as(office, "manager"):
        certificates.issue(held, house)
        db.session.commit()


def _as(office: Office, role: str) -> AbstractContextManager[Subject]:
    return acting_as(load_subject(office.staff[role][0], office.tenant_id))


def _appoint(office: Office, role: str, membership_id: int, number: int, today: date) -> tuple[int, int]:
    """One decree; every fifth ends within ninety days. Worker and membership."""
    name = db.session.scalars(select(Membership.name).where(Membership.id == membership_id)).one()
    funding = FUNDING[number % len(FUNDING)] if role == "facilitator" else "district"
    told = {
        "name": name,
        "post": role,
        "villages": "\n".join(office.beats.get(membership_id, [])),
        "sk_number": f"460/{number}/{role[:3].upper()}/{today.year}",
        "sk_date": date(today.year, 1, 2).isoformat(),
        "valid_from": date(today.year, 1, 2).isoformat(),
        "valid_until": (today + timedelta(days=60 if number % 5 == 0 else 200)).isoformat(),
        "funding": funding,
        "honorarium": "" if funding == "unpaid" else str(HONORARIUM.get(role, 750_000)),
        "phone": f"08125{office.tenant_id:02}{list(ROSTER).index(role)}{number:04}",
    }
    given = {field: value for field, value in told.items() if value}
    made = actions.add_worker(_loaded(WorkerSchema(), given), uuid5(_KEYS, f"{office.tenant_id} {role} {number}"))
    return made.id, membership_id


def _pay(facilitators: list[int], today: date) -> None:
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    actions.note_pay(last_month, facilitators[::2], "paid", 400_000)
    actions.note_pay(last_month, facilitators[1:4:2], "late", 400_000)


def _train(trainees: list[int], office: Office, today: date) -> int:
    began = today - timedelta(days=20)
    told = {
        "place": f"Aula Dinas Sosial {office.place.name}",
        "first_day": began.isoformat(),
        "last_day": (began + timedelta(days=1)).isoformat(),
        "trainers": "Tim Teknis Provinsi",
        "courses": list(NATIONAL_SLUGS),
    }
    held = trainings.add_training(_loaded(TrainingSchema(), told), uuid5(_KEYS, f"{office.tenant_id} training"))
    trainings.enrol(held, trainees)
    trainings.take_attendance(held, [line.id for line in of_training.training(held).trainees])
    return held


def _take_tests(office: Office, held: int, accounts: dict[int, int], workers: list[int]) -> None:
    for worker_id in workers:
        with acting_as(load_subject(accounts[worker_id], office.tenant_id)):
            for slug in NATIONAL_SLUGS:
                answers = [asked.right for asked in national()[slug].questions]
                testing.hand_in(held, slug, answers, uuid5(_KEYS, f"{office.tenant_id} {worker_id} {slug}"))
            db.session.commit()


def _hand_out(workers: list[int], office: Office, today: date) -> None:
    for number, worker_id in enumerate(workers, start=1):
        serial = f"{office.place.prefix}-TAB-{number:03}"
        told = {"kind": "tablet", "label": "Samsung Galaxy Tab A8", "serial": serial, "funding": "state"}
        made = equipment.add_equipment(_loaded(EquipmentSchema(), told), uuid5(_KEYS, f"{office.tenant_id} {serial}"))
        step = {"day": (today - timedelta(days=19)).isoformat(), "worker": worker_id, "version": 1}
        equipment.move_equipment(made, "handed_over", _loaded(MoveSchema(), step))


def _loaded(schema: Schema, told: dict[str, Any]) -> dict[str, Any]:
    loaded: Any = schema.load(told)
    return loaded
