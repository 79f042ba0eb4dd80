"""What may be assumed on the page "what if": every field may be left out, then what is known is taken."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import validates_schema

from sustainability.models.about import MOST_RUPIAH
from sustainability.schemas.plan import year_can_be_meant
from sustainability.words import SOURCES
from web.schemas import BaseSchema, Day, Number, Real, Rupiah

SEEDS = 2**31 - 1

_Sources = BaseSchema.from_dict(
    {
        slug: Rupiah(min=0, max=MOST_RUPIAH, label=label, hint=_l("Rupiah setahun, mulai Januari depan"))
        for slug, label in SOURCES.items()
    },
    name="Sources",
)


class WhatIfSchema(_Sources):
    """Sources, people and costs as they might be."""

    apbn_until = Day(label=_l("Dukungan APBN berakhir"))
    cash = Rupiah(min=0, max=MOST_RUPIAH, label=_l("Sisa dana tahun ini, rupiah"))
    facilitators = Number(min=0, max=20_000, label=_l("Fasilitator yang dibayar"))
    honorarium = Rupiah(min=0, max=1_000_000_000, label=_l("Honor seorang sebulan, rupiah"))
    fixed = Rupiah(min=0, max=MOST_RUPIAH, label=_l("Biaya lain setahun, rupiah"), hint=_l("Selain honor fasilitator"))
    per_case = Rupiah(min=0, max=1_000_000_000, label=_l("Biaya setiap kasus baru, rupiah"))
    capacity = Real(min=0, max=1000, label=_l("Kasus yang dituntaskan seorang fasilitator sebulan"))
    seed = Number(min=0, max=SEEDS, label=_l("Nomor undian"), hint=_l("Nomor yang sama memberi hasil yang sama"))

    @validates_schema
    def ends_in_a_year_that_can_be_meant(self, data: dict[str, Any], **_options: Any) -> None:
        """Fiscal years in range."""
        year_can_be_meant(data["apbn_until"], "apbn_until")
