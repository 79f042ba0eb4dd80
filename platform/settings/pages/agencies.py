"""The agencies of a site: who takes referrals, for what, and in how many days."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reference import codes
from settings import actions
from settings.models import DefaultSetting
from settings.pages.blueprint import settings
from settings.pages.editing import Editing, apart, edit
from settings.queries import agency as find_agency
from settings.queries import all_agencies, level, newest_version, services_of
from tenants import access
from tenants.models import Agency


@settings.get("/pengaturan/opd")
@access.permits("settings:manage")
def agencies() -> ResponseReturnValue:
    """By name, those that take no referrals too."""
    _only_for_a_site()
    rows = [(each, codes.AGENCY_KINDS[each.kind].label, services_of(each)) for each in all_agencies()]
    return render_template("settings/agencies.html", rows=rows)


@settings.route("/pengaturan/opd/<int:agency_id>", methods=["GET", "POST"])
@access.permits("settings:manage")
def agency(agency_id: int) -> ResponseReturnValue:
    """One of them."""
    _only_for_a_site()
    found = find_agency(agency_id)

    def save(data: dict[str, Any]) -> None:
        setting, besides = apart(data)
        actions.change_agency(agency_id, setting, besides["seen"])

    changed = newest_version("agency", str(agency_id)) > 0
    return edit(_editing(str(agency_id), found.name, _as_form(found), save, {"changed": changed}))


@settings.route("/pengaturan/opd/baru", methods=["GET", "POST"])
@access.permits("settings:manage")
def new_agency() -> ResponseReturnValue:
    """One more."""
    _only_for_a_site()

    def save(data: dict[str, Any]) -> None:
        actions.add_agency(apart(data)[0])

    usual = {"accept_days": 2, "answer_days": 5, "active": True}
    return edit(_editing("", _("OPD atau lembaga apa yang ditambahkan?"), usual, save, {"changed": False}))


def _editing(slug: str, title: str, current: dict[str, Any], save: Any, shown: dict[str, Any]) -> Editing:
    return Editing(
        kind="agency",
        slug=slug,
        title=title,
        template="settings/agency.html",
        back=(_("OPD dan lembaga"), url_for("settings.agencies")),
        current=current,
        save=save,
        effects=_effects,
        shown=shown,
    )


def _effects(data: dict[str, Any]) -> Sequence[str]:
    if not data["active"]:
        return [_("Tidak lagi dapat dipilih saat merujuk. Rujukan yang sudah terkirim tetap dijawabnya.")]
    accept, answer = data["accept_days"], data["answer_days"]
    return [
        _(
            "Rujukan baru: diterima dalam %(accept)s hari kerja, dijawab dalam %(answer)s hari kerja.",
            accept=accept,
            answer=answer,
        )
    ]


def _as_form(agency: Agency) -> dict[str, Any]:
    same = {name: getattr(agency, name) for name in ("name", "kind", "seat", "accept_days", "answer_days", "active")}
    return {**same, "own_services": "\n".join(agency.services)}


def _only_for_a_site() -> None:
    if level() is DefaultSetting:
        abort(404)
