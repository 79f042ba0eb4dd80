"""Who looks after a case: taking it, giving it to a colleague, handing over a desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from cases.actions import steps
from cases.actions.notices import notify
from cases.models import Case, CaseAssignment
from cases.queries.colleagues import Colleague, handler
from cases.queries.visible import visible
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from tenants import access, audit
from tenants.access import subject

MOST = 200
"""Cases that one form may give away; a whole desk goes by `hand_over`."""


@dataclass(frozen=True)
class Assigned:
    """What became of several cases given away together, by their codes."""

    to: Colleague
    done: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Left alone: somebody changed or closed them after the list was shown."""


def take(case_id: int) -> Case:
    """Become the one who looks after this case. Refused: 404, 403, 409 when it is closed."""
    access.require("case:handle")
    case = steps.locked(case_id)
    _still_open(case)
    if case.owner_id != subject().membership_id:
        _give([case], subject().membership_id, "")
        audit.record("case.taken", "case", case.id)
    return case


def assign(case_id: int, to_id: int, version: int, reason: str | None = "") -> Case:
    """Give one case to a colleague who may handle it.

    Refused: 404; 403 for who neither assigns nor looks after the case; 409 stale or closed; 422 on `to`, or on `reason`
    when it leaves somebody's hands without one.
    """
    case = steps.locked(case_id)
    _may_give([case])
    steps.unchanged(case.version, version)
    _still_open(case)
    to = _known(to_id)
    if case.owner_id != to.id:
        _reason_given([case], to, reason)
        _give([case], to.id, reason or "")
        audit.record("case.assigned", "case", case.id, to=to.id)
    return case


def assign_many(versions: Mapping[int, int], to_id: int, reason: str | None = "") -> Assigned:
    """Give several cases to one colleague: those that still stand as the list showed them (id -> version).

    The others are left as they are and named. Refused: 404 when one is not ours, 403, 422 as `assign`.
    """
    access.require("case:assign")
    if not 0 < len(versions) <= MOST:
        raise Refused(_("Centang kasus yang akan diserahkan, paling banyak %(most)s.", most=MOST), field="cases")
    to = _known(to_id)
    cases = _locked(versions)
    if len(cases) != len(versions):
        raise Refused(_("Kasus ini tidak ada di daerah Anda."), status=404, code="not_found")
    fresh = [case for case in cases if case.version == versions[case.id] and case.closed_at is None]
    moving = [case for case in fresh if case.owner_id != to.id]
    _reason_given(moving, to, reason)
    outcome = Assigned(to, [case.code for case in fresh], [case.code for case in cases if case not in fresh])
    if moving:
        ids = [case.id for case in moving]
        _give(moving, to.id, reason or "")
        audit.record("case.assigned", "case", None, to=to.id, cases=ids)
    return outcome


def hand_over(from_id: int, to_id: int, reason: str) -> int:
    """Give all open cases of one person to another, and say why; returns how many.

    Somebody who leaves hands over their own desk; who assigns hands over anybody's. Refused: 403; 422 on `from_id`,
    `to` or `reason`.
    """
    access.require("case:hand_over" if from_id == subject().membership_id else "case:assign")
    if not reason.strip():
        raise Refused(_("Tulis alasannya: kalimat ini dibaca di perjalanan setiap kasus."), field="reason")
    to = _known(to_id)
    if to.id == from_id:
        raise Refused(_("Pilih orang lain sebagai penerima."), field="to")
    theirs = select(Case).where(Case.owner_id == from_id, Case.closed_at.is_(None), visible()).order_by(Case.id)
    cases = db.session.scalars(theirs.with_for_update()).all()
    if not cases:
        raise Refused(_("Tidak ada kasus terbuka pada orang ini."), field="from_id")
    _give(cases, to.id, reason)
    audit.record("case.handed_over", "membership", from_id, to=to.id, n=len(cases))
    return len(cases)


def _locked(ids: Mapping[int, int]) -> Sequence[Case]:
    """In the order of their numbers, so that two who assign at once do not wait for each other for ever."""
    wanted = select(Case).where(Case.id.in_(list(ids)), visible()).order_by(Case.id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _may_give(cases: Sequence[Case]) -> None:
    mine = all(case.owner_id == subject().membership_id for case in cases)
    access.require("case:hand_over" if mine else "case:assign")


def _still_open(case: Case) -> None:
    if case.closed_at is not None:
        raise Refused(_("Kasus ini sudah ditutup."), status=409, code="closed")


def _known(to_id: int) -> Colleague:
    found = handler(to_id)
    if found is None:
        raise Refused(_("Pilih petugas dari daftar: yang boleh menangani kasus."), field="to", code="unknown_colleague")
    return found


def _reason_given(cases: Sequence[Case], to: Colleague, reason: str | None) -> None:
    """A first owner needs no reason; whoever loses a case is told why."""
    if not (reason or "").strip() and any(case.owner_id not in (None, to.id) for case in cases):
        raise Refused(_("Kasus ini sudah ada petugasnya. Tulis mengapa diserahkan kepada orang lain."), field="reason")


def _give(cases: Sequence[Case], to_id: int, reason: str) -> None:
    """Change the owner of all of them, write each into its story and tell those concerned.

    The number of statements depends on how many people are concerned, not on how many cases.
    """
    who, at = subject(), clock.now()
    rows = [
        {
            "case_id": case.id, "at": at, "from_id": case.owner_id, "to_id": to_id, "actor_id": who.membership_id,
            "actor_name": who.name, "actor_role": who.role, "reason": reason,
        }
        for case in cases
    ]  # fmt: skip
    db.session.execute(insert(CaseAssignment), rows)
    db.session.execute(
        update(Case)
        .where(Case.id.in_([case.id for case in cases]))
        .values(owner_id=to_id, version=Case.version + 1)
        .execution_options(synchronize_session=False)
    )
    for case in cases:
        db.session.expire(case)
    _tell("assigned", to_id, [row["case_id"] for row in rows])
    for owner_id in dict.fromkeys(row["from_id"] for row in rows if row["from_id"] is not None):
        _tell("reassigned", owner_id, [row["case_id"] for row in rows if row["from_id"] == owner_id])


def _tell(kind: str, membership_id: int, case_ids: Sequence[int]) -> None:
    """One line in the inbox, however many cases it is about."""
    if len(case_ids) == 1:
        notify(kind, membership_id=membership_id, case_id=case_ids[0])
    else:
        notify(f"{kind}_many", membership_id=membership_id)
