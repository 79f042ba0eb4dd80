"""Families that a run has looked at."""

from datetime import date

import pytest

from foundation import jobs
from foundation.db import db
from registry.actions.screening import ask_run
from registry.models import Household, Participation, Person

HERE, THERE = "19.06.01.2001", "19.06.01.2002"


@pytest.fixture
def families(world, as_) -> None:
    """Three households in two villages: missed by Sembako, receiving it rightly, receiving it at decile 9."""
    with as_(world.a.front_office):
        for village, desil, receives in ((HERE, 2, False), (HERE, 3, True), (THERE, 9, True)):
            home = Household(address="Jalan 1", village_code=village, desil=desil, dtsen_status="active")
            db.session.add(home)
            db.session.flush()
            for n, born in enumerate((1980, 2015), start=1):
                worker = {"working": n == 1, "occupation": 6 if n == 1 else None, "schooling": 2 if n == 2 else 3}
                who = {"name": f"Rekaan {n}", "sex": "male", "birth_date": date(born, 1, 1), "relation": 2 * n - 1}
                db.session.add(Person(household_id=home.id, **who, **worker))
            if receives:
                receipt = {"programme": "sembako", "standing": "active", "valid_from": date(2026, 1, 1)}
                db.session.add(Participation(household_id=home.id, source="import", **receipt))
        db.session.commit()


@pytest.fixture
def run(app, world, as_, families) -> int:
    """The id of a run over them, done."""
    with as_(world.a.manager):
        run_id = ask_run().id
        db.session.commit()
    with app.app_context():
        jobs.run_waiting()
    return run_id
