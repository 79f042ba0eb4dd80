"""Kinds of letters as a site has them: from what was set, and what keeps a template from being saved.

Pure: nothing here asks the database.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from reference import codes
from reference.codes import LetterType
from reference.templates import BrokenTemplate, fields_in, filled, unknown_fields

OWN_GROUPS = ("person", "case", "typed", "office")
"""What a kind of letter that a site adds may say: about the citizen and the case."""
OWN_REQUIRES = ("name",)
TEXTS = ("addressee", "opening", "closing", "countersign", "countersign_name")
NUMBER_FIELDS = {
    "classification": "460",
    "number": "187",
    "number_padded": "0187",
    "month_roman": "XI",
    "year": "2026",
}
"""What a number may be made of, with an example."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def letter_type_of(slug: str, data: Mapping[str, Any]) -> LetterType:
    """A kind of letter as somebody has set it (`settings.schemas.LetterTypeSchema`)."""
    return LetterType(
        slug=slug,
        label_id=data["label_id"],
        label_en=data["label_en"] or data["label_id"],
        title=data["title"],
        addressee=data["addressee"] or "",
        opening=data["opening"] or "",
        rows=tuple(name for name in data["rows"] if name in codes.LETTER_FIELDS),
        closing=data["closing"] or "",
        classification=data["classification"],
        valid_days=data["valid_days"],
        signers=tuple(data["signers"]),
        countersign=data["countersign"] or "",
        countersign_name=data["countersign_name"] or "",
        fields=usable_fields(slug),
        requires=required_fields(slug),
    )


def data_of_letter_type(letter_type: LetterType) -> dict[str, Any]:
    """A kind of letter of the code as somebody would have set it."""
    same = ("label_id", "label_en", "title", "opening", "closing", "classification", "valid_days", *TEXTS)
    lists = {"rows": list(letter_type.rows), "signers": list(letter_type.signers)}
    return {name: getattr(letter_type, name) for name in same} | lists | {"active": True}


def usable_fields(slug: str) -> tuple[str, ...]:
    """What the templates of that kind may use: a referral says no more of a citizen than was consented to."""
    if slug in codes.LETTER_TYPES:
        return codes.LETTER_TYPES[slug].fields
    return tuple(name for name, field in codes.LETTER_FIELDS.items() if field.group in OWN_GROUPS)


def required_fields(slug: str) -> tuple[str, ...]:
    """Without these it would say nothing."""
    return codes.LETTER_TYPES[slug].requires if slug in codes.LETTER_TYPES else OWN_REQUIRES


def faults_of(slug: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with its templates, by field of the form; empty when it can be saved."""
    usable = usable_fields(slug)
    faults = {name: fault for name in TEXTS if (fault := _fault_of(data[name] or "", usable))}
    if strange := [name for name in data["rows"] if name not in usable]:
        faults["rows"] = _("Tidak dapat dipakai di surat ini: %(fields)s.", fields=_named(strange))
    if not faults and (missing := _missing(slug, data)):
        faults["closing"] = _("Wajib ada di surat ini, di tabel atau di teks: %(fields)s.", fields=_named(missing))
    return faults


def fault_of_pattern(pattern: str) -> str:
    """What is wrong with a numbering pattern; empty when nothing is."""
    try:
        used = fields_in(pattern)
    except BrokenTemplate:
        return _("Ada kurung kurawal yang tidak berpasangan.")
    if unknown := [name for name in used if name not in NUMBER_FIELDS]:
        return _("{%(field)s} tidak dikenal. Yang dikenal: %(known)s.", field=unknown[0], known=_braced(NUMBER_FIELDS))
    if "year" not in used or not {"number", "number_padded"} & set(used):
        return _("Nomor surat harus memuat {number} atau {number_padded}, dan {year}.")
    return ""


def number_text(pattern: str, classification: str, number: int, year: int, month: int) -> str:
    """The number as printed."""
    return filled(
        pattern,
        {
            "classification": classification,
            "number": str(number),
            "number_padded": f"{number:04}",
            "month_roman": _ROMAN[month - 1],
            "year": str(year),
        },
    )


def example_values(letter_type: LetterType) -> dict[str, str]:
    """Something to fill in while a template is written."""
    return {name: codes.LETTER_FIELDS[name].example for name in letter_type.fields}


def _fault_of(template: str, usable: Sequence[str]) -> str:
    try:
        unknown = unknown_fields(template, usable)
    except BrokenTemplate:
        return _("Ada kurung kurawal yang tidak berpasangan.")
    if unknown:
        return _("{%(field)s} tidak dikenal. Yang dikenal: %(known)s.", field=unknown[0], known=_braced(usable))
    return ""


def _missing(slug: str, data: Mapping[str, Any]) -> list[str]:
    used = {*data["rows"], *(name for text in TEXTS for name in fields_in(data[text] or ""))}
    return [name for name in required_fields(slug) if name not in used]


def _named(fields: Sequence[str]) -> str:
    return ", ".join(f"{codes.LETTER_FIELDS[name].label} {{{name}}}" for name in fields)


def _braced(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
