"""What can be set, one topic a page; and who has changed what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reference import codes
from settings import actions
from settings.models import OWN_ONLY, DefaultSetting
from settings.pages.blueprint import settings
from settings.queries import (
    Version,
    history,
    level,
    newest_version,
    planned,
    recent_changes,
    rules,
    rules_without_own,
)
from settings.rules import ONLY, Rules
from settings.schemas import SCHEMAS
from settings.words import Change, changes, told
from tenants import access
from web.formats import plain_date

KINDS = ", ".join(f'"{kind}"' for kind in SCHEMAS)


@dataclass(frozen=True)
class Line:
    """One line of a history: what that version changed."""

    version: int
    created_at: datetime
    author_name: str
    valid_from: object
    changes: list[Change]
    to_default: bool


@settings.get("/pengaturan")
@access.permits("settings:manage")
def topics() -> ResponseReturnValue:
    """The list of topics with what is in force, and the last changes."""
    in_force = rules()
    recent = [(version, _name_of(version.kind, version.slug, in_force)) for version in recent_changes()]
    return render_template("settings/topics.html", topics=_topics(in_force), recent=recent)


@settings.get(f"/pengaturan/riwayat/<any({KINDS}):kind>/<slug>")
@access.permits("settings:manage")
def changed(kind: str, slug: str) -> ResponseReturnValue:
    """Every version of one setting: who, when, what."""
    if kind in OWN_ONLY and level() is DefaultSetting:
        abort(404)
    page = history(kind, slug, request.args.get("sesudah"))
    if not page.rows:
        abort(404)
    next_url = url_for("settings.changed", kind=kind, slug=slug, sesudah=page.next) if page.next else ""
    return render_template(
        "settings/history.html", name=_name_of(kind, slug, rules()), lines=_lines(kind, page.rows), next_url=next_url
    )


@settings.route(f"/pengaturan/baku/<any({KINDS}):kind>/<slug>", methods=["GET", "POST"])
@access.permits("settings:manage")
def to_default(kind: str, slug: str) -> ResponseReturnValue:
    """Give up what was set here: first what would then be in force, then the deed."""
    before, after = rules().setting(kind, slug), rules_without_own().setting(kind, slug)
    seen = newest_version(kind, slug)
    if kind in OWN_ONLY or not (seen and after):
        abort(404)
    if request.method == "POST":
        actions.save(kind, slug, None, seen=seen)
        flash(_("Kembali ke pengaturan baku. Berlaku untuk kasus baru; yang sudah berjalan tidak berubah."), "success")
        return redirect(url_for("settings.topics"), 303)
    return render_template(
        "settings/to_default.html",
        name=_name_of(kind, slug, rules()),
        changes=changes(kind, before, after),
        planned=planned(kind, slug, rules().calendar.today()),
    )


def _topics(in_force: Rules) -> list[dict[str, object]]:
    """Label, what is in force, and where."""
    types, off = in_force.case_types, len(in_force.known_types) - len(in_force.case_types)
    coming = [each for each in in_force.closures if each.last >= in_force.calendar.today()]
    wanted = [
        ("settings.case_types", _("Jenis layanan"), _("%(on)s dipakai, %(off)s tidak", on=len(types), off=off)),
        ("settings.sectors", _("Sektor"), _("%(n)s sektor dilayani", n=len(in_force.sectors))),
        ("settings.office", _("Jam kantor"), _("Hari kerja tanpa jam buka tidak dihitung dalam tenggat")),
        ("settings.closures", _("Hari tutup"), _("%(n)s yang akan datang", n=len(coming))),
    ]
    wanted.append(
        ("settings.cut_off", _("Batas pemutakhiran data"), _("Tanggal %(day)s setiap bulan", day=in_force.cut_off_day))
    )
    letters = len(in_force.letter_types)
    wanted.append(
        ("settings.letter_types", _("Surat"), _("%(n)s jenis surat, isinya dan penanda tangannya", n=letters))
    )
    if level() is not DefaultSetting:
        wanted.append(("settings.letterhead", _("Kop surat dan kantor"), _("Nama, alamat, logo, dan zona waktu")))
        wanted.append(("settings.agencies", _("OPD dan lembaga"), _("Penerima rujukan, layanan, dan batas harinya")))
    wanted.append(("registry.rules", _("Aturan program"), _("Syarat tiap program, peraturannya, dan masa berlakunya")))
    return [{"url": url_for(endpoint), "label": label, "sub": sub} for endpoint, label, sub in wanted]


def _lines(kind: str, versions: Sequence[Version]) -> list[Line]:
    """Each version against the one before it."""
    before = {version.version: version.data or {} for version in versions}
    return [
        Line(
            version.version,
            version.created_at,
            version.author_name,
            version.valid_from,
            _changed(kind, before.get(version.version - 1), version.data),
            version.data is None,
        )
        for version in versions
    ]


def _changed(kind: str, before: dict[str, object] | None, after: dict[str, object] | None) -> list[Change]:
    """The first version shows everything it says."""
    if after is None:
        return []
    if not before:
        return [Change(label, "–", value) for label, value in told(kind, after) if value != "–"]
    return changes(kind, before, after)


_RULES = {
    "screening_rule": _l("Aturan program"),
    "screening_own": _l("Aturan daerah sendiri"),
    "screening_choice": _l("Pilihan aturan"),
}


def _name_of(kind: str, slug: str, in_force: Rules) -> str:
    """A setting as people call it."""
    if kind == "case_type":
        return in_force.case_type(slug).label
    if kind == "letter_type":
        known = in_force.known_letter_types
        return known[slug].label if slug in known else slug
    if kind in _RULES:
        return f"{_RULES[kind]}: {_rule_of(slug)}"
    names = {
        "sectors": _("Sektor"),
        "office": _("Jam kantor"),
        "closure": _("Hari tutup %(first)s", first=slug),
        "numbering": _("Nomor surat"),
        "cut_off": _("Batas pemutakhiran data"),
        "agency": _("Lembaga nomor %(number)s", number=slug),
    }
    return str(names[kind]) if slug else ONLY


def _rule_of(key: str) -> str:
    """The programme that a rule or a choice is about, and since when (`registry.screening.published.key_of`)."""
    programme, *line = key.split(".")
    label = codes.PROGRAMMES[programme].label if programme in codes.PROGRAMMES else programme
    if not line:
        return label
    return _("%(programme)s sejak %(day)s", programme=label, day=plain_date(date.fromisoformat(line[-1])))
