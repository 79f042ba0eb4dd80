"""Two records of one person: find the other, compare part by part, look at the result, make them one; and back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry import queries
from registry.actions import merging
from registry.models import Household, Person
from registry.pages.blueprint import add_section, registry
from registry.queries import Match, Merged, PersonView
from registry.queries.merges import PARTS, details
from registry.schemas import MergeSchema, SearchSchema, UnmergeSchema
from tenants import access
from web.errors import problem, wants_json
from web.formats import plain_date
from web.forms import Form

ONE, OTHER = "one", "other"


@registry.app_errorhandler(Merged)
def lead_to_survivor(merged: Merged) -> ResponseReturnValue:
    """A record that was merged leads to the person it turned out to be."""
    if wants_json():
        return problem(merged.status, str(merged.message), merged.code, survivor_id=merged.survivor_id)
    db.session.rollback()
    flash(_("Data yang Anda buka sudah digabung dengan data ini."), "info")
    return redirect(url_for("registry.person", person_id=merged.survivor_id), 303)


@registry.route("/warga/<int:person_id>/gabung", methods=["GET", "POST"])
@access.permits("person:merge")
def find_double(person_id: int) -> ResponseReturnValue:
    """Which other record is the same person: likely ones first, or search."""
    person = queries.get_person(person_id)
    form = Form.read(SearchSchema()) if request.method == "POST" else Form.blank(SearchSchema())
    found = queries.search(form.data["q"]) if request.method == "POST" and form.valid else None
    return render_template(
        "registry/merge_find.html",
        person=person,
        form=form,
        matches=queries.doubles_of(person),
        found=[row for row in found.rows if row.id != person_id] if found else None,
    ), form.status


@registry.route("/warga/<int:person_id>/gabung/<int:other_id>", methods=["GET", "POST"])
@access.permits("person:merge")
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    """Compare; the first POST shows the result, the second, with `save`, keeps it."""
    one, other = queries.person_view(person_id), queries.person_view(other_id)
    texts = {ONE: _texts(one), OTHER: _texts(other)}
    choices = {name: [(ONE, texts[ONE][name]), (OTHER, texts[OTHER][name])] for name in PARTS}
    choices["survivor"] = [(side, _heading(view)) for side, view in ((ONE, one), (OTHER, other))]
    if request.method == "GET":
        return _compare(one, other, Form.blank(MergeSchema(), _likely(one, other), choices), texts)
    form = Form.read(MergeSchema(), choices=choices)
    if form.valid and "save" in request.form:
        try:
            done = merging.merge(person_id, other_id, form.data)
        except Refused as refusal:
            if refusal.status in (403, 404, 410):
                raise
            db.session.rollback()
            form.refuse(refusal)
        else:
            flash(_("Kedua data sudah menjadi satu."), "success")
            return redirect(url_for("registry.person", person_id=done.survivor_id), 303)
    if not form.valid or "change" in request.form:
        return _compare(one, other, form, texts)
    survivor, merged = (one, other) if form.data["survivor"] == ONE else (other, one)
    return render_template(
        "registry/merge_check.html",
        form=form,
        one=one,
        other=other,
        result=[(form.field(name).label, texts[form.data[name]][name]) for name in PARTS],
        survivor=survivor,
        following=queries.following(merged.person.id),
    )


@registry.route("/warga/gabungan/<int:merge_id>/batal", methods=["GET", "POST"])
@access.permits("person:merge")
def unmerge(merge_id: int) -> ResponseReturnValue:
    """They were two people after all."""
    row, name = queries.merge_row(merge_id)
    form = Form.read(UnmergeSchema()) if request.method == "POST" else Form.blank(UnmergeSchema())
    if request.method == "POST" and form.valid:
        if form.tries(lambda: merging.unmerge(merge_id, form.data["reason"])):
            flash(_("Penggabungan dibatalkan. Kedua data berdiri sendiri lagi."), "success")
            return redirect(url_for("registry.person", person_id=row.survivor_id), 303)
        row, name = queries.merge_row(merge_id)
    return render_template("registry/unmerge.html", form=form, row=row, name=name), form.status


def merge_section(person_id: int) -> str:
    """Likely doubles and what was merged, on the page of a person; absent for who may not merge."""
    if not access.subject().may("person:merge"):
        return ""
    person = db.session.get_one(Person, (access.subject().tenant.id, person_id))  # the page has just read it
    matches: list[Match] = queries.doubles_of(person)
    merges = queries.merges_of(person_id)
    markup = render_template("registry/merge_section.html", person=person, matches=matches, merges=merges)
    return Markup(markup)  # noqa: S704  (our own template, already escaped)


add_section(merge_section, last=True)


def _compare(one: PersonView, other: PersonView, form: Form, texts: dict[str, dict[str, str]]) -> ResponseReturnValue:
    differing = [name for name in PARTS if texts[ONE][name] != texts[OTHER][name]]
    if "details" not in differing and details(one.person) != details(other.person):
        differing.append("details")
    return render_template(
        "registry/merge.html",
        one=one,
        other=other,
        form=form,
        differing=differing,
        alike=[name for name in PARTS if name not in differing],
        two_niks=bool(one.person.nik_masked and other.person.nik_masked and "nik" in differing),
    ), form.status


def _likely(one: PersonView, other: PersonView) -> dict[str, Any]:
    """Whoever has a NIK stays, else the elder record; of each part what is known."""
    views = {ONE: one, OTHER: other}
    stays = min(views, key=lambda side: (not views[side].person.nik_masked, views[side].person.id))
    gone = OTHER if stays == ONE else ONE
    taken = {name: stays if _known(views[stays], name) or not _known(views[gone], name) else gone for name in _KNOWN_BY}
    taken["details"] = max(views, key=lambda side: (len(details(views[side].person)), side == stays))
    versions = {"version_one": one.person.version, "version_other": other.person.version}
    return dict.fromkeys(PARTS, stays) | taken | {"survivor": stays} | versions


_KNOWN_BY = {"nik": "nik_masked", "birth": "birth_date", "phone": "phone_masked", "email": "email_cipher"}


def _known(view: PersonView, part: str) -> bool:
    return bool(getattr(view.person, _KNOWN_BY[part]))


def _texts(view: PersonView) -> dict[str, str]:
    """Each part in words, without a whole number."""
    person: Person = view.person
    household: Household = view.household
    born = plain_date(person.birth_date) if person.birth_date else ""
    relation = codes.RELATIONS[str(person.relation)].label
    home = [household.address, view.row.village, household.family_card_masked, relation]
    return {
        "name": person.name,
        "nik": person.nik_masked or _("belum diketahui"),
        "sex": view.sex_label,
        "birth": ", ".join(part for part in (person.birth_place, born) if part) or _("belum diketahui"),
        "phone": person.phone_masked or _("belum ada"),
        "email": _("tercatat") if person.email_cipher else _("belum ada"),
        "household": ", ".join(part for part in home if part),
        "details": _told(person),
    }


def _told(person: Person) -> str:
    filled = ngettext("%(num)s isian", "%(num)s isian", len(details(person)))
    return f"{filled}, {plain_date(person.observed_on)}" if person.observed_on else filled


def _heading(view: PersonView) -> str:
    return f"{view.person.name}, {view.person.nik_masked or _('NIK belum diketahui')}"
