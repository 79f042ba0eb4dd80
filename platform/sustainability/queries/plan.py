"""The exit plan as it stands: its actions, what it costs against what its sources give, and which gaps it answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from foundation import storage
from foundation.db import db
from foundation.errors import Refused
from settings.queries import all_agencies
from sustainability.index import Score
from sustainability.models import CoordinationMeeting, ExitPlan, MeetingDecision, PlanAction, PlanEvent
from sustainability.plan_machine import STATE_LABELS, State
from sustainability.queries.money import Year, years
from sustainability.steps import GAPS, Gap
from sustainability.steps.gaps import HALF
from sustainability.words import ACTION_STATES
from tenants.models import Membership
from web.pagination import Page, decode_cursor, page_of

MOST = 400
"""Actions a plan may have: more is a list nobody follows."""
_TAGS = {"planned": ("", "ring"), "running": ("go", "half"), "done": ("done", "check"), "dropped": ("stop", "dash")}
"""Tone and shape by state."""


@dataclass(frozen=True)
class ActionView:
    """An action with the day on which it is looked at."""

    row: PlanAction
    office: str
    """Whose it is, by name."""
    today: date

    @property
    def late(self) -> bool:
        """Past its day, and neither done nor given up."""
        return self.row.state in ("planned", "running") and self.row.due_on < self.today

    @property
    def proof_expired(self) -> bool:
        """Done once, but what proved it counts no more."""
        until = self.row.evidence_until
        return self.row.state == "done" and until is not None and until < self.today

    @property
    def tag(self) -> tuple[str, str, str]:
        """Label, tone and shape."""
        if self.proof_expired:
            return _("Bukti kedaluwarsa"), "urgent", "cross"
        if self.late:
            return _("Lewat tenggat"), "urgent", "tri"
        return str(ACTION_STATES[self.row.state]), *_TAGS[self.row.state]


@dataclass(frozen=True)
class YearOfPlan:
    """What a fiscal year asks for with the plan in it."""

    year: int
    need: int
    """What running the service costs."""
    actions: int
    """What the plan's actions cost besides."""
    sources: int
    """What all sources give: certain or only hoped for."""
    short: Mapping[str, int] = field(default_factory=dict)
    """Sources from which the plan alone asks more than they give, and by how much."""

    @property
    def over(self) -> int:
        """By how much more is spent than there is; 0 when it fits."""
        return max(0, self.need + self.actions - self.sources)


@dataclass(frozen=True)
class PlanView:
    """Everything a page or a paper says about the plan."""

    plan: ExitPlan
    actions: Sequence[ActionView]
    events: Sequence[PlanEvent]
    years: Sequence[YearOfPlan]

    @property
    def tag(self) -> tuple[str, str, str]:
        """Label, tone and shape of its state."""
        label, tone, shape = STATE_LABELS[State(self.plan.state)]
        return str(label), tone, shape

    @property
    def standing(self) -> list[ActionView]:
        """What has not been given up."""
        return [each for each in self.actions if each.row.state != "dropped"]

    @property
    def done(self) -> int:
        """Done, with a proof that counts."""
        return sum(each.row.state == "done" and not each.proof_expired for each in self.actions)

    @property
    def late(self) -> int:
        """Past their day."""
        return sum(each.late for each in self.actions)

    @property
    def cost(self) -> int:
        """Of everything that stands."""
        return sum(each.row.cost for each in self.standing)

    @property
    def unsourced(self) -> int:
        """What costs something that no source is named for."""
        return sum(each.row.cost for each in self.standing if each.row.source is None)

    @property
    def approvals(self) -> list[PlanEvent]:
        """The signatures under this edition, since it was last submitted."""
        found: list[PlanEvent] = []
        for event in self.events:
            if event.move == "submit":
                found = []
            elif event.signed and event.edition == self.plan.edition:
                found.append(event)
        return found if self.plan.state != State.DRAFT else []


def plan(lock: bool = False) -> ExitPlan | None:
    """The site's plan, if it has begun one."""
    wanted = select(ExitPlan).where(ExitPlan.removed_at.is_(None))
    return db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()


def is_drafted() -> bool:
    """Whether there is a plan to which something can be added."""
    found = plan()
    return found is not None and found.state == State.DRAFT


def the_plan(lock: bool = False) -> ExitPlan:
    """The same. Refused (404) where there is none."""
    found = plan(lock)
    if found is None:
        raise Refused(_("Daerah ini belum punya rencana pengakhiran dukungan."), status=404, code="not_found")
    return found


def plan_view(found: ExitPlan, today: date) -> PlanView:
    """The plan with all of it. Five statements, however many actions."""
    actions = _viewed(_actions(found.id), today)
    events = db.session.scalars(select(PlanEvent).where(PlanEvent.plan_id == found.id).order_by(PlanEvent.id)).all()
    return PlanView(found, actions, events, years_of_plan(years(), [each.row for each in actions]))


