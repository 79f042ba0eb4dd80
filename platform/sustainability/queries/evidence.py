"""The inputs of the index: what each district can show on a day, out of records and facts. Nothing is typed here.

Every statement answers for all of the reader's tenants at once, so a district's page and the recomputation of the
whole country are the same code. What cannot be shown is left out.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from foundation.db import db
from sustainability.models import (
    AgencyCommitment,
    AssessmentRound,
    AssessmentTally,
    CoordinationMeeting,
    CostNeed,
    ExitPlan,
    FundingLine,
    Institution,
    LegalBasis,
    PlanningDocument,
    Profile,
    Puskesos,
    PuskesosFunding,
)
from sustainability.models.assessment import NO_ANSWER
from sustainability.models.foundations import FORMS, LEVELS
from sustainability.queries.measured import YEAR, Measured, measured
from sustainability.queries.money import ends_of_apbn
from sustainability.questions import FEWEST, QUESTIONS
from tenants.models import Agency

LOCAL_APBD = "apbd_district"
OUTSIDE = ("apbd_province", "village")
_SELF = {
    "environment": ("self_environment",),
    "funding": ("self_funding",),
    "partnership": ("self_partnership", "self_partners"),
    "capacity": ("self_capacity",),
    "evaluation": ("self_evaluation",),
    "adaptation": ("self_adaptation",),
    "communication": ("self_communication",),
    "strategy": ("self_strategy",),
}
"""Domain of the self-assessment -> indicators it feeds."""
Inputs = dict[str, Any]


def inputs(districts: Mapping[int, str | None], today: date) -> dict[int, Inputs]:
    """What each of these districts (tenant -> region code) can show. A fixed number of statements."""
    found: dict[int, Inputs] = {tenant_id: {} for tenant_id in districts}
    for part in (_law(today), _money(today), _institution(today), _partners(today), _assessment()):
        for tenant_id, shown in part.items():
            if tenant_id in found:
                found[tenant_id].update(shown)
    facts = measured(districts, today)
    desks = _desks(today)
    families: dict[int, int] = {
        row[0]: row[1]
        for row in _rows(select(Profile.tenant_id, Profile.families).where(Profile.families.is_not(None)))
    }
    for tenant_id, shown in found.items():
        shown.update(_facts(facts[tenant_id], families.get(tenant_id)))
        shown.update(_village_desks(desks.get(tenant_id), facts[tenant_id]))
    return found


def _facts(known: Measured, families: int | None) -> Inputs:
    ended, crew = known.outcomes, known.crew
    shares = {
        "active": (crew.working, crew.facilitators),
        "covered": (min(crew.villages, known.villages), known.villages if crew.villages else 0),
        "paid": (crew.paid, crew.appointed),
        "stayed": (crew.stayed, crew.before),
        "answered": (known.answers.in_time, known.answers.due),
        "resolution": (ended.resolved, known.to_be_resolved),
        "in_time": (ended.in_time, ended.resolved),
        "feedback": (ended.asked, ended.resolved),
        "local": (ended.local, ended.resolved),
        "fresh": (known.freshness.fresh, known.freshness.families),
        "renewed": (known.freshness.renewed, known.freshness.families),
    }
    shown: Inputs = {slug: [part, whole] for slug, (part, whole) in shares.items() if whole > 0}
    if families and known.registered:
        shown["load"] = known.registered * 10_000 // families
    return shown


def _law(today: date) -> dict[int, Inputs]:
    """The highest regulation in force, for the service and for village desks."""
    in_force = select(LegalBasis.tenant_id, LegalBasis.about, LegalBasis.level).where(
        LegalBasis.removed_at.is_(None), *_valid(LegalBasis, today)
    )
    best: dict[int, Inputs] = {}
    for tenant_id, about, level in _rows(in_force.distinct()):
        slug = "legal_basis" if about == "slrt" else "desk_basis"
        shown = best.setdefault(tenant_id, {})
        shown[slug] = max(shown.get(slug, LEVELS[0]), level, key=LEVELS.index)
    return best


def _institution(today: date) -> dict[int, Inputs]:
    """The strongest form, and the planning documents of this year."""
    found: dict[int, Inputs] = {}
    forms = select(Institution.tenant_id, Institution.form).where(
        Institution.removed_at.is_(None), *_valid(Institution, today)
    )
    for tenant_id, form in _rows(forms.distinct()):
        shown = found.setdefault(tenant_id, {})
        shown["form"] = max(shown.get("form", FORMS[0]), form, key=FORMS.index)
    plans = select(PlanningDocument.tenant_id, PlanningDocument.kind).where(
        PlanningDocument.removed_at.is_(None),
        PlanningDocument.from_year <= today.year,
        PlanningDocument.to_year >= today.year,
    )
    for tenant_id, kind in _rows(plans.distinct()):
        shown = found.setdefault(tenant_id, {})
        if kind == "sop":
            shown["procedure"] = True
        elif kind == "exit_plan":
            shown["exit_plan"] = True
        else:
            shown["plans"] = shown.get("plans", 0) + 1
    approved = select(ExitPlan.tenant_id).where(ExitPlan.removed_at.is_(None), ExitPlan.approved_on.is_not(None))
    for (tenant_id,) in _rows(approved):
        found.setdefault(tenant_id, {})["exit_plan"] = True
    return found


def _partners(today: date) -> dict[int, Inputs]:
    """Agencies that take referrals and have a standing contact; meetings of twelve months."""
    found: dict[int, Inputs] = {}
    agencies = select(Agency.tenant_id, func.count()).where(Agency.active).group_by(Agency.tenant_id)
    with_contact = (
        select(AgencyCommitment.tenant_id, func.count(AgencyCommitment.agency_id.distinct()))
        .join(Agency, (Agency.tenant_id == AgencyCommitment.tenant_id) & (Agency.id == AgencyCommitment.agency_id))
        .where(AgencyCommitment.removed_at.is_(None), AgencyCommitment.liaison, Agency.active)
        .where(*_valid(AgencyCommitment, today))
        .group_by(AgencyCommitment.tenant_id)
    )
    every: dict[int, int] = {row[0]: row[1] for row in _rows(agencies)}
    for tenant_id, n in _rows(with_contact):
        found.setdefault(tenant_id, {})["liaison"] = [n, every[tenant_id]]
    meetings = (
        select(CoordinationMeeting.tenant_id, func.count())
        .where(CoordinationMeeting.removed_at.is_(None))
        .where(CoordinationMeeting.held_on.between(today - YEAR, today))
        .group_by(CoordinationMeeting.tenant_id)
    )
    for tenant_id, n in _rows(meetings):
        found.setdefault(tenant_id, {})["meetings"] = n
    return found


def _desks(today: date) -> dict[int, tuple[int, int]]:
    """Village desks that serve, and those of them with money of their own this year."""
    serving = (
        Puskesos.removed_at.is_(None),
        Puskesos.opened_on <= today,
        (Puskesos.closed_on.is_(None)) | (Puskesos.closed_on > today),
    )
    desks = select(Puskesos.tenant_id, func.count()).where(*serving).group_by(Puskesos.tenant_id)
    funded = (
        select(Puskesos.tenant_id, func.count(Puskesos.id.distinct()))
        .join(
            PuskesosFunding,
            (PuskesosFunding.tenant_id == Puskesos.tenant_id) & (PuskesosFunding.puskesos_id == Puskesos.id),
        )
        .where(*serving, PuskesosFunding.removed_at.is_(None), PuskesosFunding.year == today.year)
        .group_by(Puskesos.tenant_id)
    )
    with_money: dict[int, int] = {row[0]: row[1] for row in _rows(funded)}
    return {tenant_id: (n, with_money.get(tenant_id, 0)) for tenant_id, n in _rows(desks)}


def _village_desks(desks: tuple[int, int] | None, known: Measured) -> Inputs:
    if desks is None:
        return {}
    serving, funded = desks
    shown: Inputs = {}
    if known.villages:
        shown["desks"] = [min(serving, known.villages), known.villages]
    if funded:
        shown["desks_funded"] = [funded, serving]
    if known.crew.appointed:
        shown["paid_per_desk"] = [known.crew.paid, serving]
    return shown


def _money(today: date) -> dict[int, Inputs]:
    """Certain money of this year, of two years ago, and of the year after the state's support ends."""
    ends = ends_of_apbn()
    certain: dict[int, dict[tuple[int, str], int]] = {}
    lines = select(
        FundingLine.tenant_id,
        FundingLine.year,
        FundingLine.source,
        func.sum(func.greatest(FundingLine.committed, FundingLine.realised)),
    ).where(FundingLine.removed_at.is_(None))
    for tenant_id, year, source, amount in _rows(
        lines.group_by(FundingLine.tenant_id, FundingLine.year, FundingLine.source)
    ):
        certain.setdefault(tenant_id, {})[year, source] = int(amount)
    needs: dict[int, dict[int, int]] = {}
    wanted = select(CostNeed.tenant_id, CostNeed.year, func.sum(CostNeed.amount)).where(CostNeed.removed_at.is_(None))
    for tenant_id, year, amount in _rows(wanted.group_by(CostNeed.tenant_id, CostNeed.year)):
        needs.setdefault(tenant_id, {})[year] = int(amount)
    return {
        tenant_id: _money_of(certain.get(tenant_id, {}), needs.get(tenant_id, {}), ends.get(tenant_id), today.year)
        for tenant_id in certain.keys() | needs.keys()
    }


