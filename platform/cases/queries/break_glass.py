"""One case through broken glass: read as a role that sees this case, its citizen and nothing else of the district.

Every look is a line in the district's own access log.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, select
from sqlalchemy.orm import load_only

from cases.machine import State, told
from cases.models import BreakGlass, Case, CaseEvent, CaseIntake, Narrative, Referral
from cases.queries.case import Step
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from reference.queries import place_label
from registry.ages import age_on
from registry.models import Household, Person
from settings.queries import words_of_case
from tenants import audit
from tenants.access import subject
from tenants.models import Agency, Tenant
from tenants.permissions import ROLE_LABELS

RECENT = 50


@dataclass(frozen=True)
class Shape:
    """What a supervisor knows of a case before opening it."""

    tenant_id: int
    id: int
    code: str
    state: State
    district: str
    office: str


@dataclass(frozen=True)
class GlassRow:
    """One opening in a list."""

    glass: BreakGlass
    code: str
    district: str
    timezone: str

    @property
    def standing(self) -> bool:
        """Whether it still opens the case."""
        return stands(self.glass)


@dataclass(frozen=True)
class GlassView:
    """The page of a case through the glass: what helps to understand it, no number in clear, nothing to change."""

    glass: BreakGlass
    code: str
    case_type: str
    state: State
    opened_on: date
    due_on: date | None
    emergency: bool
    place: str
    summary: str
    story: list[Step]
    person: Person
    age: int | None
    household: Household
    referrals: Sequence[tuple[Referral, str]]
    district: Tenant


def stands(glass: BreakGlass) -> bool:
    """Neither ended nor run out."""
    return glass.ended_at is None and clock.now() < glass.expires_at


def shape(tenant_id: int, case_id: int) -> Shape:
    """The case as its supervisor may list it. Refused (404): not a district of theirs, or a confidential case."""
    columns = (Case.tenant_id, Case.id, Case.code, Case.state, Tenant.full_name, Tenant.office)
    wanted = select(*columns).join(Tenant, Tenant.id == Case.tenant_id)
    row = db.session.execute(wanted.where(Case.tenant_id == tenant_id, Case.id == case_id)).one_or_none()
    if row is None:
        raise Refused(_("Kasus ini tidak ada di daerah Anda."), status=404, code="not_found")
    return Shape(row.tenant_id, row.id, row.code, State(row.state), row.full_name, row.office)


def my_glass(glass_id: int) -> BreakGlass:
    """One of the supervisor's own openings. Refused (404) otherwise."""
    who = subject()
    mine = select(BreakGlass).where(BreakGlass.id == glass_id, BreakGlass.membership_id == who.membership_id)
    glass = db.session.scalars(mine.where(BreakGlass.province_id == who.tenant.id)).one_or_none()
    if glass is None:
        raise Refused(_("Akses darurat ini tidak ada."), status=404, code="not_found")
    return glass


def my_glasses() -> list[GlassRow]:
    """The supervisor's own openings, the newest first."""
    mine = BreakGlass.membership_id == subject().membership_id
    return _rows(_glasses().where(mine, BreakGlass.province_id == subject().tenant.id))


def glasses_on_us() -> list[GlassRow]:
    """Openings of this district's cases, the newest first."""
    return _rows(_glasses())


def glass_view(glass_id: int) -> GlassView:
    """The case. Whoever looks is written down in the district's log. Refused (404); 403 `glass_over` when it ended."""
    glass = my_glass(glass_id)
    if not stands(glass):
        message = _("Akses darurat ini sudah berakhir. Bila masih perlu, ajukan lagi dengan alasannya.")
        raise Refused(message, status=403, code="glass_over")
    db.session.expunge(glass)
    case_type = _words(glass)
    with _through(glass):
        case = db.session.scalars(select(Case).where(Case.id == glass.case_id)).one_or_none()
        person_id = case.person_id if case is not None else None
    if case is None or person_id is None:  # it has become confidential since
        raise Refused(_("Kasus ini tidak dapat dibuka lagi."), status=403, code="glass_over")
    with _through(glass, person_id=person_id):
        known = select(Person.household_id).where(Person.id == person_id)
        household_id = db.session.scalars(known).one()
    with _through(glass, person_id=person_id, household_id=household_id, keep=True):
        return _read(glass, case_type)


