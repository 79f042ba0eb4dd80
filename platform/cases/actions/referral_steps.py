"""How a referral goes from one state to the next: the only code that writes `referral.state`."""

from datetime import datetime
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cases.actions import steps
from cases.actions.steps import Actor
from cases.models import Referral, ReferralEvent
from cases.referral_machine import DECISIONS, REFERRAL_MOVES, REFERRAL_OVER, ReferralState
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from settings.queries import rules
from tenants import audit
from web.formats import moment

_STALE = _l("Rujukan ini baru saja diubah orang lain. Muat ulang halaman untuk melihat keadaannya sekarang.")


def locked(referral_id: int) -> Referral:
    """The referral as it stands now, kept from others until the transaction ends. Refused 404."""
    fresh = select(Referral).where(Referral.id == referral_id).with_for_update()
    referral = db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()
    if referral is None:
        raise Refused(_("Rujukan ini tidak ada di daftar Anda."), status=404, code="not_found")
    return referral


def checked(referral: Referral, version: int, move: str) -> Referral:
    """Refused 409 when it was revoked meanwhile (`revoked`, with why), changed, or cannot take that step (`stale`)."""
    if referral.state == ReferralState.REVOKED:
        raise Refused(_revoked(referral), status=409, code="revoked")
    if referral.version != version or ReferralState(referral.state) not in REFERRAL_MOVES[move].sources:
        raise Refused(str(_STALE), status=409, code="stale")
    return referral


def take(
    referral: Referral,
    move: str,
    actor: Actor | None = None,
    note: str = "",
    competent: str = "",
    *,
    key: str = "",
    at: datetime | None = None,
) -> Referral:
    """Take the step and write it down; one of ours on a referral to another site is carried there afterwards.

    `key` and `at` come with a step that was taken there.
    """
    with db.session.no_autoflush:  # one step, one version
        today = rules().calendar.today()
    referral.state = REFERRAL_MOVES[move].target or referral.state
    if ReferralState(referral.state) in REFERRAL_OVER and referral.closed_at is None:
        referral.closed_at = clock.now()
    if move in DECISIONS and referral.decided_on is None:
        referral.decided_on = today
    who = actor or steps.acting()
    db.session.add(
        ReferralEvent(
            referral_id=referral.id,
            agency_id=referral.agency_id,
            key=key or (str(uuid4()) if referral.site_id else None),
            at=at or clock.now(),
            move=move,
            to_state=referral.state,
            actor_id=who.id,
            actor_name=who.name,
            note=note,
            competent=competent,
        )
    )
    db.session.flush()
    if referral.site_id and not key:
        later("cases.carry_referral", referral_id=referral.id)
    if move != "send":  # told with what was sent
        audit.record(f"referral.{move}", "referral", referral.id)
    return referral


def acknowledge_all(case_id: int) -> None:
    """Whoever tells the citizen what came back has read it."""
    back = (ReferralState.DECLINED, ReferralState.ANSWERED)
    unread = select(Referral).where(Referral.case_id == case_id, Referral.state.in_(back)).order_by(Referral.id)
    for referral in db.session.scalars(unread.with_for_update()):
        take(referral, "acknowledge")


def require(words: str | None, field: str) -> str:
    """The words, trimmed. Refused 422 at the field when there are none."""
    if not (words or "").strip():
        raise Refused(_("Belum diisi"), field=field)
    return str(words).strip()


def _revoked(referral: Referral) -> str:
    """When, by whom and why: the agency has worked for nothing and is owed the reason."""
    event = db.session.scalars(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral.id, ReferralEvent.move == "revoke")
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    ).one()
    return _(
        "Rujukan ini sudah ditarik oleh %(who)s, %(when)s: “%(why)s”. Tulisan Anda tidak terkirim.",
        who=event.actor_name, when=moment(event.at), why=event.note,
    )  # fmt: skip
