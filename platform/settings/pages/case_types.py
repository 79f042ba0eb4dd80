"""Case types: the list, one of them, and one of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reference import codes
from reference.codes import CaseType
from settings import actions
from settings.models import DefaultSetting
from settings.pages.blueprint import settings
from settings.pages.editing import Editing, apart, edit, saving
from settings.queries import level, planned, rules, rules_without_own, sites_with_their_own
from tenants import access
from tenants.access import subject
from web.formats import long_date


@dataclass(frozen=True)
class Row:
    """A case type in the list."""

    case_type: CaseType
    offered: bool
    level: str | None


@settings.get("/pengaturan/jenis-layanan")
@access.permits("settings:manage")
def case_types() -> ResponseReturnValue:
    """By sector, with who set each."""
    in_force = rules()
    groups: dict[str, list[Row]] = {slug: [] for slug in codes.SECTORS}
    for slug, case_type in in_force.known_types.items():
        row = Row(case_type, slug in in_force.case_types, in_force.levels.get(("case_type", slug)))
        groups[case_type.sector].append(row)
    listed = [
        (codes.SECTORS[sector].label, rows, sector in in_force.sectors) for sector, rows in groups.items() if rows
    ]
    return render_template("settings/case_types.html", groups=listed)


@settings.route("/pengaturan/jenis-layanan/<slug>", methods=["GET", "POST"])
@access.permits("settings:manage")
def case_type(slug: str) -> ResponseReturnValue:
    """One of them: its words, deadline, documents and signer."""
    in_force = rules()
    if slug not in in_force.known_types:
        abort(404)

    return edit(
        Editing(
            kind="case_type",
            slug=slug,
            title=in_force.case_type(slug).label,
            template="settings/case_type.html",
            back=(_("Jenis layanan"), url_for("settings.case_types")),
            current=in_force.setting("case_type", slug),
            save=saving("case_type", slug),
            effects=lambda data: [*_effects(data, in_force.case_type(slug)), *_who_is_reached("case_type", slug)],
            shown={
                "level": in_force.levels.get(("case_type", slug)),
                "has_default": slug in rules_without_own().known_types,
                "planned": planned("case_type", slug, in_force.calendar.today()),
            },
        )
    )


@settings.route("/pengaturan/jenis-layanan/baru", methods=["GET", "POST"])
@access.permits("settings:manage")
def new_case_type() -> ResponseReturnValue:
    """A case type that the list does not know yet."""

    def save(data: dict[str, Any]) -> None:
        setting, besides = apart(data)
        actions.add_case_type(setting, besides["valid_from"])

    return edit(
        Editing(
            kind="case_type",
            slug="",
            title=_("Jenis layanan apa yang ditambahkan?"),
            template="settings/case_type.html",
            back=(_("Jenis layanan"), url_for("settings.case_types")),
            current={"active": True, "group": "need"},
            save=save,
            effects=lambda data: _effects(data, None),
            shown={"level": None, "has_default": False, "planned": None},
        )
    )


def _effects(data: dict[str, Any], before: CaseType | None) -> Sequence[str]:
    """The deadline of a case that comes in today, now and then."""
    if not data["active"]:
        return [_("Tidak lagi ditawarkan saat mendaftarkan kasus.")]
    calendar = rules().calendar
    today = calendar.today()
    due = long_date(calendar.add_working_days(today, data["working_days"]))
    if before is None or before.working_days == data["working_days"]:
        return [_("Kasus yang didaftarkan hari ini jatuh tempo %(due)s.", due=due)]
    earlier = long_date(calendar.add_working_days(today, before.working_days))
    return [_("Kasus yang didaftarkan hari ini jatuh tempo %(due)s, bukan lagi %(earlier)s.", due=due, earlier=earlier)]


def _who_is_reached(kind: str, slug: str) -> Sequence[str]:
    """A default does not reach those who have set their own."""
    if level() is not DefaultSetting:
        return []
    if subject().district_ids and subject().tenant.kind == "province":
        own = sites_with_their_own(kind, slug)
        reached = len(subject().district_ids) - own
        return [_("Sampai ke %(reached)s daerah; %(own)s daerah mengaturnya sendiri.", reached=reached, own=own)]
    return [_("Sampai ke semua daerah, kecuali yang diatur sendiri oleh daerah atau provinsinya.")]
