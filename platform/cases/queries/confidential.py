"""Who sees a confidential case, and why this reader does."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, select

from cases.models import Case
from foundation.db import db
from foundation.tenancy import Reader
from tenants.access import subject
from tenants.models import Confidant, Membership
from tenants.permissions import ROLE_LABELS, ROLE_PERMISSIONS, ROLE_READERS

STAFF_ROLES = [role for role, reader in ROLE_READERS.items() if reader is Reader.STAFF]


@dataclass(frozen=True)
class Named:
    """One member of the office who sees a confidential case."""

    membership_id: int
    name: str
    role: str
    why: str
    reason: str

    @property
    def role_label(self) -> str:
        """In the reader's language."""
        return str(ROLE_LABELS[self.role])

    @property
    def why_label(self) -> str:
        """In the reader's language: on what ground."""
        words = {"owner": _("petugas kasus"), "registrar": _("yang mendaftarkan"), "named": self.reason}
        return words[self.why]


def confidants(case: Case) -> list[Named]:
    """Whom owner, registrar and manager have made see it, each ground on a line of its own."""
    rows = db.session.execute(
        select(Membership.id, Membership.name, Membership.role, Confidant.why, Confidant.reason)
        .join(Confidant, and_(Confidant.tenant_id == Membership.tenant_id, Confidant.membership_id == Membership.id))
        .where(Confidant.case_id == case.id, Confidant.removed_at.is_(None))
        .order_by(Confidant.id)
    )
    return [Named(*row) for row in rows]


def why_seen(case: Case) -> str:
    """On what ground this reader sees a confidential case, in a sentence; empty when it is not confidential."""
    if not case.confidential:
        return ""
    grounds = {each.why: each.reason for each in confidants(case) if each.membership_id == subject().membership_id}
    if "named" in grounds:
        return _("Anda dapat membukanya karena ditunjuk (%(reason)s).", reason=grounds["named"])
    if "owner" in grounds:
        return _("Anda dapat membukanya karena Anda petugas kasus ini.")
    if "registrar" in grounds:
        return _("Anda dapat membukanya karena Anda yang mendaftarkannya.")
    return _("Anda dapat membukanya sebagai %(role)s.", role=subject().role_label)


def who_could_be_named() -> list[tuple[int, str]]:
    """The members of the office, for a select; without those whose role sees every case anyway."""
    roles = [role for role in STAFF_ROLES if "case:read" in ROLE_PERMISSIONS[role]]
    roles = [role for role in roles if "case:confidential" not in ROLE_PERMISSIONS[role]]
    members = select(Membership).where(Membership.active, Membership.role.in_(roles)).order_by(Membership.name)
    return [(each.id, f"{each.name}, {ROLE_LABELS[each.role]}") for each in db.session.scalars(members)]


def initials(name: str) -> str:
    """How somebody is called where others may look over one's shoulder: "Siti Maryam" is "S. M."."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3])
