"""The agencies of a site."""

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from tenants.models import Agency


def all_agencies() -> list[Agency]:
    """Every agency of the site, by name, those that take no referrals too."""
    return list(db.session.scalars(select(Agency).order_by(Agency.name, Agency.id)))


def agency(agency_id: int) -> Agency:
    """One of them. Refused (404) when it is not the site's."""
    found = db.session.scalars(select(Agency).where(Agency.id == agency_id)).one_or_none()
    if found is None:
        raise Refused(_("Lembaga ini tidak ada di daerah Anda."), status=404, code="not_found")
    return found


def services_of(agency: Agency) -> list[str]:
    """What one may ask of it."""
    return agency.services or [service.label for service in codes.AGENCY_KINDS[agency.kind].services]
