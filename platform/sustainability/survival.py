"""Who lives on and who declines: one rule for every district, from what is counted. The platform's proposal."""

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

LIVING, DECLINING, STOPPED, UNKNOWN = STATES = ("living", "declining", "stopped", "unknown")
LABELS: dict[str, LazyString] = {
    LIVING: _l("Hidup"),
    DECLINING: _l("Menurun"),
    STOPPED: _l("Berhenti"),
    UNKNOWN: _l("Belum diketahui"),
}
MEANINGS: dict[str, LazyString] = {
    LIVING: _l("mendaftarkan kasus dalam 12 bulan terakhir dan tidak menurun"),
    DECLINING: _l("kasusnya turun lebih dari seperempat, atau indeksnya turun 5 atau lebih, dibanding setahun lalu"),
    STOPPED: _l("pernah mendaftarkan kasus, tetapi tidak dalam 12 bulan terakhir"),
    UNKNOWN: _l("belum pernah mendaftarkan kasus di platform ini"),
}
_KEPT = (3, 4)
"""The share of last year's cases below which a district declines."""
_LOST = 500
"""Hundredths of the index within a year."""


@dataclass(frozen=True)
class Trace:
    """What a district has left behind: cases by twelve months, the index in hundredths."""

    registered: int = 0
    before: int = 0
    """In the twelve months before those."""
    ever: int = 0
    points: int | None = None
    points_before: int | None = None


def state_of(trace: Trace) -> str:
    """One of STATES."""
    if not trace.ever:
        return UNKNOWN
    if not trace.registered:
        return STOPPED
    part, whole = _KEPT
    if trace.registered * whole < trace.before * part:
        return DECLINING
    if trace.points is not None and trace.points_before is not None and trace.points <= trace.points_before - _LOST:
        return DECLINING
    return LIVING


def years_since(ends_on: date, today: date) -> int:
    """Fiscal years since state support ended: 0 in the year of its last day, negative before."""
    return today.year - ends_on.year
