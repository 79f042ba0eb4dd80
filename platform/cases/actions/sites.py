"""The sender's side of what goes to another site: a transfer for help, or up one level. A courier carries it."""

from typing import Any, cast
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions import consent, packets, referral_steps, steps
from cases.actions.referrals import referable, referred, sent
from cases.actions.steps import Actor
from cases.machine import MOVES, Level, State, next_level
from cases.models import Case, Referral, ReferralEvent, ReferralPacket
from cases.parcels import CarriedStep, Parcel, Reply
from cases.queries.consent import not_covered
from cases.queries.sites import SITES, site_above
from cases.referral_machine import ANSWERS, REFERRAL_MOVES, ReferralState
from cases.schemas import USUAL_FIELDS
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.tenancy import current_tenant_id, practising
from reference.codes import PATIENCE
from settings.queries import rules
from tenants import access, audit
from tenants.models import Tenant

OURS = tuple(move.name for move in REFERRAL_MOVES.values() if move.by == "sender")


def refer_to_site(case_id: int, data: dict[str, Any]) -> Referral:
    """Ask another district or the province to help, with the consented packet.

    `data` is what SiteReferralSchema gave. Refused: 404, 403, 409, 422 without consent or for a confidential case.
    """
    access.require("case:refer")
    case, chosen = referable(case_id, data["version"])
    site = _site(data["site_id"])
    _may_leave(case)
    consent.require_for(case, None, data["fields"])
    referral = _packed(case, "site", site, data, None)
    referred(case, chosen, f"{site.full_name}: {data['service']}")
    return referral


def escalate(case_id: int, data: dict[str, Any]) -> Case:
    """Raise a case one level, by hand; above the district with the consented packet.

    `data` is what EscalationSchema gave. Refused: 404, 403, 409, 422 without a reason or consent.
    """
    access.require("case:escalate")
    case = steps.locked(case_id)
    steps.unchanged(case.version, data["version"])
    words = referral_steps.require(data["note"], "note")
    if site_above(next_level(case.level)) is not None:
        _may_leave(case)
        consent.require_for(case, None, data["fields"] or USUAL_FIELDS)
    return raise_level(case, steps.acting(), words, data["fields"] or USUAL_FIELDS)


def raise_level(case: Case, actor: Actor, words: str, wanted: list[str]) -> Case:
    """One step up. The site there learns of it only what the citizen agreed to; of a confidential case nothing.

    Refused 409 when the case is over or at the top.
    """
    steps.legal(case, MOVES["escalate"])
    case.level, case.raised_on = next_level(case.level), rules().calendar.today()
    steps.record(case, "escalate", State(case.state), actor, words)
    site = site_above(Level(case.level))
    lacking = not_covered(case, None, wanted)
    shared = [name for name in wanted if name not in lacking]
    if site is not None and shared and not case.confidential:
        _packed(case, "escalation", site, {"service": words, "note": "", "fields": shared}, actor)
    db.session.flush()
    audit.record("case.raised", "case", case.id, level=case.level)
    return case


def parcel(referral_id: int) -> Parcel:
    """What the courier takes along. Needs staff's reader, in the sender's tenant."""
    referral = db.session.scalars(select(Referral).where(Referral.id == referral_id)).one()
    case = db.session.scalars(select(Case).where(Case.id == referral.case_id)).one()
    packet = select(ReferralPacket.body_cipher).where(ReferralPacket.referral_id == referral.id)
    return Parcel(
        to_tenant_id=cast(int, referral.site_id),
        from_tenant_id=current_tenant_id(),
        key=str(referral.key),
        kind=referral.kind,
        code=case.code,
        emergency=case.emergency,
        body_cipher=db.session.scalars(packet).one(),
        sent_at=referral.sent_at,
        accept_due_on=referral.accept_due_on,
        answer_due_on=referral.answer_due_on,
        steps=tuple(_carried(event) for event in _events(referral) if event.move in OURS),
    )


def take_back(reply: Reply) -> None:
    """Write down what the other site has done since; each step once, in order. In the sender's own transaction.

    An answer to what was taken back meanwhile is kept with its words, and moves nothing.
    """
    asked = select(Referral).where(Referral.key == reply.key).with_for_update()
    referral = db.session.scalars(asked).one()
    known = {event.key for event in _events(referral)}
    name = db.session.scalars(select(Tenant.full_name).where(Tenant.id == referral.site_id)).one()
    for step in reply.steps:
        if step.key not in known:
            _write_down(referral, step, name, reply.result)


def _write_down(referral: Referral, step: CarriedStep, site: str, result: str | None) -> None:
    possible = ReferralState(referral.state) in REFERRAL_MOVES[step.move].sources
    move = step.move if possible else "answer_too_late"
    if not possible and step.move not in ANSWERS:
        return
    if move == "answer":
        referral.result = result
    actor = Actor(None, f"{step.actor_name}, {site}", "site")
    referral_steps.take(referral, move, actor, step.note, step.competent, key=step.key, at=step.at)
    if move in ANSWERS:
        later("cases.referral_answered", referral_id=referral.id)


def _packed(case: Case, kind: str, site: Tenant, data: dict[str, Any], actor: Actor | None) -> Referral:
    referral = Referral(case_id=case.id, kind=kind, site_id=site.id, key=str(uuid4()))
    sent(referral, PATIENCE.site_accept_days, PATIENCE.site_answer_days, actor)
    packet = packets.seal(case, referral, data)
    audit.record("referral.sent", "referral", referral.id, case=case.id, site=site.id, fields=sorted(packet.fields))
    return referral


def _may_leave(case: Case) -> None:
    """At another site a confidential case would be seen by people nobody here has named."""
    if case.confidential:
        message = _("Kasus rahasia tidak dikirim ke daerah lain lewat sistem. Hubungi mereka langsung.")
        raise Refused(message, code="confidential")


def _site(site_id: int) -> Tenant:
    site = db.session.scalars(
        select(Tenant).where(Tenant.id == site_id, Tenant.id != current_tenant_id(), Tenant.kind.in_(SITES))
    ).one_or_none()
    if site is None or practising():
        raise Refused(_("Pilih daerah dari daftar."), field="site_id", code="unknown_site")
    return site


def _events(referral: Referral) -> list[ReferralEvent]:
    wanted = select(ReferralEvent).where(ReferralEvent.referral_id == referral.id).order_by(ReferralEvent.id)
    return list(db.session.scalars(wanted))


def _carried(event: ReferralEvent) -> CarriedStep:
    return CarriedStep(str(event.key), event.at, event.move, event.actor_name, event.note, event.competent)
