"""Each map as whoever asks may see it now: the same for its page and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.clock import today
from foundation.db import db
from reference.models import Region
from reference.periods import Period
from reference.queries import districts_and_villages
from registry.models import ScreeningRun
from registry.queries.runs import newest_run
from reporting import figures, national
from reporting.maps import places, villages
from reporting.maps import queries as regions
from reporting.maps.steps import Drawn
from reporting.maps.villages import Numbers, Shown
from reporting.offices import queries as offices
from reporting.offices.queries import Nation
from tenants.access import Subject, subject

_Groups = Sequence[tuple[Region, Sequence[Region]]]
_RECENT = 30
"""Days of intake on a map."""


@dataclass(frozen=True)
class InProvince:
    """The districts of a province that the ministry looks at."""

    name: str
    code: str
    found: Drawn


@dataclass(frozen=True)
class InDistrict:
    """What is counted in a district's villages; `groups` are its subdistricts with their villages, former ones last."""

    groups: _Groups
    found: Numbers
    run: ScreeningRun | None

    @property
    def villages(self) -> list[Region]:
        """All of them."""
        return [village for _above, below in self.groups for village in below]

    def group(self, code: str | None) -> tuple[Region, Sequence[Region]] | None:
        """The subdistrict under that code."""
        return next((each for each in self.groups if each[0].code == code), None)


def of_own_province(measure: str) -> Drawn:
    """The reader's districts (`places.PROVINCE`)."""
    tenant = subject().tenant
    lines = figures.district_lines(*offices.province(tenant.id, _period()))
    return places.of_province(tenant.region_code or "", lines, places.PROVINCE[measure])


def of_nation(measure: str) -> Drawn:
    """All provinces (`places.NATION`), from the suppressed table."""
    standing = _standing()
    codes = regions.province_codes(standing.offices)
    return places.of_nation(national.picture(standing).provinces, codes, places.NATION[measure], measure)


def of_province(province_id: int, measure: str) -> InProvince | None:
    """The districts of one province (`places.DISTRICTS`) from the same table; None where there is no such province."""
    standing = _standing()
    picture, code = national.picture(standing), regions.province_codes(standing.offices).get(province_id)
    if province_id not in picture.provinces or code is None:
        return None
    below = regions.offices_of(province_id, standing.offices)
    found = places.of_districts(code, picture.districts[province_id], places.DISTRICTS[measure], below)
    return InProvince(picture.provinces[province_id].name, code, found)


def measures_of_villages(who: Subject) -> Mapping[str, Shown]:
    """What that reader may see village by village."""
    return {slug: each for slug, each in villages.VILLAGES.items() if who.may(each.permission)}


def of_own_villages(measure: str) -> InDistrict:
    """The reader's own district (`measures_of_villages`)."""
    tenant = subject().tenant
    run = newest_run()[0] if measure == "missed" else None
    found = villages.numbers(measure, today(tenant.timezone), run)
    return InDistrict(_with_former(districts_and_villages(db.session(), tenant.region_code or ""), found), found, run)


def _with_former(groups: _Groups, found: Numbers) -> _Groups:
    """And the villages whose code is no longer in use but stands in what is counted: a map leaves nothing out. Two
    statements more where there are any."""
    in_use = {village.code for _above, below in groups for village in below}
    lost = sorted((found.counts.keys() | found.parts_of.keys()) - in_use)
    if not lost:
        return groups
    former: dict[str, list[Region]] = {}
    for village in _regions(lost):
        former.setdefault(village.parent_code or "", []).append(village)
    gone = _regions(sorted(former.keys() - {above.code for above, _below in groups}))
    return [
        *((above, [*below, *former.get(above.code, ())]) for above, below in groups),
        *((above, former[above.code]) for above in gone),
    ]


def _regions(codes: Sequence[str]) -> Sequence[Region]:
    return db.session.scalars(select(Region).where(Region.code.in_(codes)).order_by(Region.name, Region.code)).all()


def _standing() -> Nation:
    return offices.nation(_period())


def _period() -> Period:
    return Period(_RECENT, today(subject().tenant.timezone))
