"""The line that a site writes itself where local rules say something else; the ministry's stays beside it."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.tenancy import Reader
from reference import codes
from registry.actions.rules import withdraw_own_rule
from registry.pages.blueprint import registry
from registry.pages.rule_versions import reach, version_editing
from registry.pages.words import today_here
from registry.queries.rules import held_for, own_versions
from registry.screening.published import OWN, data_of, key
from registry.screening.rules import Rule
from settings.pages.editing import edit
from tenants import access
from tenants.access import subject


@registry.route("/pengaturan/aturan-program/<programme>/aturan-sendiri", methods=["GET", "POST"])
@access.permits("settings:manage")
def own_rule(programme: str) -> ResponseReturnValue:
    """A first version or a new one, beginning with what holds here now."""
    _only_a_site()
    if programme not in codes.PROGRAMMES:
        abort(404)
    day = today_here()
    held = held_for(programme, day)
    begun = next(iter(own_versions(programme)), held.rule if held else None)
    said = {} if begun is None else {**data_of(begun), "reason": None, "regulation": None, "confidence": None}
    return edit(
        version_editing(OWN, _title(programme), {"programme": programme}, {**said, "starts": day, "ends": None})
    )


@registry.route("/pengaturan/aturan-program/<programme>/aturan-sendiri/<starts>", methods=["GET", "POST"])
@access.permits("settings:manage")
def own_rule_version(programme: str, starts: str) -> ResponseReturnValue:
    """One version: put right, or ended."""
    _only_a_site()
    found = _version(programme, starts)
    fixed = {"programme": programme, "starts": found.valid_from}
    return edit(version_editing(OWN, _title(programme), fixed, data_of(found), slug=key(found)))


@registry.post("/pengaturan/aturan-program/<programme>/aturan-sendiri/<starts>/tarik")
@access.permits("settings:manage")
def withdraw_rule(programme: str, starts: str) -> ResponseReturnValue:
    """It never holds again; the ministry's does."""
    _only_a_site()
    withdraw_own_rule(key(_version(programme, starts)))
    flash(_("Ditarik. %(reach)s", reach=reach()), "success")
    return redirect(url_for("registry.rules"), 303)


def _title(programme: str) -> str:
    return _("Apa syarat %(programme)s di daerah ini?", programme=codes.PROGRAMMES[programme])


def _version(programme: str, starts: str) -> Rule:
    found = next((each for each in own_versions(programme) if each.valid_from.isoformat() == starts), None)
    if found is None:
        abort(404)
    return found


def _only_a_site() -> None:
    """A province and the ministry set defaults; what they ask is a published line."""
    if subject().reader is not Reader.STAFF:
        abort(404)
