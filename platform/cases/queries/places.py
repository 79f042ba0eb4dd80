"""Where the matter of a case lies, for its page and for an agency that has to go there."""

from sqlalchemy import select

from cases.models import CasePlace
from foundation.db import db
from reference.points import Point

SECTORS = frozenset({"infrastructure", "electricity", "housing", "water", "disaster"})
"""Where somebody usually has to go and look: the point is asked for at once."""


def place_of(case_id: int) -> CasePlace | None:
    """What is noted about the place. That the case may be seen has been asked before."""
    return db.session.scalars(select(CasePlace).where(CasePlace.case_id == case_id)).one_or_none()


def point_of(place: CasePlace | None) -> Point | None:
    """The point, if one is noted."""
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return Point(place.latitude, place.longitude)


def in_words(place: CasePlace | None) -> str:
    """Landmark and point on one line; empty when nothing is noted."""
    point = point_of(place)
    return ". ".join(filter(None, [place.landmark if place else "", str(point) if point else ""]))
