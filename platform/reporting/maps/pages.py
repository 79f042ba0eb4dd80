"""The pages of maps: choose what is shown, find the place, open it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from reference import tiles
from reference.models import Region
from reporting.maps import outlines, pictures, places, villages
from reporting.maps.outlines import Outline
from reporting.maps.places import Shown
from reporting.maps.steps import Drawn
from tenants import access
from tenants.access import subject

maps = Blueprint("maps", "reporting.maps", template_folder="templates")


@maps.get("/provinsi/peta")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """Where in the province the numbers are."""
    tenant, measure = subject().tenant, _measure(places.PROVINCE)
    found = pictures.of_own_province(measure)
    return _page(
        _("Di mana di %(name)s?", name=tenant.name),
        places.PROVINCE,
        measure,
        found,
        tiles.regencies(tenant.region_code or "", [spot.code for spot in found.spots]),
        outline=outlines.outline_of(tenant.id),
        back=(_("Ringkasan"), url_for("reporting.province")),
    )


@maps.get("/nasional/peta")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Where in the country."""
    measure = _measure(places.NATION)
    found = pictures.of_nation(measure)
    return _page(
        _("Di mana di Indonesia?"),
        places.NATION,
        measure,
        found,
        tiles.provinces([spot.code for spot in found.spots]),
        wide=True,
        back=(_("Jumlah nasional"), url_for("reporting.ministry")),
    )


@maps.get("/nasional/<office:province_id>/peta")
@access.permits("totals:nation")
def ministry_province(province_id: int) -> ResponseReturnValue:
    """Where in one province, from the same suppressed table."""
    measure = _measure(places.DISTRICTS)
    of = pictures.of_province(province_id, measure) or abort(404)
    return _page(
        _("Di mana di %(name)s?", name=of.name),
        places.DISTRICTS,
        measure,
        of.found,
        tiles.regencies(of.code, [spot.code for spot in of.found.spots]),
        outline=outlines.outline_of(province_id),
        back=(_("Peta Indonesia"), url_for("maps.ministry", ukuran=measure)),
    )


@maps.get("/jumlah/desa")
@access.permits("totals:district")
def district() -> ResponseReturnValue:
    """Where in the district: subdistricts, the villages of one, and all villages where their boundaries were given."""
    who = subject()
    choices = pictures.measures_of_villages(who)
    measure = _measure(choices)
    of = pictures.of_own_villages(measure)
    chosen = of.group(request.args.get("kecamatan"))
    outline = outlines.outline_of(who.tenant.id)
    listed = villages.spots_of(
        _villages(chosen[1], measure)
        if chosen
        else [
            (above, [each.code for each in below], url_for("maps.district", kecamatan=above.code, ukuran=measure))
            for above, below in of.groups
        ],
        of.found,
    )
    return render_template(
        "maps/villages.html",
        shown=choices[measure],
        listed=listed,
        middle=villages.middle_of(listed),
        chosen=chosen[0] if chosen else None,
        on_map=villages.spots_of(_villages(of.villages, measure), of.found) if outline else None,
        outline=outline,
        undrawn=sum(each.code not in outline.codes for each in of.villages) if outline else 0,
        run=of.run,
        unscreened=measure == "missed" and of.run is None,
        measures=_links(choices, measure, kecamatan=chosen[0].code if chosen else None),
        all_url=url_for("maps.district", ukuran=measure),
        may_keep=who.may("map:keep"),
        today=_today(),
    )


def _villages(found: Sequence[Region], measure: str) -> list[tuple[Region, list[str], str]]:
    """Each village, leading to what is counted there if its reader may open that."""
    leads = measure == "open" and subject().may("case:read")
    return [(each, [each.code], url_for("cases.queue", village=each.code) if leads else "") for each in found]


def _page(
    title: str,
    choices: Mapping[str, Shown],
    measure: str,
    found: Drawn,
    spots: tiles.Spots,
    *,
    back: tuple[str, str],
    outline: Outline | None = None,
    wide: bool = False,
) -> str:
    return render_template(
        "maps/map.html",
        title=title,
        shown=choices[measure],
        found=found,
        spots=spots,
        outline=outline,
        undrawn=[spot.name for spot in found.spots if outline and spot.code not in outline.codes],
        may_keep=subject().may("map:keep"),
        wide=wide,
        back=back,
        measures=_links(choices, measure),
        today=_today(),
    )


def _measure(choices: Mapping[str, Any]) -> str:
    wanted = request.args.get("ukuran", "")
    return wanted if wanted in choices else next(iter(choices))


def _links(choices: Mapping[str, Any], measure: str, **kept: str | None) -> list[dict[str, Any]]:
    here = {**(request.view_args or {}), **kept}
    return [
        {"label": each.label, "url": url_for(str(request.endpoint), **here, ukuran=slug), "current": slug == measure}
        for slug, each in choices.items()
    ]


def _today() -> Any:
    return today(subject().tenant.timezone)
