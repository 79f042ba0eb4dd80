"""Sixteen states in six stages, so that a table of districts fits a page; every stage is a set of whole states."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from cases.machine import FINAL, State


@dataclass(frozen=True)
class Stage:
    """A column of the tables by stage."""

    slug: str
    label: Any
    states: tuple[State, ...]


STAGES = (
    Stage("intake", _l("Cek data"), (State.REGISTERED, State.NEEDS_CORRECTION, State.CHECKING, State.VISITING)),
    Stage("decision", _l("Penetapan"), (State.ASSESSING, State.AWAITING_DECISION, State.DECIDED)),
    Stage("handling", _l("Ditangani"), (State.HANDLING, State.REFERRED, State.PROPOSED)),
    Stage("result", _l("Ada hasil"), (State.ANSWERED, State.INFORMED)),
    Stage("closed", _l("Selesai"), (State.CLOSED,)),
    Stage("stopped", _l("Batal"), (State.REJECTED, State.DUPLICATE, State.CANCELLED)),
)
OPEN_STATES = tuple(state for state in State if state not in FINAL)
OPEN_STAGES = STAGES[:4]
