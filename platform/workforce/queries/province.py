"""The roster of every district as a province sees it: shapes and numbers, nobody's name."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Date, Integer, Text, any_, bindparam, func, select

from foundation.clock import today
from foundation.db import db
from foundation.reading import Question, ask_together
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


def districts(beside: Question | None = None) -> list[DistrictShape]:
    """All districts below, by name. Refused: 403. One round trip, whatever their number; what is asked `beside`
    travels with it."""
    access.require("workforce:province")
    on = today(subject().tenant.timezone)
    standing = {"on": on, "never": date.max}
    below = Question(_BELOW, {"parent": subject().tenant.id})
    posts = Question(_POSTS, {**standing, "soon": on + EXPIRING})
    serving = [slug for slug, post in POSTS.items() if post.role and post.serves_villages]
    covered, certified = Question(_COVERED, {**standing, "serving": serving}), Question(_CERTIFIED, {})
    ask_together(below, posts, covered, certified, *([beside] if beside else []))
    villages = villages_in_regencies(db.session())
    shapes = {
        each.id: DistrictShape(each.id, each.name, villages.get(each.region_code or "", 0)) for each in below.answer()
    }
    for row in posts.answer():
        shape = shapes[row.tenant_id]
        shape.by_post[row.post] += row.n
        shape.by_funding[row.funding] += row.n
        shape.expiring += row.expiring
    for row in covered.answer():
        shapes[row.tenant_id].covered = row.n
    for row in certified.answer():
        shapes[row.tenant_id].certified = row.n
    return list(shapes.values())


_BELOW: Any = (
    select(Tenant.id, Tenant.name, Tenant.region_code)
    .where(Tenant.parent_id == bindparam("parent", type_=Integer))
    .order_by(Tenant.name, Tenant.id)
)
_ON, _NEVER = bindparam("on", type_=Date), bindparam("never", type_=Date)
_STANDING = (
    Appointment.ended_on.is_(None),
    Appointment.valid_from <= _ON,
    func.coalesce(Appointment.valid_until, _NEVER) >= _ON,
)
_POSTS: Any = (
    select(
        Appointment.tenant_id, Appointment.post, Appointment.funding, func.count().label("n"),
        func.count().filter(Appointment.valid_until.between(_ON, bindparam("soon", type_=Date))).label("expiring"),
    )
    .where(*_STANDING)
    .group_by(Appointment.tenant_id, Appointment.post, Appointment.funding)
)  # fmt: skip
# By the number alone, which no two offices share: joined by office and number, all villages of an office are tried
# with each of its people.
_COVERED: Any = (
    select(AppointmentVillage.tenant_id, func.count(AppointmentVillage.village_code.distinct()).label("n"))
    .where(
        AppointmentVillage.appointment_id.in_(
            select(Appointment.id).where(*_STANDING, Appointment.post == any_(bindparam("serving", type_=ARRAY(Text))))
        )
    )
    .group_by(AppointmentVillage.tenant_id)
)
_CERTIFIED: Any = (
    select(Certificate.tenant_id, func.count().label("n"))
    .where(Certificate.kind == "training")
    .group_by(Certificate.tenant_id)
)
