"""What is known beside the variables: welfare status, look-ups, programmes, needs, categories. A statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, overload

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry.models import (
    Household,
    Need,
    Participation,
    ParticipationEvent,
    Person,
    PersonCategory,
    SiksCheck,
    WelfareStatus,
)
from registry.quarters import behind, is_stale
from registry.queries.households import get_household
from registry.queries.person import get_person, household_of, records_of, survivor_of
from tenants import audit
from tenants.access import subject

_CHECKS_SHOWN = 5


@dataclass(frozen=True)
class Standing:
    """A welfare status as it stands: whose, which decile, since when known, and whether to ask again."""

    own: bool
    """The person's own, and not the household's."""
    desil: int | None
    dtsen_status: str | None
    period: str | None
    received_on: date | None
    source: str | None
    day: date

    @property
    def is_known(self) -> bool:
        """Whether anything was ever received."""
        return self.desil is not None or self.dtsen_status is not None

    @property
    def is_stale(self) -> bool:
        """Whether two newer quarters have begun since."""
        return self.period is not None and is_stale(self.period, self.day)

    @property
    def quarters_behind(self) -> int:
        """How many newer quarters have begun."""
        return behind(self.period, self.day) if self.period else 0

    @property
    def status_label(self) -> str:
        """In the reader's language."""
        return codes.REGISTRY_STATUSES[self.dtsen_status].label if self.dtsen_status else ""

    @property
    def source_label(self) -> str:
        """In the reader's language."""
        return codes.SOURCES[self.source].label if self.source else ""


def about(row: Person | Household) -> str:
    """person or household: as addresses, history and the table of variables say it."""
    return "person" if isinstance(row, Person) else "household"


def get_row(level: str, row_id: int) -> Person | Household:
    """A person or a household by id. Refused (404) as for each of them."""
    return get_person(row_id) if level == "person" else get_household(row_id)


@overload
def opened(level: Literal["person"], row_id: int) -> Person: ...
@overload
def opened(level: str, row_id: int) -> Person | Household: ...
def opened(level: str, row_id: int) -> Person | Household:
    """The same for whoever reads what is known of it: that is written down."""
    row = get_row(level, row_id)
    audit.record(f"{level}.viewed", level, row.id)
    return row


def standings_of(row: Person | Household) -> list[Standing]:
    """The status of that household; of a person, the own one first and the household's behind it."""
    person = row if isinstance(row, Person) else None
    household = household_of(person) if person else row
    found = statuses_of(row, with_household=True)
    day = today(subject().tenant.timezone)
    whose: list[tuple[Person | Household, bool]] = [(household, False)]
    if person is not None:
        whose.insert(0, (person, True))
    return [_standing(each, own, found, day) for each, own in whose]


def statuses_of(row: Person | Household, *, with_household: bool = False) -> Sequence[WelfareStatus]:
    """Everything received about that row, the newest quarter first; a person's household's too when asked."""
    return db.session.scalars(
        select(WelfareStatus)
        .where(_whose(WelfareStatus, row, with_household=with_household))
        .order_by(WelfareStatus.period.desc(), WelfareStatus.received_on.desc(), WelfareStatus.id.desc())
    ).all()


def checks_of(person: Person) -> Sequence[SiksCheck]:
    """The latest look-ups in SIKS-NG."""
    looked = select(SiksCheck).where(SiksCheck.person_id.in_(records_of(person)))
    return db.session.scalars(
        looked.order_by(SiksCheck.checked_on.desc(), SiksCheck.id.desc()).limit(_CHECKS_SHOWN)
    ).all()


def participations_of(row: Person | Household) -> Sequence[Participation]:
    """Programmes of that household; of a person, the own ones and the household's. What runs comes first."""
    joined = select(Participation).where(_whose(Participation, row, with_household=True))
    ended = Participation.standing == "ended"
    return db.session.scalars(joined.order_by(ended, Participation.valid_from.desc(), Participation.id.desc())).all()


def get_participation(participation_id: int) -> Participation:
    """One participation, if its person or household may be opened. Refused (404) else."""
    found = db.session.scalars(select(Participation).where(Participation.id == participation_id)).one_or_none()
    if found is None:
        raise _unknown()
    get_row(*_target(found.person_id, found.household_id))
    return found


def participation_events(participation_id: int) -> Sequence[ParticipationEvent]:
    """How it came to its standing, the newest first."""
    return db.session.scalars(
        select(ParticipationEvent)
        .where(ParticipationEvent.participation_id == participation_id)
        .order_by(ParticipationEvent.effective_on.desc(), ParticipationEvent.id.desc())
    ).all()


def needs_of(row: Person | Household) -> Sequence[Need]:
    """Needs of that household; of a person, the own ones and the household's. Open ones come first."""
    lacking = select(Need).where(_whose(Need, row, with_household=True))
    return db.session.scalars(lacking.order_by(Need.state != "open", Need.noted_on.desc(), Need.id.desc())).all()


def get_need(need_id: int) -> Need:
    """One need, if its person or household may be opened. Refused (404) else."""
    found = db.session.scalars(select(Need).where(Need.id == need_id)).one_or_none()
    if found is None:
        raise _unknown()
    get_row(*_target(found.person_id, found.household_id))
    return found


def categories_of(person: Person) -> Sequence[PersonCategory]:
    """PPKS and PSKS categories of a person, the running ones first."""
    belongs = select(PersonCategory).where(PersonCategory.person_id.in_(records_of(person)))
    over = PersonCategory.until.is_not(None)
    return db.session.scalars(belongs.order_by(over, PersonCategory.since.desc(), PersonCategory.id.desc())).all()


def get_category(category_id: int) -> PersonCategory:
    """One category of a person who may be opened. Refused (404) else."""
    found = db.session.scalars(select(PersonCategory).where(PersonCategory.id == category_id)).one_or_none()
    if found is None:
        raise _unknown()
    get_person(survivor_of(found.person_id))
    return found


def _target(person_id: int | None, household_id: int | None) -> tuple[str, int]:
    return ("person", survivor_of(person_id)) if person_id is not None else ("household", household_id or 0)


def _whose(
    model: type[WelfareStatus | Participation | Need], row: Person | Household, *, with_household: bool
) -> ColumnElement[bool]:
    if isinstance(row, Household):
        return model.household_id == row.id
    own = model.person_id.in_(records_of(row))
    return or_(own, model.household_id == row.household_id) if with_household else own


def _standing(row: Person | Household, own: bool, found: Sequence[WelfareStatus], day: date) -> Standing:
    mine = [each for each in found if (each.household_id is None) == own]
    newest = mine[0] if mine else None
    return Standing(
        own=own,
        desil=row.desil,
        dtsen_status=row.dtsen_status,
        period=row.desil_period or (newest.period if newest else None),
        received_on=newest.received_on if newest else None,
        source=newest.source if newest else None,
        day=day,
    )


def _unknown() -> Refused:
    return Refused(_("Catatan ini tidak ditemukan."), status=404, code="not_found")
