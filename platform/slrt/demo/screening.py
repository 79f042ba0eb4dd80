"""The demonstration's registries screened at the end of last year and today: nobody begins with an empty page, and a
planner sees what a year has met."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from foundation import clock, jobs
from foundation.db import db
from registry import actions
from registry.actions.screening import ask_run
from registry.models import ScreeningRun
from registry.queries import get_person
from registry.queries.runs import gaps, newest_run
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject

MET = {"sembako": (6, 200_000), "electricity": (5, None)}
"""How many of those whom a programme missed at the end of last year it has reached since, and what each gets a month;
both go to families."""
_KEYS = UUID(int=0x5C)


def screen(office: Office) -> None:
    """Everybody of that office asked about every programme, as its manager would have it. Commits."""
    year = clock.now().year
    with clock.set_to(datetime(year - 1, 12, 12, 3, tzinfo=UTC)):
        _ask(office)
    office.do("front_office", lambda: _reach(office, date(year, 1, 5)))
    _ask(office)


def _ask(office: Office) -> None:
    with acting_as(load_subject(office.staff["manager"][0], office.tenant_id)):
        ask_run()
        db.session.commit()
    jobs.run_waiting()


def _reach(office: Office, since: date) -> None:
    run, _waiting = newest_run()
    if run is None:
        return
    for programme, (most, amount) in MET.items():
        for household_id in _missed(run, programme, most):
            joined = {
                "programme": programme, "standing": "active", "valid_from": since, "valid_until": None,
                "amount": amount, "amount_every": "month", "end_reason": None, "source": "import", "note": None,
            }  # fmt: skip
            key = uuid5(_KEYS, f"{office.tenant_id}/{programme}/{household_id}")
            actions.add_participation("household", household_id, joined, key)


def _missed(run: ScreeningRun, programme: str, most: int) -> list[int]:
    """The households of those whom it missed, once each."""
    people = [get_person(row.person.id) for row in gaps(run, programme, "missed", None, None, most).rows]
    return list(dict.fromkeys(person.household_id for person in people))
