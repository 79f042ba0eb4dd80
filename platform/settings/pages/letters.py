"""Kinds of letters: their words as templates, who signs, and how they are numbered."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation import clock
from reference import codes
from reference.templates import filled
from settings import actions
from settings.letters import (
    NUMBER_FIELDS,
    example_values,
    faults_of,
    letter_type_of,
    number_text,
    required_fields,
    usable_fields,
)
from settings.pages.blueprint import settings
from settings.pages.editing import Editing, apart, edit, saving
from settings.queries import planned, rules, rules_without_own
from settings.rules import ONLY
from tenants import access


@settings.get("/pengaturan/surat")
@access.permits("settings:manage")
def letter_types() -> ResponseReturnValue:
    """Every kind, with who set it."""
    in_force = rules()
    rows = [
        (each, slug in in_force.letter_types, in_force.levels.get(("letter_type", slug)))
        for slug, each in in_force.known_letter_types.items()
    ]
    return render_template("settings/letter_types.html", rows=rows, numbering=in_force.numbering)


@settings.route("/pengaturan/surat/<slug>", methods=["GET", "POST"])
@access.permits("settings:manage")
def letter_type(slug: str) -> ResponseReturnValue:
    """One of them."""
    in_force = rules()
    if slug not in in_force.known_letter_types:
        abort(404)
    shown = {
        "level": in_force.levels.get(("letter_type", slug)),
        "has_default": slug in rules_without_own().known_letter_types,
        "planned": planned("letter_type", slug, in_force.calendar.today()),
    }
    title = in_force.known_letter_types[slug].label
    return edit(_editing(slug, title, in_force.setting("letter_type", slug), saving("letter_type", slug), shown))


@settings.route("/pengaturan/surat/baru", methods=["GET", "POST"])
@access.permits("settings:manage")
def new_letter_type() -> ResponseReturnValue:
    """A kind of letter that the list does not know yet."""

    def save(data: dict[str, Any]) -> None:
        setting, besides = apart(data)
        actions.add_letter_type(setting, besides["valid_from"])

    usual = {
        "active": True,
        "classification": codes.NUMBERING.classification,
        "opening": "Yang bertanda tangan di bawah ini menerangkan bahwa warga berikut:",
        "rows": ["name", "nik_masked", "address", "village", "case_code"],
    }
    shown = {"level": None, "has_default": False, "planned": None}
    return edit(_editing("", _("Surat apa yang ditambahkan?"), usual, save, shown))


@settings.route("/pengaturan/nomor-surat", methods=["GET", "POST"])
@access.permits("settings:manage")
def numbering() -> ResponseReturnValue:
    """The pattern; the number itself counts on."""
    in_force = rules()

    def effects(data: dict[str, Any]) -> Sequence[str]:
        today = clock.today(in_force.calendar.timezone)
        example = number_text(data["pattern"], codes.NUMBERING.classification, 187, today.year, today.month)
        return [_("Surat nomor 187 tahun ini tertulis %(number)s.", number=example)]

    return edit(
        Editing(
            kind="numbering",
            slug=ONLY,
            title=_("Bagaimana nomor surat ditulis?"),
            template="settings/numbering.html",
            back=(_("Surat"), url_for("settings.letter_types")),
            current=in_force.setting("numbering"),
            save=saving("numbering", ONLY),
            effects=effects,
            shown={"level": in_force.levels.get(("numbering", ONLY)), "fields": NUMBER_FIELDS},
            reach=_("Berlaku untuk surat sesudah ini. Nomor urut berlanjut tanpa lompatan."),
        )
    )


def _editing(slug: str, title: str, current: dict[str, Any], save: Any, shown: dict[str, Any]) -> Editing:
    usable, required = usable_fields(slug), required_fields(slug)
    return Editing(
        kind="letter_type",
        slug=slug,
        title=title,
        template="settings/letter_type.html",
        back=(_("Surat"), url_for("settings.letter_types")),
        current=current,
        save=save,
        effects=lambda data: [] if data["active"] else [_("Tidak lagi dapat dibuat. Yang sudah terbit tetap berlaku.")],
        shown={
            **shown,
            "fields": [codes.LETTER_FIELDS[name] for name in usable],
            "required": required,
            "has_table": slug != "referral",
        },
        choices={"rows": [(name, codes.LETTER_FIELDS[name].label) for name in usable]},
        faults=lambda data: faults_of(slug, data),
        preview=lambda data: _preview(slug, data),
        reach=_("Berlaku untuk surat sesudah ini. Surat yang sudah terbit tidak berubah."),
    )


def _preview(slug: str, data: dict[str, Any]) -> dict[str, Any]:
    """The letter as it would read, with invented data."""
    letter_type = letter_type_of(slug, data)
    values = example_values(letter_type)
    texts = {
        name: filled(getattr(letter_type, name), values)
        for name in ("addressee", "opening", "closing", "countersign", "countersign_name")
    }
    rows = [(codes.LETTER_FIELDS[name].label_id, values[name]) for name in letter_type.rows]
    return {"title": letter_type.title, "rows": rows, **texts}