def _money_of(
    certain: Mapping[tuple[int, str], int], needs: Mapping[int, int], ends_on: date | None, year: int
) -> Inputs:
    shown: Inputs = {}
    if certain.get((year, LOCAL_APBD)):
        shown["apbd_line"] = True
    own, total, before = _own(certain, year), _all(certain, year), _own(certain, year - 2)
    if own and needs.get(year):
        shown["local_share"] = [own, needs[year]]
    if own:
        shown["trend"] = [own, max(before, 1)]
    if outside := sum(certain.get((year, source), 0) for source in OUTSIDE):
        shown["other_sources"] = [outside, total]
    if ends_on is not None and needs.get(ends_on.year + 1):
        covered = 12 * _own(certain, ends_on.year + 1) // needs[ends_on.year + 1]
        if covered:
            shown["months_after"] = min(covered, 12)
    return shown


def _own(certain: Mapping[tuple[int, str], int], year: int) -> int:
    """What others than the state pay for certain."""
    return sum(amount for (each, source), amount in certain.items() if each == year and source != "apbn")


def _all(certain: Mapping[tuple[int, str], int], year: int) -> int:
    return sum(amount for (each, _source), amount in certain.items() if each == year)


def _assessment() -> dict[int, Inputs]:
    """Of the newest closed round with enough answers: sum and number of the values given, by domain."""
    newest = (
        select(AssessmentRound.tenant_id, func.max(AssessmentRound.id).label("id"))
        .where(AssessmentRound.closed_at.is_not(None), AssessmentRound.respondents >= FEWEST)
        .group_by(AssessmentRound.tenant_id)
        .subquery()
    )
    rows = _rows(
        select(
            AssessmentTally.tenant_id,
            AssessmentRound.questions,
            AssessmentTally.statement,
            func.sum(AssessmentTally.value * AssessmentTally.n),
            func.sum(AssessmentTally.n),
        )
        .join(newest, (newest.c.tenant_id == AssessmentTally.tenant_id) & (newest.c.id == AssessmentTally.round_id))
        .join(
            AssessmentRound,
            (AssessmentRound.tenant_id == AssessmentTally.tenant_id) & (AssessmentRound.id == AssessmentTally.round_id),
        )
        .where(AssessmentTally.value != NO_ANSWER)
        .group_by(AssessmentTally.tenant_id, AssessmentRound.questions, AssessmentTally.statement)
    )
    sums: dict[int, dict[str, list[int]]] = {}
    for tenant_id, questions, statement, total, answers in rows:
        domain = QUESTIONS[questions].domain_of(statement)
        pair = sums.setdefault(tenant_id, {}).setdefault(domain, [0, 0])
        pair[0] += int(total)
        pair[1] += int(answers)
    return {
        tenant_id: {slug: pair for domain, pair in domains.items() for slug in _SELF[domain]}
        for tenant_id, domains in sums.items()
    }


def _valid(model: Any, today: date) -> tuple[Any, Any]:
    return model.valid_from <= today, (model.valid_to.is_(None)) | (model.valid_to >= today)


def _rows(statement: Select[*tuple[Any, ...]]) -> Iterable[Any]:
    return db.session.execute(statement).all()
