"""What the registry refuses, in words: a number that somebody has, somebody faster, a place outside one's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from foundation.db import db
from foundation.errors import Refused
from registry import queries
from registry.models import Household, Person

UNIQUE_NIK = "uq_person_tenant_id_nik_hash"
UNIQUE_CARD = "uq_household_tenant_id_family_card_hash"


class AlreadyRecorded(Refused):
    """Somebody of this tenant has that NIK. `person_id` leads there, if this reader may go there."""

    def __init__(self, message: str, person_id: int | None) -> None:
        super().__init__(message, field="nik", status=409, code="nik_taken")
        self.person_id = person_id


def refuse_elsewhere(village_code: str) -> None:
    """A village in which this reader does not work."""
    if village_code not in dict(queries.village_choices()):
        raise Refused(_("Desa ini di luar wilayah kerja Anda"), field="village_code", code="village_outside")


def refuse_foreign_household(household: Household) -> None:
    """A household of a village in which this facilitator does not work."""
    mine = queries.my_villages()
    if mine is not None and household.village_code not in mine:
        message = _("KK ini tercatat di desa lain. Minta front office memindahkannya.")
        raise Refused(message, field="family_card", status=409, code="household_elsewhere")


def refuse_taken_nik(nik: str | None, of: Person | None) -> None:
    """A NIK that somebody other than `of` has."""
    holder = queries.holder_of(nik) if nik else None
    if holder is not None and holder is not of:
        raise _already_recorded(holder)


def _already_recorded(holder: Person) -> AlreadyRecorded:
    mine = queries.my_villages()
    if mine is not None and queries.household_of(holder).village_code not in mine:
        return AlreadyRecorded(_("NIK ini sudah tercatat di desa lain. Hubungi front office."), None)
    return AlreadyRecorded(_("NIK ini sudah tercatat pada warga lain"), holder.id)


@contextmanager
def in_words(nik: str | None = None) -> Iterator[None]:
    """Write in a savepoint, and say what the database refused: somebody may have been faster with the same number."""
    try:
        with db.session.begin_nested():
            yield
    except StaleDataError as error:
        raise stale() from error
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint == UNIQUE_NIK and nik and (holder := queries.holder_of(nik)):
            raise _already_recorded(holder) from error
        if constraint == UNIQUE_CARD:
            message = _("KK ini baru saja dicatat orang lain. Kirim sekali lagi.")
            raise Refused(message, field="family_card", status=409, code="family_card_taken") from error
        raise


def stale() -> Refused:
    """Somebody else was faster."""
    message = _("Data warga ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi perubahan Anda.")
    return Refused(message, status=409, code="stale")
