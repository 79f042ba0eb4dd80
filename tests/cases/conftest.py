"""Short ways to what every test of cases needs: a person, a case, and a walk through the machine."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from cases import actions
from cases.models import Case
from foundation import clock, jobs
from foundation.db import db
from foundation.messaging import Letter
from registry.actions import create_person
from tests.world import Site, World

NIK = "1906014404720001"

WAY = (
    ("accept", ""),
    ("check", "Desil 3, aktif"),
    ("recommend", "Reaktivasi PBI-JK"),
    ("decide", "Reaktivasi disetujui"),
)
"""From registered to decided, with the words of each step."""


def person_data(site: Site, **changes: Any) -> dict[str, Any]:
    data = {
        "name": "Junaidi", "nik": NIK, "family_card": None, "sex": "female", "birth_date": date(1972, 4, 4),
        "birth_place": "Manggar", "relation": 1, "phone": "+6281234564410", "email": "junaidi@contoh.test",
        "address": "Dusun Lalang II RT 04", "village_code": site.villages[0],
    }  # fmt: skip
    return data | changes


def intake(site: Site, **changes: Any) -> dict[str, Any]:
    data = {
        "case_type": "pbi_reactivation", "kind": "complaint", "sector": None, "channel": "walk_in", "emergency": False,
        "summary": "KIS nonaktif, harus cuci darah", "story": "Suami saya ditolak waktu mau cuci darah.",
        "village_code": site.villages[0], "proxy_name": None, "proxy_relation": None, "consent_share": True,
    }  # fmt: skip
    return data | changes


def referral_data(case: Case, agency_id: int, **changes: Any) -> dict[str, Any]:
    data = {
        "agency_id": agency_id, "service": "Jadwal cuci darah tetap berjalan", "note": None,
        "fields": ["name", "birth", "village", "summary", "done"], "version": case.version,
    }  # fmt: skip
    return data | changes


SIGNED = {"decide", "return", "reject", "file_decision"}
"""Steps that the manager takes."""


def usual_answers(name: str, site: Site) -> dict[str, Any]:
    """What a step's form holds most often, clean; nothing for a step that needs but words."""
    today = clock.today("Asia/Jakarta")
    seen = dict.fromkeys(("tenure", "floor", "wall", "lighting", "toilet"))
    siks = {"reference": "SIKS-2026-17", "operator": "Rosmala"}
    return {
        "order_visit": {"visitor_id": site.facilitator.membership_id, "visit_on": None},
        "record_visit": {"outcome": "found", "visited_on": today, **seen, "floor": "8"},
        "propose": {**siks, "proposed_on": today},
        "record_centre_answer": {**siks, "result": "approved", "answered_on": today},
        "inform": {"channel": "phone", "said_by": None},
        "record_feedback": {"satisfied": "yes"},
        "reject": {"reason": "not_eligible"},
    }.get(name, {})


def consent_data(**changes: Any) -> dict[str, Any]:
    data = {
        "agency_id": None, "fields": ["name", "birth", "village", "summary", "done"], "given_by": "self",
        "giver_name": None, "proof": "spoken", "proof_note": None, "given_on": clock.today("Asia/Jakarta"),
        "valid_until": None,
    }  # fmt: skip
    return data | changes


class Story:
    """Acts as members of one site and commits after every step, as requests do."""

    def __init__(self, app: Flask, as_: Callable[..., Any], world: World) -> None:
        self.app, self.as_, self.world, self.site = app, as_, world, world.a

    def register(self, site: Site | None = None, person: dict[str, Any] | None = None, **changes: Any) -> int:
        site = site or self.site
        with self.as_(site.front_office):
            who = create_person(person_data(site, **(person or {})), uuid4())
            case = actions.register(who.id, intake(site, **changes), uuid4())
            db.session.commit()
            return case.id

    def case(self, case_id: int, site: Site | None = None) -> Case:
        """As it stands now, outside any session."""
        with self.as_((site or self.site).manager) as subject:
            case = db.session.get_one(Case, (subject.tenant.id, case_id), populate_existing=True)
            db.session.expunge(case)
            return case

    def do(self, member: Any, act: Callable[[], Any]) -> Any:
        """One request: act and commit."""
        with self.as_(member):
            result = act()
            db.session.commit()
            return result

    def move(self, case_id: int, name: str, note: str = "", site: Site | None = None, **asked: Any) -> None:
        """One step by somebody who may; what it asks for besides words is the usual unless given."""
        site = site or self.site
        member = site.manager if name in SIGNED else site.back_office
        version = self.case(case_id, site).version
        answers = usual_answers(name, site) | asked
        self.do(member, lambda: actions.move(case_id, name, version, note, answers or None))

    def decided(self, site: Site | None = None, **changes: Any) -> int:
        """A case whose service is decided."""
        case_id = self.register(site, **changes)
        for name, note in WAY:
            self.move(case_id, name, note, site)
        return case_id

    def refer(self, case_id: int, agency: str = "health_office", site: Site | None = None, **changes: Any) -> int:
        site = site or self.site
        data = referral_data(self.case(case_id, site), site.agencies[agency], **changes)
        return self.do(site.manager, lambda: actions.refer(case_id, data).id)

    def run_jobs(self) -> int:
        """What a worker does: in nobody's name."""
        with self.app.app_context():
            return jobs.run_waiting()


@pytest.fixture
def mailbox(app: Flask) -> Iterator[list[Letter]]:
    """What leaves the house by e-mail."""
    sent: list[Letter] = []
    before = app.extensions["slrt_messaging"]
    app.extensions["slrt_messaging"] = {"email": sent.append}
    yield sent
    app.extensions["slrt_messaging"] = before


@pytest.fixture
def story(app: Flask, as_: Callable[..., Any], world: World, mailbox: list[Letter]) -> Story:
    return Story(app, as_, world)
