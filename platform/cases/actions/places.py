"""Noting where the matter of a case lies."""

from typing import Any

from flask_babel import gettext as _

from cases.actions import steps
from cases.models import Case, CasePlace
from cases.queries.places import place_of
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reference.points import is_near, parse_point
from tenants import access, audit
from tenants.access import subject


def note(case_id: int, data: dict[str, Any]) -> Case:
    """Note or change the place of a case. `data` is what PlaceSchema gave. Refused: 404, 403, 422 `far`."""
    access.require("case:attach")
    case = steps.locked(case_id)
    check(data)
    keep(case, data)
    audit.record("case.placed", "case", case.id)
    return case


def check(data: dict[str, Any]) -> None:
    """Refused (422, field `point`) for a point far from this district, unless somebody has said that it is right."""
    point, site = data.get("point"), subject().tenant
    if point and site.region_code and not data.get("point_sure") and not is_near(parse_point(point), site.region_code):
        words = _("Titik ini jauh dari %(place)s. Periksa angkanya, atau nyatakan benar.", place=site.name)
        raise Refused(words, field="point", code="far")


def keep(case: Case, data: dict[str, Any]) -> None:
    """Write down what was said about the place; saying nothing takes away what stood there."""
    place = place_of(case.id)
    point, landmark = data.get("point"), data.get("landmark") or ""
    if place is None:
        if not point and not landmark:
            return
        place = CasePlace(case_id=case.id)
        db.session.add(place)
    where = parse_point(point) if point else None
    place.latitude, place.longitude = (where.latitude, where.longitude) if where else (None, None)
    place.landmark, place.noted_name, place.noted_at = landmark, subject().name, clock.now()
    db.session.flush()
