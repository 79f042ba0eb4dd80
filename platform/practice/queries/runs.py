"""What a trainee has before them: tasks, tries, and what was really done in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from cases.models import Case, CaseEvent, Consent, EventDetail, Referral, ReferralEvent
from foundation.db import db
from foundation.errors import Refused
from practice.cast import villages_of
from practice.judging import Deed, Finding, still_to_do
from practice.models import PracticeRun
from practice.rooms import within
from practice.scenarios import OF_AGENCY, OF_ROUND, SCENARIOS, VISIT, Scenario, Wanted, tasks_for
from practice.stories import person
from registry.rounds.models import RoundEvent, RoundItem
from tenants.access import subject
from tenants.models import Agency

_FIRST, SERIALS = 1_000, 9_000
"""Serial numbers of the NIKs of people in tasks; those who were there before have lower ones."""


@dataclass(frozen=True)
class Task:
    """One task as the list shows it."""

    scenario: Scenario
    running: int | None
    """The try that the trainee has begun and not finished."""
    best: int | None
    tries: int


@dataclass(frozen=True)
class RunView:
    """One try as its page shows it."""

    run: PracticeRun
    scenario: Scenario
    case_id: int | None
    referral_id: int | None
    """The newest one of the case."""
    round_id: int | None
    person: Mapping[str, Any] | None
    """What is to be typed of the citizen, as long as the trainee has nobody registered."""
    to_do: Sequence[Wanted]
    """The steps that have not been taken."""
    findings: Sequence[tuple[Finding, Wanted | None]]
    """Once finished, with the step it is about; None for one that did not belong there."""

    @property
    def next(self) -> Wanted | None:
        """The first step that has not been taken; None when all have."""
        return next(iter(self.to_do), None)

    @property
    def waits(self) -> bool:
        """A colleague has the word."""
        return self.next is not None and self.next.by != self.scenario.role


def my_tasks() -> list[Task]:
    """What the subject's role can play, with how it went so far. Inside the room."""
    mine = select(
        PracticeRun.scenario,
        func.max(PracticeRun.score).label("best"),
        func.count(PracticeRun.finished_at).label("tries"),
        func.max(PracticeRun.id).filter(PracticeRun.finished_at.is_(None)).label("running"),
    ).where(PracticeRun.membership_id == subject().membership_id)
    with within(subject().tenant.id):
        rows = {row.scenario: row for row in db.session.execute(mine.group_by(PracticeRun.scenario))}
    return [
        Task(each, row.running, row.best, row.tries) if (row := rows.get(each.slug)) else Task(each, None, None, 0)
        for each in tasks_for(subject().role)
    ]


def my_run(run_id: int) -> RunView:
    """One try of the subject's. Refused (404) for another's."""
    with within(subject().tenant.id):
        run = get_run(run_id)
        scenario, case = SCENARIOS[run.scenario], case_of(run)
        told = [Finding(each["does"], each["verdict"], tuple(each["wrong"])) for each in run.findings]
        view = RunView(
            run=run,
            scenario=scenario,
            case_id=case.id if case is not None else None,
            referral_id=_newest_referral(case) if case is not None else None,
            round_id=run.round_id,
            person=_told_of(run, scenario) if case is None else None,
            to_do=still_to_do(scenario.steps, deeds_of(run, case)),
            findings=_with_steps(scenario, told),
        )
        db.session.expunge_all()
    return view


def get_run(run_id: int) -> PracticeRun:
    """As staff of the room. Refused (404) unless it is the subject's own."""
    wanted = select(PracticeRun).where(PracticeRun.id == run_id, PracticeRun.membership_id == subject().membership_id)
    run = db.session.scalars(wanted).one_or_none()
    if run is None or run.scenario not in SCENARIOS:
        raise Refused(_("Tugas latihan itu tidak ada."), status=404, code="not_found")
    return run


def person_of(scenario: Scenario, village: str, number: int) -> dict[str, Any]:
    """The citizen of a task as typed at the desk; another NIK each time."""
    who = scenario.person
    return person(village, _FIRST + number % SERIALS, who.name, who.sex, who.born)


def village_for(room_id: int) -> str:
    """Where the citizen of a task lives: in a village the trainee serves, if they serve any. As staff of the room."""
    return next(iter(subject().village_codes), None) or villages_of(room_id)[0]


