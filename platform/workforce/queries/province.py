"""The roster of every district as a province sees it: shapes and numbers, nobody's name."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from foundation.clock import today
from foundation.db import db
from reference.queries import villages_in_regencies
from tenants import access
from tenants.access import subject
from tenants.models import Tenant
from workforce.models import Appointment, AppointmentVillage, Certificate
from workforce.posts import POSTS
from workforce.queries.roster import EXPIRING


@dataclass
class DistrictShape:
    """One district today."""

    tenant_id: int
    name: str
    villages: int = 0
    covered: int = 0
    by_post: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_funding: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    expiring: int = 0
    """Decrees that end within ninety days."""
    certified: int = 0
    """Certificates issued to its people, in all years."""

    @property
    def people(self) -> int:
        """Everybody in a post today."""
        return sum(self.by_post.values())

    @property
    def share(self) -> float:
        """Of villages with somebody, 0 to 1."""
        return self.covered / self.villages if self.villages else 0.0


def districts() -> list[DistrictShape]:
    """All districts below, by name. Refused: 403. 4 statements, whatever their number."""
    access.require("workforce:province")
    below = select(Tenant).where(Tenant.id.in_(subject().district_ids)).order_by(Tenant.name)
    tenants = db.session.scalars(below).all()
    shapes = {each.id: DistrictShape(each.id, each.name) for each in tenants}
    villages = villages_in_regencies(db.session())
    for each in tenants:
        shapes[each.id].villages = villages.get(each.region_code or "", 0)
    on = today(subject().tenant.timezone)
    for row in db.session.execute(_posts_of_districts(on)):
        shape = shapes[row.tenant_id]
        shape.by_post[row.post] += row.n
        shape.by_funding[row.funding] += row.n
        shape.expiring += row.expiring
    for row in db.session.execute(_covered_in_districts(on)):
        shapes[row.tenant_id].covered = row.n
    for tenant_id, n in db.session.execute(_CERTIFIED):
        shapes[tenant_id].certified = n
    return list(shapes.values())


_CERTIFIED = (
    select(Certificate.tenant_id, func.count()).where(Certificate.kind == "training").group_by(Certificate.tenant_id)
)


def _posts_of_districts(on: date) -> Select[*tuple[Any, ...]]:
    ends_soon = func.count().filter(Appointment.valid_until.between(on, on + EXPIRING))
    return (
        select(
            Appointment.tenant_id, Appointment.post, Appointment.funding, func.count().label("n"),
            ends_soon.label("expiring"),
        )
        .where(Appointment.ended_on.is_(None), Appointment.valid_from <= on)
        .where(func.coalesce(Appointment.valid_until, date.max) >= on)
        .group_by(Appointment.tenant_id, Appointment.post, Appointment.funding)
    )  # fmt: skip


def _covered_in_districts(on: date) -> Select[*tuple[Any, ...]]:
    in_villages = [slug for slug, post in POSTS.items() if post.role and post.serves_villages]
    standing = (
        select(Appointment.id)
        .where(Appointment.ended_on.is_(None), Appointment.post.in_(in_villages), Appointment.valid_from <= on)
        .where(func.coalesce(Appointment.valid_until, date.max) >= on)
    )
    # By the number alone, which no two offices share: joined by office and number, all villages of an office are tried
    # with each of its people.
    return (
        select(AppointmentVillage.tenant_id, func.count(AppointmentVillage.village_code.distinct()).label("n"))
        .where(AppointmentVillage.appointment_id.in_(standing))
        .group_by(AppointmentVillage.tenant_id)
    )
