"""What a table is described with: a schema per measure and reader, because each can be told apart by something else."""

from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema

from foundation.tenancy import Reader
from reporting.measures import DIMENSIONS, MEASURES, Measure
from reporting.tables.definitions import ONLY
from reporting.tables.periods import BEGAN, ON, OWN, periods_for
from web.schemas import BaseSchema, Choice, Choices, Day, Text

FORMATS = (("xlsx", _l("Excel (XLSX)")), ("csv", _l("CSV")))


class SaveTableSchema(BaseSchema):
    """Under which name, and for whom."""

    name = Text(required=True, min=2, max=80, label=_l("Nama tabel"))
    shared = fields.Boolean(load_default=False, metadata={"label": _l("Rekan di kantor ini boleh membukanya juga")})


class _Described(BaseSchema):
    """What every table has."""

    @validates_schema
    def makes_a_table(self, data: dict[str, Any], **_options: Any) -> None:
        """Each dimension once; days where they are asked for, in their order."""
        chosen = [name for name in ("rows", "then", "columns") if data.get(name)]
        for place, name in enumerate(chosen):
            if data[name] in {data[before] for before in chosen[:place]}:
                raise ValidationError(str(_l("Satu pembagian hanya dapat dipakai sekali")), name)
        if data.get("period") not in (ON, OWN):
            return
        days = ("since", "until") if data["period"] == OWN else ("until",)
        for name in days:
            if data.get(name) is None:
                raise ValidationError(str(_l("Isi tanggalnya, atau pilih masa yang lain")), name)
            if not BEGAN <= data[name] <= BEGAN.replace(year=BEGAN.year + 100):
                raise ValidationError(str(_l("Tanggal paling awal 1 Januari 2016")), name)
        if data["until"] < data[days[0]]:
            raise ValidationError(str(_l("Masa berakhir sebelum dimulai")), "until")


def _times(measure: Measure) -> dict[str, Any]:
    choices = list(periods_for(measure).items())
    if measure.running:
        hint = _l("Hanya bila dipilih “Pada tanggal”. Dihitung pada akhir hari itu.")
        return {
            "period": Choice(choices, required=True, label=_l("Keadaan")),
            "until": Day(label=_l("Tanggal"), hint=hint),
        }
    return {
        "period": Choice(choices, required=True, label=_l("Masa")),
        "since": Day(label=_l("Dari tanggal"), hint=_l("Hanya bila masanya antara dua tanggal.")),
        "until": Day(label=_l("Sampai tanggal")),
    }


@cache
def table_schema(measure: str, reader: Reader) -> type[BaseSchema]:
    """The schema of that measure, with what is open to that reader; KeyError for one that does not exist."""
    found = MEASURES[measure]
    dimensions = [DIMENSIONS[slug] for slug in found.open_to(reader)]
    ways = [(each.slug, each.label) for each in dimensions]
    asked: dict[str, Any] = {
        "measure": Choice([(measure, found.label)], required=True, label=_l("Yang dihitung")),
        "rows": Choice(ways, required=True, label=_l("Baris menurut")),
        "then": Choice(ways, label=_l("Lalu menurut"), hint=_l("Setiap baris dibagi lagi.")),
        "columns": Choice(ways, label=_l("Kolom menurut")),
    }
    if found.clocks:
        asked |= _times(found)
    for each in dimensions:
        if each.words is not None:
            asked[f"{ONLY}{each.slug}"] = Choices(list(each.words.items()), label=each.label)
    return type(f"Table_{measure}", (_Described,), asked)