def case_of(run: PracticeRun) -> Case | None:
    """The case it is about: prepared, or the first that the trainee has registered since. As staff of the room."""
    if run.round_id is not None:
        return None
    if run.case_code:
        return db.session.scalars(select(Case).where(Case.code == run.case_code)).one_or_none()
    registered = select(CaseEvent.case_id).where(
        CaseEvent.move == "register", CaseEvent.actor_id == run.membership_id, CaseEvent.id > run.after_event
    )
    first = db.session.scalar(registered.order_by(CaseEvent.id).limit(1))
    return db.session.scalars(select(Case).where(Case.id == first)).one_or_none() if first is not None else None


def deeds_of(run: PracticeRun, case: Case | None) -> list[Deed]:
    """What was done with its case or round since the task began, in order. As staff of the room."""
    if run.round_id is not None:
        return deeds_in_round(run)
    if case is None:
        return []
    steps = (
        select(CaseEvent.at, CaseEvent.id, CaseEvent.move, CaseEvent.actor_id, EventDetail.body)
        .outerjoin(EventDetail, (EventDetail.tenant_id == CaseEvent.tenant_id) & (EventDetail.event_id == CaseEvent.id))
        .where(CaseEvent.case_id == case.id, CaseEvent.id > run.after_event)
    )
    answers = (
        select(ReferralEvent.at, ReferralEvent.id, ReferralEvent.move, ReferralEvent.actor_id)
        .join(Referral, (Referral.tenant_id == ReferralEvent.tenant_id) & (Referral.id == ReferralEvent.referral_id))
        .where(Referral.case_id == case.id, ReferralEvent.at > run.started_at)
        .where(ReferralEvent.move.in_(("accept", "decline", "answer")))
    )
    found = [(row.at, row.id, row.move, row.actor_id, row.body or {}) for row in db.session.execute(steps)]
    found += [(row.at, row.id, f"{OF_AGENCY}{row.move}", row.actor_id, {}) for row in db.session.execute(answers)]
    return [
        Deed(does, actor_id == run.membership_id, {**body, **_says(does, case)})
        for _at, _id, does, actor_id, body in sorted(found, key=lambda each: each[:2])
        if does != "receive_answer"
    ]


def deeds_in_round(run: PracticeRun) -> list[Deed]:
    """What was done with its round since the task began: visits of the trainee's, which come before a signature, then
    steps in order. As staff of the room."""
    mine = (RoundItem.round_id == run.round_id, RoundItem.visited_by == run.membership_id)
    visits = db.session.scalars(select(RoundItem.finding).where(*mine).order_by(RoundItem.id))
    steps = (
        select(RoundEvent.move, RoundEvent.membership_id)
        .where(RoundEvent.round_id == run.round_id, RoundEvent.at > run.started_at)
        .order_by(RoundEvent.id)
    )
    return [
        *(Deed(VISIT, True, {"finding": finding}) for finding in visits),
        *(Deed(f"{OF_ROUND}{row.move}", row.membership_id == run.membership_id) for row in db.session.execute(steps)),
    ]


def newest_event() -> int:
    """The newest step in the room. As its staff."""
    return db.session.scalar(select(func.max(CaseEvent.id))) or 0


def _told_of(run: PracticeRun, scenario: Scenario) -> dict[str, Any] | None:
    if scenario.before is not None:
        return None  # colleagues have registered that one
    return person_of(scenario, village_for(run.tenant_id), run.id)


def _newest_referral(case: Case) -> int | None:
    return db.session.scalar(select(func.max(Referral.id)).where(Referral.case_id == case.id))


def _says(does: str, case: Case) -> dict[str, Any]:
    if does == "register":
        agreed = db.session.scalar(select(Consent.id).where(Consent.case_id == case.id).limit(1))
        facts = {name: getattr(case, name) for name in ("case_type", "kind", "emergency", "channel")}
        return facts | {"consent": agreed is not None}
    if does == "refer":
        last = (
            select(Agency.kind)
            .join(Referral, (Referral.tenant_id == Agency.tenant_id) & (Referral.agency_id == Agency.id))
            .where(Referral.case_id == case.id)
            .order_by(Referral.id.desc())
            .limit(1)
        )
        return {"agency": db.session.scalar(last)}
    return {}


def _with_steps(scenario: Scenario, findings: Sequence[Finding]) -> list[tuple[Finding, Wanted | None]]:
    own = scenario.own
    return [(each, own[n] if n < len(own) else None) for n, each in enumerate(findings)]