def years_of_plan(listed: Iterable[Year], actions: Iterable[PlanAction]) -> list[YearOfPlan]:
    """Every fiscal year in which an action costs something, against the money of that year."""
    known = {each.year: each for each in listed}
    asked: dict[int, dict[str | None, int]] = {}
    for action in actions:
        if action.state != "dropped" and action.cost:
            of_year = asked.setdefault(action.year, {})
            of_year[action.source] = of_year.get(action.source, 0) + action.cost
    found = []
    for number in sorted(asked):
        year = known.get(number) or Year(number)
        gives = {
            source: year.by_source.get(source, 0) + year.planned_by_source.get(source, 0)
            for source in year.by_source.keys() | year.planned_by_source.keys()
        }
        short = {
            source: cost - gives.get(source, 0)
            for source, cost in asked[number].items()
            if source is not None and cost > gives.get(source, 0)
        }
        found.append(YearOfPlan(number, year.need, sum(asked[number].values()), sum(gives.values()), short))
    return found


def actions_page(cursor: str | None = None, size: int = 50) -> Page[PlanAction]:
    """The actions by deadline, for programs."""
    wanted = select(PlanAction).where(PlanAction.plan_id == the_plan().id, PlanAction.removed_at.is_(None))
    if after := decode_cursor(cursor, (date, int)):
        day, number = after
        wanted = wanted.where((PlanAction.due_on > day) | ((PlanAction.due_on == day) & (PlanAction.id > number)))
    rows = db.session.scalars(wanted.order_by(PlanAction.due_on, PlanAction.id).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.due_on.isoformat(), row.id))


def get_action(action_id: int, lock: bool = False) -> PlanAction:
    """One action. Refused (404): unknown, another tenant's, or taken out."""
    wanted = select(PlanAction).where(PlanAction.id == action_id, PlanAction.removed_at.is_(None))
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Refused(_("Tindakan ini tidak ada dalam rencana daerah Anda."), status=404, code="not_found")
    return found


def action_view(action_id: int, today: date) -> ActionView:
    """One action as a page shows it. Refused (404)."""
    return _viewed([get_action(action_id)], today)[0]


def open_actions() -> list[tuple[int, str]]:
    """What a decision of a meeting may be followed up by: number and title."""
    wanted = select(PlanAction.id, PlanAction.title).where(PlanAction.removed_at.is_(None))
    return [(row.id, row.title) for row in db.session.execute(wanted.order_by(PlanAction.due_on, PlanAction.id))]


def steps_taken(plan_id: int, gap: str) -> Sequence[str]:
    """Which steps of that gap the plan has already."""
    wanted = select(PlanAction.step).where(PlanAction.plan_id == plan_id, PlanAction.gap == gap)
    return db.session.scalars(wanted.where(PlanAction.removed_at.is_(None))).all()


def decisions_of(action_id: int) -> Sequence[tuple[MeetingDecision, CoordinationMeeting]]:
    """Decisions of meetings that this action follows up, the newest first."""
    wanted = (
        select(MeetingDecision, CoordinationMeeting)
        .join(
            CoordinationMeeting,
            (CoordinationMeeting.tenant_id == MeetingDecision.tenant_id)
            & (CoordinationMeeting.id == MeetingDecision.meeting_id),
        )
        .where(MeetingDecision.action_id == action_id, MeetingDecision.removed_at.is_(None))
        .order_by(CoordinationMeeting.held_on.desc(), MeetingDecision.id.desc())
        .limit(50)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def approved_paper(edition: int) -> bytes:
    """The PDF of an edition as it was approved. Refused (404)."""
    wanted = select(PlanEvent.file_id).where(PlanEvent.edition == edition, PlanEvent.file_id.is_not(None))
    file_id = db.session.scalars(wanted.order_by(PlanEvent.id.desc()).limit(1)).one_or_none()
    if file_id is None:
        raise Refused(_("Edisi ini belum pernah disetujui."), status=404, code="not_found")
    return storage.content_of(file_id)


def who_approved(found: ExitPlan) -> set[int]:
    """Accounts of those who have signed this edition since it was last submitted."""
    since = (
        select(PlanEvent.id)
        .where(PlanEvent.plan_id == found.id, PlanEvent.move == "submit")
        .order_by(PlanEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    signed = (
        select(Membership.account_id)
        .join(PlanEvent, (PlanEvent.tenant_id == Membership.tenant_id) & (PlanEvent.membership_id == Membership.id))
        .where(PlanEvent.plan_id == found.id, PlanEvent.signed, PlanEvent.id > since)
    )
    return set(db.session.scalars(signed))


def open_gaps(score: Score) -> list[Gap]:
    """Which gaps the index finds: a figure worth less than half, or one that holds back the next level."""
    low = {
        figure.indicator.slug
        for part in score.dimensions
        for figure in part.indicators
        if figure.points < HALF and figure.indicator.kind != "self"
    }
    low |= {each.gate.slug for each in score.gates if not each.passed}
    return [gap for gap in GAPS.values() if low & set(gap.indicators)]


def _actions(plan_id: int) -> Sequence[PlanAction]:
    wanted = select(PlanAction).where(PlanAction.plan_id == plan_id, PlanAction.removed_at.is_(None))
    return db.session.scalars(wanted.order_by(PlanAction.due_on, PlanAction.id).limit(MOST)).all()


def _viewed(rows: Sequence[PlanAction], today: date) -> list[ActionView]:
    names = {agency.id: agency.name for agency in all_agencies()} if any(row.agency_id for row in rows) else {}
    return [ActionView(row, names.get(row.agency_id or 0, row.office), today) for row in rows]
