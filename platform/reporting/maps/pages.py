"""The pages of maps: choose what is shown, find the place, open it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from reference import tiles
from reference.periods import Period
from reporting import figures, national, queries
from reporting.maps import places
from reporting.maps import queries as regions
from reporting.maps.places import Shown
from reporting.maps.steps import Drawn
from tenants import access
from tenants.access import subject

maps = Blueprint("maps", "reporting.maps", template_folder="templates")


@maps.get("/provinsi/peta")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """Where in the province the numbers are."""
    queries.one_snapshot()
    tenant, measure = subject().tenant, _measure(places.PROVINCE)
    lines = figures.district_lines(queries.offices_below(tenant.id), queries.intake(Period(30, _today())))
    code = tenant.region_code or ""
    found = places.of_province(code, lines, places.PROVINCE[measure], tenant.id)
    return _page(
        _("Di mana di %(name)s?", name=tenant.name),
        places.PROVINCE,
        measure,
        found,
        tiles.regencies(code, [spot.code for spot in found.spots]),
        back=(_("Ringkasan"), url_for("reporting.province")),
    )


@maps.get("/nasional/peta")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Where in the country."""
    picture, measure = _picture(), _measure(places.NATION)
    found = places.of_nation(picture.provinces, places.NATION[measure], measure)
    return _page(
        _("Di mana di Indonesia?"),
        places.NATION,
        measure,
        found,
        tiles.provinces([spot.code for spot in found.spots]),
        wide=True,
        back=(_("Jumlah nasional"), url_for("reporting.ministry")),
    )


@maps.get("/nasional/<int:province_id>/peta")
@access.permits("totals:nation")
def ministry_province(province_id: int) -> ResponseReturnValue:
    """Where in one province, from the same suppressed table."""
    picture, measure = _picture(), _measure(places.DISTRICTS)
    code = regions.province_codes().get(province_id)
    if province_id not in picture.provinces or code is None:
        abort(404)
    shown = places.DISTRICTS[measure]
    found = places.of_districts(code, picture.districts[province_id], shown, province_id)
    return _page(
        _("Di mana di %(name)s?", name=picture.provinces[province_id].name),
        places.DISTRICTS,
        measure,
        found,
        tiles.regencies(code, [spot.code for spot in found.spots]),
        back=(_("Peta Indonesia"), url_for("maps.ministry", ukuran=measure)),
    )


def _page(
    title: str,
    choices: Mapping[str, Shown],
    measure: str,
    found: Drawn,
    spots: tiles.Spots,
    *,
    back: tuple[str, str],
    wide: bool = False,
) -> str:
    return render_template(
        "maps/map.html",
        title=title,
        shown=choices[measure],
        found=found,
        spots=spots,
        wide=wide,
        back=back,
        measures=_links(choices, measure),
        today=_today(),
    )


def _measure(choices: Mapping[str, Shown]) -> str:
    wanted = request.args.get("ukuran", "")
    return wanted if wanted in choices else next(iter(choices))


def _links(choices: Mapping[str, Shown], measure: str) -> list[dict[str, Any]]:
    here = {**(request.view_args or {})}
    return [
        {"label": each.label, "url": url_for(str(request.endpoint), **here, ukuran=slug), "current": slug == measure}
        for slug, each in choices.items()
    ]


def _picture() -> national.Picture:
    queries.one_snapshot()
    return national.picture(queries.offices(), *queries.open_and_intake(Period(30, _today())))


def _today() -> Any:
    return today(subject().tenant.timezone)
