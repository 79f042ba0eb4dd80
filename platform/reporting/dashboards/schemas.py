"""Of which days: the same for the page and for programs."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from foundation.clock import today
from reporting.dashboards.looks import look_at
from reporting.tables.periods import BEGAN
from tenants.access import subject
from web.schemas import BaseSchema, Day


class LookSchema(BaseSchema):
    """A period and a day; what is left empty is filled in (`looks.look_at`)."""

    dari = Day(label=_l("Dari tanggal"), metadata={"description": "The first day of the period"})
    sampai = Day(label=_l("Sampai tanggal"), metadata={"description": "The last day of the period"})
    per = Day(
        label=_l("Keadaan per tanggal"),
        hint=_l("Bagaimana keadaan ketika hari itu berakhir. Kosong: hari terakhir masanya."),
        metadata={"description": "How things stood when this day ended"},
    )

    @validates_schema
    def days_that_have_been(self, data: dict[str, Any], **_options: Any) -> None:
        """In their order, none before SLRT began, none that is still to come."""
        for name in ("dari", "sampai", "per"):
            if (day := data.get(name)) is not None:
                _check(name, day, today(subject().tenant.timezone))
        since, until = data.get("dari"), data.get("sampai")
        if since and until and until < since:
            raise ValidationError(str(_l("Masa berakhir sebelum dimulai")), "sampai")


class MonthlyLookSchema(LookSchema):
    """Above the province a period is made of whole months: days would tell one case from the next."""

    @validates_schema
    def whole_months(self, data: dict[str, Any], **_options: Any) -> None:
        """From the first of a month to the end of one; the state today, or at the end of a month."""
        now = today(subject().tenant.timezone)
        since, until, at = data.get("dari"), data.get("sampai"), data.get("per")
        if since and since.day != 1:
            raise ValidationError(str(_l("Angka nasional dihitung per bulan: mulai tanggal 1")), "dari")
        if until and not _ends_a_month(until):
            raise ValidationError(str(_l("Angka nasional dihitung per bulan: sampai akhir bulan")), "sampai")
        if since and not until and since > look_at(None, None, None, now, by_month=True).until:
            raise ValidationError(str(_l("Bulan ini belum selesai. Pilih bulan yang sudah lewat.")), "dari")
        if at and at != now and not _ends_a_month(at):
            raise ValidationError(str(_l("Pilih hari ini, atau akhir suatu bulan")), "per")


def _check(name: str, day: date, now: date) -> None:
    if day > now:
        raise ValidationError(str(_l("Tanggal ini belum tiba")), name)
    if day < BEGAN:
        raise ValidationError(str(_l("Tanggal paling awal 1 Januari 2016")), name)


def _ends_a_month(day: date) -> bool:
    return (day + timedelta(1)).day == 1
