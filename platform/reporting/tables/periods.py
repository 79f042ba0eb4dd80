"""The stretch of days a table speaks of: one that moves with the calendar, or one between two days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from reporting.measures import Measure
from reporting.spans import span_around

BEGAN = date(2016, 1, 1)
"""SLRT was launched in 2016: nothing that is counted here is older."""
OWN = "own"
PERIODS: Mapping[str, Any] = {
    "this_month": _l("Bulan ini"),
    "last_month": _l("Bulan lalu"),
    "this_quarter": _l("Triwulan ini"),
    "last_quarter": _l("Triwulan lalu"),
    "this_year": _l("Tahun ini"),
    "last_year": _l("Tahun lalu"),
    "last_12_months": _l("12 bulan yang sudah lewat"),
    "all": _l("Sejak 2016"),
    OWN: _l("Antara dua tanggal"),
}

ON = "on"
_ENDED: Mapping[str, Any] = {
    ON: _l("Pada tanggal"),
    "last_month": _l("Akhir bulan lalu"),
    "last_quarter": _l("Akhir triwulan lalu"),
    "last_year": _l("Akhir tahun lalu"),
}
_YET_TO_END: Mapping[str, Any] = {
    "this_month": _l("Akhir bulan ini"),
    "this_quarter": _l("Akhir triwulan ini"),
    "this_year": _l("Akhir tahun ini"),
}


def periods_for(measure: Measure) -> Mapping[str, Any]:
    """What may be chosen, and how it reads: stretches of days, or ends of them for what stands on a day. What is
    decided beforehand has an end of this month too."""
    if not measure.running:
        return PERIODS
    return _ENDED if measure.moments else {**_ENDED, **_YET_TO_END}


def days_of(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period that moves with the calendar; whole months always."""
    if period == "all":
        return BEGAN, span_around(today, "month").last
    if period == "last_12_months":
        month = span_around(today, "month")
        return month.after(-12).first, month.after(-1).last
    which, _underline, kind = period.partition("_")
    span = span_around(today, kind).after(-1 if which == "last" else 0)
    return span.first, span.last
