"""From the table of variables to the field of a form, of the API, of a spreadsheet."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from reference import codes
from reference.codes import Variable
from reference.fields import FamilyCardField, NikField, PhoneField, RegionCodeField
from registry.values import units, variables_of
from web.schemas import BaseSchema, Choice, Day, Number, Option, Real, Rupiah, Text

_HINTS = {
    "family_card": _l("16 angka di Kartu Keluarga."),
    "latitude": _l("Misalnya -2,874512. Ambil dari ponsel di rumah itu."),
    "longitude": _l("Misalnya 108,269135."),
    "family_size": _l("Semua yang tercantum di KK, termasuk kepala keluarga."),
    "floor_area": _l("Panjang kali lebar, dalam meter persegi."),
    "farmland": _l("Sawah, kebun, dan tanah lain milik keluarga, dalam meter persegi. Isi 0 bila tidak ada."),
    "income": _l("Uang yang diterima orang ini sendiri dalam sebulan, dalam rupiah. Isi 0 bila tidak ada."),
    "support": _l("Ditanyakan untuk setiap orang, juga orang tua yang tinggal di rumah anaknya."),
    "spending_food": _l("Perkiraan untuk sebulan, dalam rupiah."),
    "spending_other": _l("Perkiraan untuk sebulan, dalam rupiah."),
    "illness": _l("Bila lebih dari satu, pilih yang paling berat."),
    "turnover": _l("Hanya bagi yang berusaha sendiri."),
}


def field_of(slug: str, **more: Any) -> fields.Field[Any]:
    """The field of a variable; `more` goes to the field and wins (label, hint, required, …)."""
    variable = codes.VARIABLES[slug]
    described = {"label": LazyString(lambda: variable.label), "hint": _HINTS.get(slug) or _unit_hint(variable), **more}
    if variable.kind == "secret" or slug == "village_code":
        return _number_of_somebody(slug, described)
    match variable.kind:
        case "choice":
            return Choice(_options(variable), **described)
        case "flag":
            return Choice(yes_or_no, **described)
        case "date":
            return Day(**described)
        case "decimal":
            return Real(min=variable.min or 0, max=variable.max or 0, **described)
        case "number":
            kind = Rupiah if variable.unit == "rupiah" else Number
            return kind(min=int(variable.min or 0), max=int(variable.max or 0), **described)
        case _:
            return Text(max=int(variable.max or 200), **described)


def fields_of(slugs: Iterable[str]) -> dict[str, fields.Field[Any]]:
    """The fields of several variables, by name."""
    return {slug: field_of(slug) for slug in slugs}


def yes_or_no() -> list[Option]:
    """What a flag may be."""
    return [(True, _("Ya")), (False, _("Tidak"))]


def facts_schema(level: str) -> type[BaseSchema]:
    """Any values of a person or a household, for programs: only what is named is said.

    A number that is kept encrypted comes in clear and never goes out so; null leaves it as it is.
    """
    named = [slug for slug in variables_of(level) if slug not in _ELSEWHERE]
    return BaseSchema.from_dict(fields_of(named), name=f"{level.title()}FactsSchema")  # type: ignore[return-value]


_ELSEWHERE = {"nik_state"}
"""Not asked of a citizen: a check against the civil registry says it."""


def _options(variable: Variable) -> Callable[[], list[Option]]:
    listed = variable.codes or {}
    kind = int if variable.numeric_codes else str
    return lambda: [(kind(code), label) for code, label in codes.labels(listed).items()]


def _unit_hint(variable: Variable) -> Any:
    if variable.kind == "number" and variable.unit:
        return LazyString(lambda: _("Jumlah dalam %(unit)s. Isi 0 bila tidak ada.", unit=units()[variable.unit]))
    return ""


def _number_of_somebody(slug: str, described: dict[str, Any]) -> fields.Field[Any]:
    more = described.pop("metadata", {})
    metadata = {"label": described.pop("label"), "hint": described.pop("hint", ""), **more}
    if not described.get("required"):
        described.setdefault("load_default", None)
    match slug:
        case "nik":
            return NikField(metadata=metadata, **described)
        case "family_card":
            return FamilyCardField(metadata=metadata, **described)
        case "phone":
            return PhoneField(metadata=metadata, **described)
        case "village_code":
            return RegionCodeField(level=4, metadata=metadata, **described)
        case _:
            return Text(max=254, validate=validate.Email(), metadata=metadata, **described)
