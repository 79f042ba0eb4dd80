"""The agencies of a site: whom it asks, for what, and how long they may take."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from settings.actions.versions import save
from tenants import access
from tenants.models import Agency


def add_agency(data: dict[str, Any], valid_from: date | None = None) -> Agency:
    """A new one. `data` is what AgencySchema loads. Refused: 403, 404 above the sites."""
    access.require("settings:manage")
    agency = Agency(**_columns(data))
    db.session.add(agency)
    db.session.flush()
    save("agency", str(agency.id), data, valid_from=valid_from)
    return agency


def change_agency(agency_id: int, data: dict[str, Any], seen: int) -> Agency:
    """New days or services, or it takes no more referrals; what was sent keeps its dates.

    Refused: 403, 404, 409 `stale`.
    """
    access.require("settings:manage")
    agency = db.session.scalars(select(Agency).where(Agency.id == agency_id).with_for_update()).one_or_none()
    if agency is None:
        raise Refused(_("Lembaga ini tidak ada di daerah Anda."), status=404, code="not_found")
    save("agency", str(agency.id), data, seen=seen)
    for name, value in _columns(data).items():
        setattr(agency, name, value)
    db.session.flush()
    return agency


def _columns(data: dict[str, Any]) -> dict[str, Any]:
    lines = (data["own_services"] or "").splitlines()
    same = {name: data[name] for name in ("name", "kind", "accept_days", "answer_days", "active")}
    return {**same, "seat": data["seat"] or "", "services": [line.strip() for line in lines if line.strip()]}
