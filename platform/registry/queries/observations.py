"""What was observed of one person or household: a few dozen rows at most, read whole. Merged records are one person."""

from collections.abc import Sequence

from sqlalchemy import select

from foundation.db import db
from registry.models import Household, Observation, Person
from registry.queries.person import records_of


def observations_of(row: Person | Household) -> Sequence[Observation]:
    """Everything observed of that person or household, in the order in which it holds."""
    if isinstance(row, Person):
        about = Observation.person_id.in_(records_of(row))
    else:
        about = (Observation.household_id == row.id) & Observation.person_id.is_(None)
    return db.session.scalars(select(Observation).where(about).order_by(Observation.observed_on, Observation.id)).all()
