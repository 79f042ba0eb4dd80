"""Whose desk a case lies on: read off the machine's table and the permission table, never listed a second time."""

from functools import cache

from flask_babel import lazy_gettext as _l

from cases.machine import FINAL, MAIN_MOVE, MOVES, State
from foundation.tenancy import Reader
from tenants.permissions import ROLE_LABELS, ROLE_PERMISSIONS, ROLE_READERS

FIELD = frozenset({"facilitator"})
"""Roles that work by village, not at a desk of the office."""
OUTSIDE = "agency"
"""Where a case lies while an agency has the word: on nobody's desk."""


@cache
def desk_of(state: State) -> str | None:
    """The role at whose desk a case in `state` waits: of those who may take its main step, the one nearest to the
    citizen, in the order of the permission table. OUTSIDE while an agency is awaited; None when it is over."""
    if state in FINAL:
        return None
    takers = sorted(_takers(state), key=lambda role: role in FIELD)
    return takers[0] if takers else OUTSIDE


@cache
def states_at_desk(role: str) -> tuple[State, ...]:
    """What that role can act on next. Who shares every desk with somebody nearer (the head with the manager, the
    facilitator with the front office) looks at all states whose main step is theirs too; a watcher at none."""
    own = tuple(state for state in State if desk_of(state) == role)
    return own or tuple(state for state in State if role in _takers(state))


def desk_label(desk: str) -> object:
    """What a desk is called."""
    return _l("OPD") if desk == OUTSIDE else ROLE_LABELS[desk]


@cache
def desks() -> tuple[str, ...]:
    """The desks at which a case can wait, in the order in which it comes to them."""
    return tuple(dict.fromkeys(desk for state in State if (desk := desk_of(state))))


def _takers(state: State) -> tuple[str, ...]:
    """The roles of a site that may take the main step out of `state`."""
    if state not in MAIN_MOVE:
        return ()
    permission = MOVES[MAIN_MOVE[state]].permission
    site = (role for role, reader in ROLE_READERS.items() if reader is Reader.STAFF)
    return tuple(role for role in site if permission in ROLE_PERMISSIONS[role])
