"""A task is begun, colleagues go on, and it is judged at the end."""

from dataclasses import asdict
from itertools import takewhile
from secrets import randbelow

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from practice.cast import colleagues_of
from practice.judging import judge
from practice.models import PracticeRoom, PracticeRun
from practice.queries.runs import (
    SERIALS,
    case_of,
    deeds_of,
    get_run,
    my_run,
    newest_event,
    person_of,
    village_for,
)
from practice.rooms import alone, within
from practice.scenarios import SCENARIOS, Scenario
from practice.walks import Walk
from tenants import access
from tenants.access import subject


def begin(slug: str) -> int:
    """The number of a try at that task; one that is running already goes on. Everything it begins with is prepared.

    Refused: 403, 404 for a task of another role or outside the room, 409 while the room is being filled.
    """
    access.require("practice:join")
    scenario = SCENARIOS.get(slug)
    if scenario is None or scenario.role != subject().role or not subject().tenant.practises:
        raise Refused(_("Tugas latihan itu tidak ada."), status=404, code="not_found")
    running = _running(slug)
    if running is not None:
        return running
    code = _prepare(scenario)
    with within(subject().tenant.id):
        run = PracticeRun(
            membership_id=subject().membership_id, scenario=slug, case_code=code, after_event=newest_event()
        )
        db.session.add(run)
        db.session.flush()
        return run.id


def let_colleagues_go_on(run_id: int) -> None:
    """The others take their steps until it is the trainee's turn again. Refused: 404, 409 when it is not theirs."""
    view = my_run(run_id)
    if not view.waits or view.case_id is None or view.run.finished_at is not None:
        raise Refused(_("Sekarang giliran Anda, bukan rekan."), status=409, code="your_turn")
    with within(subject().tenant.id):
        people = colleagues_of(subject().tenant.id)
    with alone():
        walk = Walk(people, view.scenario.story, now())
        walk.case_id = view.case_id
        for step in takewhile(lambda step: step.by != view.scenario.role, view.to_do):
            walk.take(step.does)


def finish(run_id: int) -> None:
    """It is judged as it stands; afterwards it stays as it is. Refused (404)."""
    with within(subject().tenant.id):
        run = get_run(run_id)
        if run.finished_at is not None:
            return
        scenario, case = SCENARIOS[run.scenario], case_of(run)
        findings, score = judge(scenario.steps, scenario.role, deeds_of(run, case))
        run.case_code = case.code if case is not None else None
        run.findings = [asdict(each) for each in findings]
        run.score, run.finished_at = score, now()


def _running(slug: str) -> int | None:
    with within(subject().tenant.id):
        ready = db.session.scalar(select(PracticeRoom.ready_at))
        if ready is None:
            raise Refused(_("Ruang latihan sedang diisi. Tunggu sebentar."), status=409, code="being_filled")
        mine = select(PracticeRun.id).where(
            PracticeRun.membership_id == subject().membership_id,
            PracticeRun.scenario == slug,
            PracticeRun.finished_at.is_(None),
        )
        return db.session.scalar(mine.order_by(PracticeRun.id.desc()).limit(1))


def _prepare(scenario: Scenario) -> str | None:
    """What colleagues have done before it begins: the code of the case; None where the trainee registers it."""
    if scenario.before is None:
        return None
    who = subject()
    with within(who.tenant.id):
        people, village = colleagues_of(who.tenant.id), village_for(who.tenant.id)
    with alone():
        walk = Walk(people, scenario.story, now(), agency_id=who.agency_id)
        walk.visitor_id = who.membership_id if scenario.visits else walk.visitor_id
        walk.register(person_of(scenario, village, randbelow(SERIALS)))
        for step in scenario.before:
            walk.take(step)
        return walk.code
