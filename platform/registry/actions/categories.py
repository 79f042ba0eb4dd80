"""PPKS and PSKS categories of a person: begun and ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry import queries
from registry.models import PersonCategory
from tenants import access, audit, receipts
from tenants.access import subject


def add_category(person_id: int, data: Mapping[str, Any], request_key: UUID) -> PersonCategory:
    """Put a person into a category, from clean CategorySchema data. Refused 409 when already in it."""
    access.require("person:write")
    receipt = receipts.once(request_key, {"person": person_id, **data}, "person_category")
    if receipt.subject_id is not None:
        return queries.get_category(receipt.subject_id)
    person = queries.get_person(person_id)
    scheme = "ppks" if data["category"] in codes.PPKS else "psks"
    if any(each.category == data["category"] and each.until is None for each in queries.categories_of(person)):
        raise Refused(_("Orang ini sudah tercatat dalam kategori itu"), field="category", status=409, code="in_it")
    made = PersonCategory(
        person_id=person.id,
        scheme=scheme,
        category=data["category"],
        since=data["since"],
        source=data["source"],
        note=data["note"] or "",
        recorded_at=now(),
        recorded_by=subject().membership_id,
    )
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    audit.record("category.added", "person", person.id, category=made.category)
    return made


def end_category(category_id: int, data: Mapping[str, Any]) -> PersonCategory:
    """The last day in a category. Refused 409 when it is over already, 422 for a day before it began."""
    access.require("person:write")
    kept = queries.get_category(category_id)
    if kept.until is not None:
        raise Refused(_("Kategori ini sudah berakhir."), status=409, code="closed")
    if data["until"] < kept.since:
        raise Refused(_("Tanggal akhir mendahului tanggal awal"), field="until")
    kept.until = data["until"]
    db.session.flush()
    audit.record("category.ended", "person", kept.person_id, category=kept.category)
    return kept
