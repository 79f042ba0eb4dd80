"""The pages of totals: a district's own, a province's, the nation's."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.machine import STATE_LABELS, State
from cases.queries import facts
from foundation.clock import today
from reference import codes, tiles
from reference.periods import PERIODS, Period
from reporting import figures, national, queries
from reporting.cases_below import CasesView, districts_below, provincial_cases
from reporting.maps.places import PROVINCE, of_province
from reporting.offices import queries as standing
from reporting.stages import OPEN_STATES
from tenants import access, tallies
from tenants.access import subject
from web.addresses import with_query
from web.i18n import current_language
from web.shell import Filter

reporting = Blueprint("reporting", "reporting", template_folder="templates")


reporting.add_app_template_filter(figures.cell_text, "cell")


@reporting.get("/jumlah")
@access.permits("totals:district")
def district() -> ResponseReturnValue:
    """Our own cases: where they stand, which are late, what came in."""
    queries.one_snapshot()
    who, period = subject(), _period()
    by_state, intake = facts.by_state(), queries.intake(period)
    (line,) = figures.district_lines([queries.own_office(who.tenant.id)], intake)
    return render_template(
        "reporting/district.html",
        line=line,
        states=[_state_line(state, by_state.get(who.tenant.id, {})) for state in State],
        open_sectors=_sector_bars(queries.open_by_sector()),
        sectors=figures.sector_lines(intake),
        period=period,
        periods=_period_links("reporting.district", period),
        may_open=who.may("case:read"),
    )


@reporting.get("/provinsi")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """Which districts need a hand: overdue shares, intake, stages. Counts only."""
    period, tenant = _period(), subject().tenant
    offices, intake = standing.province(tenant.id, period)
    lines, code = figures.district_lines(offices, intake), tenant.region_code or ""
    drawn, total = of_province(code, lines, PROVINCE["late"]), figures.summary(lines)
    return render_template(
        "reporting/province.html",
        rows=figures.rows_of(lines, total, behind=url_for("reporting.province_cases")) if lines else [],
        total=total,
        map=drawn,
        spots=tiles.regencies(code, [spot.code for spot in drawn.spots]),
        sectors=figures.sector_lines(intake),
        period=period,
        periods=_period_links("reporting.province", period),
    )


@reporting.get("/provinsi/kasus")
@access.permits("totals:province")
def province_cases() -> ResponseReturnValue:
    """The cases behind a number: what, where, how far, by when; never who."""
    districts = districts_below(subject().tenant.id)
    view = CasesView.from_args(request.args, subject().district_ids)
    cursor, here = request.args.get("sesudah"), url_for("reporting.province_cases")
    page = provincial_cases(view, districts, cursor, beside=tallies.asking())
    return render_template(
        "reporting/province_cases.html",
        view=view,
        page=page,
        here=here,
        due_links=_due_links(here, view),
        choices={
            "district": (_("Daerah"), tuple((each.id, each.name) for each in districts.answer())),
            **_kinds(current_language()),
        },
        next_url=with_query(here, {**view.args(), "sesudah": page.next}) if page.next else "",
        first_url=with_query(here, view.args()) if cursor else "",
    )


@cache
def _kinds(_language: str) -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """What else cases can be chosen by; the same for everybody."""
    return {
        "state": (_("Status"), tuple((state.value, str(STATE_LABELS[state][0])) for state in State)),
        "sector": (_("Sektor"), tuple(codes.choices(codes.SECTORS))),
    }


@reporting.get("/nasional")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Totals by province; small numbers are held back."""
    picture = _picture()
    rows = national.rows_of(picture.provinces.values(), picture.nation, above=url_for("reporting.ministry"))
    return render_template("reporting/ministry.html", picture=picture, rows=rows, today=_today())


@reporting.get("/nasional/<office:province_id>")
@access.permits("totals:nation")
def ministry_province(province_id: int) -> ResponseReturnValue:
    """Totals of one province by district, from the same suppressed table."""
    picture = _picture()
    if province_id not in picture.provinces:
        abort(404)
    province = picture.provinces[province_id]
    rows = national.rows_of(picture.districts[province_id], province)
    return render_template("reporting/ministry_province.html", province=province, rows=rows, today=_today())


def _picture() -> national.Picture:
    return national.picture(standing.nation(Period(30, _today())))


def _today() -> Any:
    return today(subject().tenant.timezone)


def _period() -> Period:
    wanted = request.args.get("hari", "")
    return Period(int(wanted) if wanted in {str(days) for days in PERIODS} else 30, _today())


def _period_links(endpoint: str, period: Period) -> list[dict[str, Any]]:
    words = {7: _("7 hari"), 30: _("30 hari"), 90: _("90 hari"), 365: _("Setahun")}
    return [
        {"label": words[days], "url": url_for(endpoint, hari=days), "current": days == period.days} for days in PERIODS
    ]


def _state_line(state: State, by_state: Mapping[State, int]) -> dict[str, Any]:
    return {
        "state": state,
        "open": state in OPEN_STATES,
        "n": by_state.get(state, 0),
        "url": url_for("cases.queue", state=state.value),
    }


def _sector_bars(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    most = max(counts.values(), default=0) or 1
    return [
        {
            "label": codes.SECTORS[slug].label,
            "n": n,
            "percent": 100 * n / most,
            "url": url_for("cases.queue", sector=slug),
        }
        for slug, n in counts.items()
    ]


def _due_links(here: str, view: CasesView) -> list[Filter]:
    words = {None: _("Semua"), "late": _("Lewat tenggat"), "soon": _("Jatuh tempo 7 hari ini")}
    return [
        Filter(label, with_query(here, view.but(due=due).args()), current=view.due == due, late=due == "late")
        for due, label in words.items()
    ]
