"""Pages about people: look first, then record, then check. A NIK travels in forms only, never in an address."""

import re
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reference import codes
from reference.identity import show_phone
from registry import actions, queries
from registry.actions import Seen
from registry.checks.record import HEAD, SPOUSE
from registry.models import Household
from registry.pages.blueprint import registry, sections
from registry.pages.past import asked_day, past_page
from registry.pages.words import now_here, today_here, usual_source
from registry.schemas import PersonChangeSchema, PersonSchema, RevealSchema, SearchSchema
from registry.values import variables_of
from tenants import access
from web.addresses import BIGINT
from web.formats import plain_date
from web.forms import Form
from web.idempotency import read_key
from web.redirects import local_path

CASE_START = "cases.start"


@registry.get("/warga")
@access.permits("person:read")
def search() -> ResponseReturnValue:
    """The empty search page."""
    return render_template("registry/search.html", form=Form.blank(SearchSchema()), page=None, **_onward())


@registry.post("/warga")
@access.permits("person:read")
def find() -> ResponseReturnValue:
    """Who matches; posted, so that what was typed stays out of addresses and logs."""
    form = Form.read(SearchSchema())
    page = queries.search(form.data["q"], request.form.get("cursor")) if form.valid else None
    return render_template("registry/search.html", form=form, page=page, **_onward()), form.status


@registry.get("/warga/baru")
@access.permits("person:write")
def new_person() -> ResponseReturnValue:
    """An empty form; for a member of a household that is known, with its address."""
    house = _house()
    began = {"address": house.address, "village_code": house.village_code} if house else {"relation": 1}
    form = Form.blank(PersonSchema(), initial=began, choices=_villages())
    return render_template("registry/new.html", form=form, **_onward())


@registry.post("/warga/baru")
@access.permits("person:write")
def create_person() -> ResponseReturnValue:
    """What is wrong with it; else a look at what will be kept and who it may already be; then the person, kept."""
    form = Form.read(PersonSchema(), choices=_villages())
    if _house() and not form.values.get("relation"):
        form.add_error("relation", _("Pilih hubungan dengan kepala keluarga"))
    onward = _onward()
    step = request.form.get("step")
    if not form.valid or step == "change":
        return render_template("registry/new.html", form=form, **onward), form.status
    if step != "save":
        matches = queries.similar(form.data)
        return render_template("registry/check.html", form=form, lines=_spoken(form), matches=matches, **onward)
    try:
        house = _house()
        person = actions.create_person(form.data, read_key(), household_id=house.id if house else None)
    except Refused as refusal:
        form.refuse(refusal)
        holder = getattr(refusal, "person_id", None)
        return render_template("registry/new.html", form=form, holder=holder, **onward), form.status
    flash(_("Data warga tersimpan."), "success")
    return redirect(_back_with(onward["next"], person.id), 303)


@registry.get("/warga/<int:person_id>")
@access.permits("person:read")
def person(person_id: int) -> ResponseReturnValue:
    """One person and their household, or who it was on the day `per`. Opening it is written down."""
    if day := asked_day():
        return past_page("person", person_id, day)
    return _person_page(person_id, Form.blank(RevealSchema()), nik="")


@registry.post("/warga/<int:person_id>/nik")
@access.permits("person:reveal")
def reveal_nik(person_id: int) -> ResponseReturnValue:
    """The same page with the whole NIK, this once. It is in no address and in no cache."""
    form = Form.read(RevealSchema())
    nik = actions.reveal_nik(person_id, form.data["reason"]) if form.valid else ""
    return _person_page(person_id, form, nik), form.status


@registry.get("/warga/<int:person_id>/ubah")
@access.permits("person:write")
def edit(person_id: int) -> ResponseReturnValue:
    """A form with what is known; whole numbers are not shown again."""
    view = queries.person_view(person_id)
    form = Form.blank(PersonChangeSchema(), initial=_known(view), choices=_villages())
    return render_template("registry/edit.html", form=form, view=view, **_onward())


