"""What must be known of a site to compare it with others."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from foundation.db import db
from foundation.errors import Refused
from sustainability.models import Profile
from sustainability.queries.profile import profile
from tenants import access, audit
from tenants.access import subject


def put_profile(data: Mapping[str, Any], seen: int) -> Profile:
    """Year of growth and number of families. Refused: 403, 409 `stale`."""
    access.require("sustain:write")
    kept = profile(lock=True)
    if (kept.version if kept else 0) != seen:
        raise _stale()
    kept = kept or Profile()
    kept.cohort_year, kept.families = data["cohort_year"], data["families"]
    kept.families_source = data["families_source"] or ""
    kept.recorded_by, kept.recorded_name = subject().membership_id, subject().name
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError as fault:  # two first entries at once
        raise _stale() from fault
    audit.record("sustainability.changed", "sustainability_profile")
    return kept


def _stale() -> Refused:
    return Refused(_("Baru saja diubah orang lain. Periksa isinya, lalu simpan lagi."), status=409, code="stale")
