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
from practice.rounds import RoundWalk
from practice.scenarios import OF_ROUND, SCENARIOS, Scenario
from practice.stories import Proposal
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
    code, round_id = _prepare(scenario), _prepare_round(scenario)
    with within(subject().tenant.id):
        run = PracticeRun(
            membership_id=subject().membership_id,
            scenario=slug,
            case_code=code,
            round_id=round_id,
            after_event=newest_event(),
        )
        db.session.add(run)
        db.session.flush()
        return run.id


def let_colleagues_go_on(run_id: int) -> None:
    """The others take their steps until it is the trainee's turn again. Refused: 404, 409 when it is not theirs."""
    view = my_run(run_id)
    scenario = view.scenario
    prepared = view.case_id is not None or view.round_id is not None
    if not view.waits or not prepared or view.run.finished_at is not None:
        raise Refused(_("Sekarang giliran Anda, bukan rekan."), status=409, code="your_turn")
    with within(subject().tenant.id):
        people = colleagues_of(subject().tenant.id)
    with alone():
        walk: Walk | RoundWalk
        if scenario.story is not None:
            walk = Walk(people, scenario.story, now())
            walk.case_id = view.case_id or 0
        else:
            walk = RoundWalk(people, _proposal_of(scenario), now(), view.round_id or 0)
        for step in takewhile(lambda step: step.by != scenario.role, view.to_do):
            walk.take(step.does.removeprefix(OF_ROUND))


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
        run.score, run.finished_at, run.round_id = score, now(), None


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
    if scenario.before is None or scenario.story is None:
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


def _prepare_round(scenario: Scenario) -> int | None:
    """What colleagues have done before a round is the trainee's: its number; None for a task about a case."""
    if scenario.proposal is None:
        return None
    room_id = subject().tenant.id
    with within(room_id):
        people, village = colleagues_of(room_id), village_for(room_id)
    with alone():
        walk = RoundWalk(people, scenario.proposal, now())
        walk.open(person_of(scenario, village, randbelow(SERIALS)))
        for step in scenario.before or ():
            walk.take(step.removeprefix(OF_ROUND))
        return walk.round_id


def _proposal_of(scenario: Scenario) -> Proposal:
    if scenario.proposal is None:
        raise TypeError(f"{scenario.slug} is about no round")
    return scenario.proposal
