"""Which villages somebody is appointed for today, and which nobody is."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from foundation.clock import today
from foundation.db import db
from tenants import access
from tenants.access import subject
from workforce.models import Appointment, AppointmentVillage
from workforce.places import Villages
from workforce.posts import POSTS


@dataclass(frozen=True)
class DistrictCover:
    """One kecamatan: how many of its villages are covered, and the others by code and name."""

    name: str
    covered: int
    villages: int
    open: dict[str, str]


@dataclass(frozen=True)
class Coverage:
    """A whole site."""

    districts: list[DistrictCover]

    @property
    def covered(self) -> int:
        """Villages with somebody."""
        return sum(each.covered for each in self.districts)

    @property
    def villages(self) -> int:
        """All villages."""
        return sum(each.villages for each in self.districts)

    @property
    def share(self) -> float:
        """0 to 1; 0 where there are no villages."""
        return self.covered / self.villages if self.villages else 0.0


def coverage() -> Coverage:
    """By kecamatan. Somebody whose decree has run out covers nothing. Refused: 403. 2 statements."""
    access.require("workforce:read")
    served = _served()
    return Coverage(
        [
            DistrictCover(
                name=name,
                covered=sum(code in served for code in villages),
                villages=len(villages),
                open={code: title for code, title in villages.items() if code not in served},
            )
            for name, villages in Villages().by_district
        ]
    )


def _served() -> set[str]:
    on = today(subject().tenant.timezone)
    in_villages = [slug for slug, post in POSTS.items() if post.role and post.serves_villages]
    rows = (
        select(AppointmentVillage.village_code)
        .join(
            Appointment,
            (Appointment.tenant_id == AppointmentVillage.tenant_id)
            & (Appointment.id == AppointmentVillage.appointment_id),
        )
        .where(Appointment.ended_on.is_(None), Appointment.post.in_(in_villages), Appointment.valid_from <= on)
        .where(func.coalesce(Appointment.valid_until, date.max) >= on)
        .distinct()
    )
    return set(db.session.scalars(rows))
