"""Who may take a step: the role's permission, and for a decision whose signature this case needs."""

from flask_babel import gettext as _

from cases.machine import Move
from cases.models import Case
from foundation.errors import Refused
from settings.queries import words_of_case
from tenants.access import subject
from tenants.permissions import PERMISSIONS, ROLE_LABELS, ROLE_PERMISSIONS

DECIDE = "case:decide"


def deciding_roles(case: Case) -> list[str]:
    """The roles that may decide on this case: those its case type names, or every role that may decide at all."""
    named = words_of_case(case.tenant_id, case.case_type, case.type_version).signers
    able = [role for role, theirs in ROLE_PERMISSIONS.items() if DECIDE in theirs]
    return [role for role in able if role in named] or able


def roles_that_may(move: Move, case: Case) -> list[str]:
    """The roles that may take this step of this case."""
    if move.permission == DECIDE:
        return deciding_roles(case)
    return [role for role, theirs in ROLE_PERMISSIONS.items() if move.permission in theirs]


def labels_of(roles: list[str]) -> list[str]:
    """The roles in the reader's language."""
    return [str(ROLE_LABELS[role]) for role in roles]


def may_take(move: Move, case: Case) -> bool:
    """Whether whoever is signed in may take this step of this case."""
    return subject().role in roles_that_may(move, case)


def require(move: Move, case: Case) -> None:
    """Refused (403) unless whoever is signed in may take this step of this case."""
    if not may_take(move, case):
        message = _("Peran Anda tidak boleh %(what)s.", what=PERMISSIONS[move.permission])
        raise Refused(message, status=403, code="forbidden")