@registry.post("/warga/<int:person_id>/ubah")
@access.permits("person:write")
def update(person_id: int) -> ResponseReturnValue:
    """Keep the change, or say what is in its way."""
    form = Form.read(PersonChangeSchema(), choices=_villages())
    holder = None
    if form.valid:
        try:
            actions.update_person(person_id, form.data, form.data["version"], _seen(form.data))
        except Refused as refusal:
            if refusal.status == 404:
                raise
            form.refuse(refusal)
            holder = getattr(refusal, "person_id", None)
        else:
            flash(_("Perubahan data warga tersimpan."), "success")
            return redirect(_onward()["next"] or url_for("registry.person", person_id=person_id), 303)
    view = queries.person_view(person_id)
    return render_template("registry/edit.html", form=form, view=view, holder=holder, **_onward()), form.status


# --- what the pages share -----------------------------------------------------------------------------


def _onward() -> dict[str, Any]:
    """Where the person found or recorded is needed: a page of this site, which gets `?person=<id>`."""
    onward = local_path(request.values.get("next"), default="")
    parts = urlsplit(onward)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] != "person"]
    return {
        "next": onward,
        "next_path": parts.path,
        "next_args": kept,
        "chosen": partial(_back_with, onward),
        "house_id": request.args.get("keluarga", type=int),
    }


def _house() -> Household | None:
    """The household that a new person belongs to, when its page led here."""
    house_id = request.args.get("keluarga", type=int)
    return queries.get_household(house_id) if house_id and house_id < BIGINT else None


def _seen(data: dict[str, Any]) -> Seen:
    return Seen(data["observed_on"] or today_here(), data["source"] or usual_source(), data["note"] or "")


def _back_with(onward: str, person_id: int) -> str:
    if not onward:
        return url_for("registry.person", person_id=person_id)
    parts = urlsplit(onward)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] != "person"]
    return f"{parts.path}?{urlencode([*kept, ('person', person_id)])}"


def _villages() -> dict[str, list[tuple[str, str]]]:
    return {"village_code": queries.village_choices()}


def _person_page(person_id: int, form: Form, nik: str) -> str:
    view = queries.person_view(person_id)
    start = ""
    if CASE_START in current_app.view_functions and access.subject().may("case:register"):
        start = url_for(CASE_START, person=person_id)
    person = view.person
    life = variables_of("person", "life")
    old_with_family = (view.age or 0) >= 60 and person.relation not in (HEAD, SPOUSE)
    return render_template(
        "registry/person.html",
        view=view,
        form=form,
        nik=_grouped(nik),
        start=start,
        standings=queries.standings_of(person),
        checks=queries.checks_of(person),
        participations=queries.participations_of(person),
        lacking=queries.needs_of(person),
        categories=queries.categories_of(person),
        life=[slug for slug in life if slug not in ("income", "support")],
        knows_life=any(getattr(person, slug) is not None for slug in life),
        judged_apart=old_with_family,
        today=today_here(),
        sections=sections(person_id),
    )


def _known(view: queries.PersonView) -> dict[str, Any]:
    """What the edit form begins with: no whole number, no e-mail."""
    person, household = view.person, view.household
    return {
        "name": person.name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_place": person.birth_place,
        "relation": person.relation,
        "marital_status": person.marital_status,
        "presence": person.presence,
        **now_here(),
        "address": household.address,
        "village_code": household.village_code,
        "version": person.version,
    }


def _spoken(form: Form) -> list[tuple[Any, Any]]:
    """What is about to be kept, in the words of the form, as one reads it to the citizen. The NIK is always named."""
    data = form.data
    words = {
        **data,
        "nik": _grouped(data["nik"]) or _("belum diketahui"),
        "family_card": _grouped(data["family_card"]),
        "sex": codes.SEXES[data["sex"]].label,
        "birth_date": plain_date(data["birth_date"]),
        "relation": codes.RELATIONS[str(data["relation"] or 1)].label,
        "phone": show_phone(data["phone"]) if data["phone"] else "",
        "village_code": dict(form.choices["village_code"])[data["village_code"]],
    }
    return [(form.field(name).label, words[name]) for name in form.schema.load_fields if words.get(name)]


def _grouped(number: str | None) -> str:
    """1906 0152 0472 0001, as it stands on the card."""
    return " ".join(re.findall(".{1,4}", number or ""))