@contextmanager
def _through(
    glass: BreakGlass, person_id: int | None = None, household_id: int | None = None, keep: bool = False
) -> Iterator[None]:
    """A transaction of its own, which sees only this; `keep` the line it writes into the log."""
    db.session.rollback()
    context = Context(
        Reader.BREAKGLASS, glass.tenant_id, case_id=glass.case_id, person_id=person_id, household_id=household_id
    )
    with enter(context):
        yield
        db.session.commit() if keep else db.session.rollback()


def _read(glass: BreakGlass, case_type: str) -> GlassView:
    case = db.session.scalars(select(Case).where(Case.id == glass.case_id)).one()
    intake = db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == case.id)).one()
    shown = load_only(
        Person.id, Person.name, Person.nik_masked, Person.phone_masked, Person.birth_date, Person.sex, raiseload=True
    )
    person = db.session.scalars(select(Person).options(shown).where(Person.id == case.person_id)).one()
    lives = load_only(Household.id, Household.address, Household.village_code, raiseload=True)
    household = db.session.scalars(select(Household).options(lives)).one()
    district = db.session.get_one(Tenant, glass.tenant_id)
    who = subject()
    audit.record(
        "glass.looked", "case", case.id, actor=f"{who.name}, {who.role_label} {who.tenant.name}", glass=glass.id,
        reason=glass.reason,
    )  # fmt: skip
    view = GlassView(
        glass=glass,
        code=case.code,
        case_type=case_type,
        state=State(case.state),
        opened_on=case.opened_on,
        due_on=case.due_on,
        emergency=case.emergency,
        place=place_label(db.session(), case.village_code),
        summary=intake.summary,
        story=_story(case.id, intake.story),
        person=person,
        age=age_on(person.birth_date, clock.today(district.timezone)) if person.birth_date else None,
        household=household,
        referrals=_referrals(case.id),
        district=district,
    )
    db.session.flush()
    db.session.expunge_all()
    return view


def _words(glass: BreakGlass) -> str:
    """The case type in the words the case began with; still as the supervisor, who may list it."""
    wanted = select(Case.case_type, Case.type_version).where(
        Case.tenant_id == glass.tenant_id, Case.id == glass.case_id
    )
    row = db.session.execute(wanted).one_or_none()
    return words_of_case(glass.tenant_id, row.case_type, row.type_version).label if row else ""


def _story(case_id: int, story: str) -> list[Step]:
    same = and_(Narrative.tenant_id == CaseEvent.tenant_id, Narrative.event_id == CaseEvent.id)
    rows = db.session.execute(
        select(CaseEvent, Narrative.body)
        .outerjoin(Narrative, same)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.id)
    )
    return [
        Step(
            at=event.at,
            title=str(told(event.move)),
            note=(story if event.move == "register" else body) or "",
            actor_name=event.actor_name,
            actor_role=str(ROLE_LABELS.get(event.actor_role, "")),
            state=State(event.to_state),
        )
        for event, body in rows
    ]


def _referrals(case_id: int) -> Sequence[tuple[Referral, str]]:
    same = (Agency.tenant_id == Referral.tenant_id) & (Agency.id == Referral.agency_id)
    rows = db.session.execute(
        select(Referral, Agency.name).outerjoin(Agency, same).where(Referral.case_id == case_id).order_by(Referral.id)
    )
    return [(referral, name or "") for referral, name in rows]


def _glasses() -> Any:
    return (
        select(BreakGlass, Case.code, Tenant.full_name, Tenant.timezone)
        .join(Case, (Case.tenant_id == BreakGlass.tenant_id) & (Case.id == BreakGlass.case_id))
        .join(Tenant, Tenant.id == BreakGlass.tenant_id)
        .order_by(BreakGlass.id.desc())
        .limit(RECENT)
    )


def _rows(statement: Any) -> list[GlassRow]:
    return [GlassRow(*row) for row in db.session.execute(statement)]
