"""People for the tests of this room. The numbers are made up; their structure is right."""

from typing import Any
from uuid import uuid4

from registry import actions
from registry.models import Person
from registry.schemas import PersonSchema

LALANG, GANTUNG, WERU = "19.06.01.2001", "19.06.02.2001", "33.11.01.2001"
JUNAIDI = {
    "name": "Junaidi",
    "nik": "1906 0104 0472 0001",
    "family_card": "1906011208100002",
    "phone": "0812 3456 4410",
    "email": "junaidi@example.org",
    "address": "Dusun Lalang II RT 04",
    "village_code": LALANG,
}
NIK, CARD, PHONE = "1906010404720001", "1906011208100002", "+6281234564410"
CLEAR = (NIK, CARD, PHONE, PHONE.removeprefix("+62"), "junaidi@example.org")


def typed(**changes: Any) -> dict[str, Any]:
    """Junaidi as typed into a form; None leaves a field out."""
    return {name: value for name, value in {**JUNAIDI, **changes}.items() if value is not None}


def another(**changes: Any) -> dict[str, Any]:
    """Somebody without any number."""
    return typed(**{"nik": None, "family_card": None, "phone": None, "email": None, "sex": "female", **changes})


def clean(said: dict[str, Any]) -> dict[str, Any]:
    """The same after the schema."""
    return dict(PersonSchema().load(said))


def record(said: dict[str, Any]) -> Person:
    """Keep a person, as whoever is acting."""
    return actions.create_person(clean(said), uuid4())
