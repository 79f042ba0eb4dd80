"""Two districts that each hold one person with one case, and a word that must never cross."""

from uuid import uuid4

import pytest

from cases import actions
from cases.schemas import CaseIntakeSchema
from foundation.db import db
from registry.actions import create_person
from registry.schemas import PersonSchema

CANARY = "Kenari Rahasia"


@pytest.fixture
def filled(world, as_):
    """One person with one case in each district."""
    for number, site in enumerate((world.a, world.b), start=1):
        with as_(site.front_office):
            person = create_person(
                PersonSchema().load(
                    {
                        "name": f"{CANARY} {site.prefix}",
                        "nik": f"{site.villages[0].replace('.', '')[:6]}01017{number}0001",
                        "address": "Jalan Uji 1",
                        "village_code": site.villages[0],
                    }
                ),
                uuid4(),
            )
            intake = {
                "case_type": "pbi_reactivation", "kind": "complaint", "summary": f"{CANARY} {site.prefix}",
                "village_code": site.villages[0], "consent_share": True,
            }  # fmt: skip
            actions.register(person.id, CaseIntakeSchema().load(intake), uuid4())
            db.session.commit()
    return world
