"""People of the same site: who may look after a case, and who may read a given one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from cases.models import Case
from foundation.db import db
from tenants.models import Confidant, Membership, MembershipVillage
from tenants.permissions import ROLE_LABELS, ROLE_PERMISSIONS

READ, HANDLE, CONFIDENTIAL = "case:read", "case:handle", "case:confidential"


@dataclass(frozen=True)
class Colleague:
    """Somebody at work in this site."""

    id: int
    name: str
    role: str
    handle: str
    """How a note calls them: `rina.marlina`; with the number of the membership where two have the same name."""

    @property
    def role_label(self) -> str:
        """In the reader's language."""
        return str(ROLE_LABELS[self.role])

    @property
    def label(self) -> str:
        """For a list to choose from."""
        return f"{self.name}, {self.role_label}"


def handlers() -> list[Colleague]:
    """Who may look after cases, by name. 1 statement."""
    return _colleagues(_roles_with(HANDLE))


def readers_of(case: Case) -> list[Colleague]:
    """Who may open this case: a facilitator one of the own villages, and a confidential one who is named on it.

    By name. 1 statement.
    """
    serves = select(MembershipVillage.membership_id).where(MembershipVillage.village_code == case.village_code)
    conditions = [or_(Membership.role != "facilitator", Membership.id.in_(serves))]
    if case.confidential:
        named = select(Confidant.membership_id).where(Confidant.case_id == case.id, Confidant.removed_at.is_(None))
        conditions.append(or_(Membership.role.in_(_roles_with(CONFIDENTIAL)), Membership.id.in_(named)))
    return _colleagues(_roles_with(READ), *conditions)


def handler(membership_id: int) -> Colleague | None:
    """The colleague with that number, if they may look after cases."""
    return next(iter(_colleagues(_roles_with(HANDLE), Membership.id == membership_id)), None)


def name_of(membership_id: int) -> str:
    """What that member of the site is called, whether still at work or not; empty for a number that nobody has."""
    return db.session.scalars(select(Membership.name).where(Membership.id == membership_id)).one_or_none() or ""


def colleague_choices(colleagues: Iterable[Colleague], but: int | None = None) -> list[tuple[int, str]]:
    """For a select; `but` is left out."""
    return [(each.id, each.label) for each in colleagues if each.id != but]


def _colleagues(roles: Iterable[str], *conditions: ColumnElement[bool]) -> list[Colleague]:
    wanted = select(Membership.id, Membership.name, Membership.role).where(
        Membership.active, Membership.role.in_(roles), *conditions
    )
    rows = db.session.execute(wanted.order_by(Membership.name, Membership.id)).all()
    dotted = {row.id: _dotted(row.name) for row in rows}
    times = Counter(dotted.values())
    handles = {id_: name if times[name] == 1 else f"{name}.{id_}" for id_, name in dotted.items()}
    return [Colleague(row.id, row.name, row.role, handles[row.id]) for row in rows]


def _dotted(name: str) -> str:
    """Rina Marlina, S.Sos -> rina.marlina.s.sos."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(re.findall(r"[a-z0-9]+", plain))


def _roles_with(permission: str) -> list[str]:
    return [role for role, theirs in ROLE_PERMISSIONS.items() if permission in theirs]
