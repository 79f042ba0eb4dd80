"""Which cohorts live on: a province's districts, and the nation's."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from reporting.cohorts.pictures import cohort_picture
from reporting.cohorts.tables import compare, named
from sustainability.index import VERSIONS
from sustainability.queries.standings import districts
from sustainability.survival import LABELS, MEANINGS, STATES
from tenants import access
from tenants.access import subject

cohorts = Blueprint("cohorts", "cohorts")


@cohorts.get("/provinsi/keberlanjutan/angkatan")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """The districts of the reader's province."""
    return _page()


@cohorts.get("/nasional/keberlanjutan")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Every district of the country."""
    return _page()


def _page() -> str:
    who, listed = subject(), districts()
    found = compare(listed, today(who.tenant.timezone))
    by_growth = _("Daerah menurut tahun penumbuhan")
    by_end = _("Daerah menurut tahun sejak dukungan APBN berakhir")
    shown = [("penumbuhan", by_growth, found.by_growth, cohort_picture(by_growth, found.by_growth))]
    if found.by_end is not None:
        shown.append(("berakhir", by_end, found.by_end, cohort_picture(by_end, found.by_end)))
    return render_template(
        "reporting/cohorts.html",
        where=who.tenant.full_name,
        noted_on=max((each.noted_on for each in listed if each.noted_on), default=None),
        number_of_districts=len(listed),
        shown=shown,
        is_second_held=found.by_end is None,
        named=named(listed),
        states=STATES,
        labels=LABELS,
        meanings=MEANINGS,
        version=list(VERSIONS)[-1],
    )
