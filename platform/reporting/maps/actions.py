"""Taking boundaries in, drawing earlier ones again, drawing none."""

import hashlib

from flask_babel import gettext as _
from sqlalchemy import text

from foundation.db import db
from foundation.errors import Refused
from reporting.maps import geojson, outlines, overlaps, simplify
from reporting.maps.models import Boundary, BoundaryShape
from tenants import access, audit
from tenants.access import subject
from web.formats import percent

_ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtext('boundary'), :tenant)")


def put(raw: bytes, *, incomplete: bool = False) -> Boundary:
    """Draw this file from now on. The same one again changes nothing. Raises BadBoundary; Refused on `boundary` when
    regions are missing and `incomplete` does not allow it. Nothing is kept of a file that is refused."""
    access.require("map:keep")
    regions = outlines.own_regions()
    shapes = geojson.read(raw, subject().tenant.region_code or "", regions.keys())
    missing = [name for code, name in regions.items() if code not in shapes]
    if missing and not incomplete:
        raise Refused(
            _(
                "Belum tergambar: %(names)s. Lengkapi berkasnya, atau centang “Pakai juga” di bawah.",
                names=geojson.listed(missing),
            ),
            field="boundary",
        )
    db.session.execute(_ONE_WRITER, {"tenant": subject().tenant.id})
    fingerprint = hashlib.sha256(raw).hexdigest()
    now = _current()
    if now is not None and now.fingerprint == fingerprint:
        return now
    kept = _kept(shapes, fingerprint, now)
    audit.record("boundary.put", "boundary", kept.id, shapes=kept.shapes, missing=len(missing))
    return kept


def use_again(boundary_id: int) -> Boundary:
    """Draw an earlier version. Refused (404) for another office's."""
    access.require("map:keep")
    db.session.execute(_ONE_WRITER, {"tenant": subject().tenant.id})
    found = db.session.scalars(outlines.standing().where(Boundary.id == boundary_id)).one_or_none()
    if found is None:
        raise Refused(_("Batas wilayah ini tidak ada di daftar Anda."), status=404, code="not_found")
    if not found.current:
        _end(_current())
        found.current = True
        db.session.flush()
        audit.record("boundary.used_again", "boundary", found.id)
    return found


def remove() -> None:
    """Draw tiles again. The versions stay."""
    access.require("map:keep")
    db.session.execute(_ONE_WRITER, {"tenant": subject().tenant.id})
    now = _current()
    if now is not None:
        _end(now)
        audit.record("boundary.removed", "boundary", now.id)


def _current() -> Boundary | None:
    return db.session.scalars(outlines.standing().where(Boundary.current)).one_or_none()


def _end(now: Boundary | None) -> None:
    if now is not None:
        now.current = False
        db.session.flush()


def _check_apart(grid: simplify.Grid) -> None:
    """Which of two regions has the land, and where a stray one belongs, is for whoever drew them to say."""
    if (stray := overlaps.away(grid)) is not None:
        raise geojson.BadBoundary(
            "away",
            _("%(code)s digambar terlalu jauh dari wilayah yang lain. Periksa koordinat dan kodenya.", code=stray),
        )
    if (both := overlaps.overlap_of(grid)) is not None:
        raise geojson.BadBoundary(
            "overlapping",
            _(
                "%(one)s dan %(other)s saling menindih: %(share)s dari %(one)s juga digambar sebagai %(other)s."
                " Perbaiki batas keduanya dulu.",
                one=both.smaller,
                other=both.larger,
                share=percent(both.share),
            ),
        )


def _kept(shapes: geojson.Shapes, fingerprint: str, before: Boundary | None) -> Boundary:
    width, height, grid = simplify.projected(shapes)
    _check_apart(grid)
    grid = simplify.simplified(grid)
    _end(before)
    who = subject()
    kept = Boundary(
        membership_id=who.membership_id,
        put_by=who.name,
        fingerprint=fingerprint,
        current=True,
        width=width,
        height=height,
        points_given=sum(len(ring) for parts in shapes.values() for part in parts for ring in part),
        points_kept=simplify.points_of(grid),
        shapes=len(grid),
    )
    db.session.add(kept)
    db.session.flush()
    for code, parts in grid.items():
        x, y, room = simplify.label_of(parts)
        db.session.add(
            BoundaryShape(
                boundary_id=kept.id,
                region_code=code,
                path=simplify.path_of(parts),
                area=simplify.area_of(parts),
                label_x=x,
                label_y=y,
                room=room,
            )
        )
    db.session.flush()
    return kept
