"""Pages for what is received, what somebody gets and what is lacking: one short form each."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reference import codes
from registry import actions, queries
from registry.models import Household, Need, Participation, Person
from registry.pages.blueprint import registry
from registry.pages.words import LEVELS, home_of, named, today_here, usual_source
from registry.schemas import (
    CategoryEndSchema,
    CategorySchema,
    ElsewhereSchema,
    NeedClosingSchema,
    NeedSchema,
    ParticipationChangeSchema,
    ParticipationSchema,
    SiksCheckSchema,
    WelfareStatusSchema,
)
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.idempotency import read_key
from web.schemas import BaseSchema

CASE_START, CASE_PAGE = "cases.start", "cases.case"
Whose = "/<any(warga, keluarga):word>/<int:row_id>"


@registry.route(f"{Whose}/kesejahteraan/baru", methods=["GET", "POST"])
@access.permits("person:write")
def add_status(word: str, row_id: int) -> ResponseReturnValue:
    """A decile or a standing that came from the centre."""
    row = queries.get_row(LEVELS[word], row_id)
    return _asked(
        WelfareStatusSchema(),
        row,
        title=_("Status kesejahteraan apa yang diterima?"),
        lead=_("Catat seperti yang diterima dari pusat. Angka ini tidak dihitung di sini."),
        began={"received_on": today_here(), "source": "siks_ng"},
        keep=lambda data: actions.receive_status(LEVELS[word], row_id, data, read_key()),
        kept=_("Status kesejahteraan tercatat."),
    )


@registry.route("/warga/<int:person_id>/siks/baru", methods=["GET", "POST"])
@access.permits("person:write")
def add_check(person_id: int) -> ResponseReturnValue:
    """What SIKS-NG showed."""
    person = queries.get_person(person_id)
    return _asked(
        SiksCheckSchema(),
        person,
        title=_("Apa hasil cek di SIKS-NG?"),
        began={"checked_on": today_here()},
        keep=lambda data: actions.record_check(person_id, data, read_key()),
        kept=_("Hasil cek SIKS-NG tercatat."),
    )


@registry.route(f"{Whose}/program/baru", methods=["GET", "POST"])
@access.permits("person:write")
def add_participation(word: str, row_id: int) -> ResponseReturnValue:
    """A programme that a person or household is in."""
    level = LEVELS[word]
    row = queries.get_row(level, row_id)
    programmes = [(slug, each.label) for slug, each in codes.PROGRAMMES.items() if each.unit == level]
    lead = _("Program yang diterima perorangan.") if level == "person" else _("Program yang diterima satu keluarga.")
    return _asked(
        ParticipationSchema(),
        row,
        title=_("Program apa yang diterima?"),
        lead=lead,
        began={"standing": "active", "source": usual_source()},
        choices={"programme": programmes},
        keep=lambda data: actions.add_participation(level, row_id, data, read_key()),
        kept=_("Kepesertaan program tercatat."),
    )


@registry.get("/program/<int:participation_id>")
@access.permits("person:read")
def participation(participation_id: int) -> ResponseReturnValue:
    """One participation with its history, and a form to change it."""
    kept = queries.get_participation(participation_id)
    return _participation_page(kept, _change_form(kept))


@registry.post("/program/<int:participation_id>")
@access.permits("person:write")
def change_participation(participation_id: int) -> ResponseReturnValue:
    """A new standing or amount, kept."""
    kept = queries.get_participation(participation_id)
    form = Form.read(ParticipationChangeSchema())
    if form.valid and _tried(form, lambda: actions.change_participation(participation_id, form.data)):
        flash(_("Perubahan kepesertaan tercatat."), "success")
        return redirect(_home(kept), 303)
    return _participation_page(kept, form), form.status


@registry.route(f"{Whose}/kebutuhan/baru", methods=["GET", "POST"])
@access.permits("person:write")
def add_need(word: str, row_id: int) -> ResponseReturnValue:
    """Something that a person or household lacks."""
    level = LEVELS[word]
    row = queries.get_row(level, row_id)
    own = _("Kebutuhan orang ini sendiri, juga bila ia tinggal di rumah keluarga yang berkecukupan.")
    return _asked(
        NeedSchema(),
        row,
        title=_("Apa yang dibutuhkan?"),
        lead=own if level == "person" else _("Kebutuhan seluruh keluarga."),
        began={"noted_on": today_here(), "source": usual_source()},
        keep=lambda data: actions.add_need(level, row_id, data, read_key()),
        kept=_("Kebutuhan tercatat."),
    )


@registry.get("/kebutuhan/<int:need_id>")
@access.permits("person:read")
def need(need_id: int) -> ResponseReturnValue:
    """One need, what may answer it, and a form to close it."""
    kept = queries.get_need(need_id)
    began = {"closed_on": today_here(), "version": kept.version}
    return _need_page(kept, Form.blank(NeedClosingSchema(), initial=began))


@registry.post("/kebutuhan/<int:need_id>")
@access.permits("person:write")
def close_need(need_id: int) -> ResponseReturnValue:
    """The need is met, or was none."""
    kept = queries.get_need(need_id)
    form = Form.read(NeedClosingSchema())
    if form.valid and _tried(form, lambda: actions.close_need(need_id, form.data)):
        flash(_("Kebutuhan diselesaikan."), "success")
        return redirect(_home(kept), 303)
    return _need_page(kept, form), form.status


@registry.route("/warga/<int:person_id>/kategori/baru", methods=["GET", "POST"])
@access.permits("person:write")
def add_category(person_id: int) -> ResponseReturnValue:
    """A PPKS or PSKS category."""
    person = queries.get_person(person_id)
    return _asked(
        CategorySchema(),
        person,
        title=_("Termasuk kategori mana?"),
        lead=_("PPKS: yang memerlukan pelayanan. PSKS: yang dapat membantu."),
        began={"since": today_here(), "source": usual_source()},
        keep=lambda data: actions.add_category(person_id, data, read_key()),
        kept=_("Kategori tercatat."),
    )


@registry.route("/kategori/<int:category_id>", methods=["GET", "POST"])
@access.permits("person:write")
def end_category(category_id: int) -> ResponseReturnValue:
    """The last day in a category."""
    kept = queries.get_category(category_id)
    person = queries.get_person(queries.survivor_of(kept.person_id))
    label = {**codes.PPKS, **codes.PSKS}[kept.category].label
    return _asked(
        CategoryEndSchema(),
        person,
        title=_("Sampai kapan kategori ini berlaku?"),
        lead=label,
        began={"until": today_here()},
        keep=lambda data: actions.end_category(category_id, data),
        kept=_("Kategori diakhiri."),
    )


@registry.route("/warga/<int:person_id>/daerah-lain", methods=["GET", "POST"])
@access.permits("person:write")
def ask_elsewhere(person_id: int) -> ResponseReturnValue:
    """Whether another office knows this NIK: yes or no, and whom to ask."""
    person = queries.get_person(person_id)
    offices = None
    form = Form.blank(ElsewhereSchema())
    if request.method == "POST":
        form = Form.read(ElsewhereSchema())
        if form.valid:
            try:
                offices = actions.registered_elsewhere(person_id, form.data["reason"])
            except Refused as refusal:
                form.refuse(refusal)
    return render_template("registry/elsewhere.html", form=form, person=person, offices=offices), form.status


# --- what the pages share -----------------------------------------------------------------------------


def _asked(
    schema: BaseSchema,
    row: Person | Household,
    *,
    title: str,
    began: dict[str, Any],
    keep: Callable[[dict[str, Any]], Any],
    kept: str,
    lead: str = "",
    choices: dict[str, list[tuple[str, str]]] | None = None,
) -> ResponseReturnValue:
    """Ask with one form, keep what was said, go back to whom it is about."""
    home = home_of(queries.about(row), row.id)
    form = Form.blank(schema, initial=began, choices=choices)
    if request.method == "POST":
        form = Form.read(schema, choices=choices)
        if form.valid and _tried(form, lambda: keep(form.data)):
            flash(kept, "success")
            return redirect(home, 303)
    page = render_template("registry/ask.html", form=form, title=title, lead=lead, whose=named(row), home=home)
    return page, form.status


def _tried(form: Form, act: Callable[[], Any]) -> bool:
    """Whether it was done; a refusal is shown at its field. What does not exist stays a 404."""
    try:
        act()
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        form.refuse(refusal)
        return False
    return True


def _change_form(kept: Participation) -> Form:
    began = {
        "standing": kept.standing,
        "amount": kept.amount,
        "amount_every": kept.amount_every,
        "effective_on": today_here(),
        "source": usual_source(),
        "version": kept.version,
    }
    return Form.blank(ParticipationChangeSchema(), initial=began)


def _participation_page(kept: Participation, form: Form) -> str:
    return render_template(
        "registry/participation.html",
        kept=kept,
        form=form,
        home=_home(kept),
        whose=named(_opened(kept)),
        events=queries.participation_events(kept.id),
    )


def _need_page(kept: Need, form: Form) -> str:
    return render_template(
        "registry/need.html",
        kept=kept,
        form=form,
        home=_home(kept),
        whose=named(_opened(kept)),
        need=codes.NEEDS[kept.kind],
        start=_start(kept),
        case=_case_url(kept),
    )


def _start(kept: Need) -> str:
    """Where a case for that need begins, for who may register one."""
    built = CASE_START in current_app.view_functions and subject().may("case:register")
    open_and_free = kept.state == "open" and kept.case_id is None and kept.person_id is not None
    return url_for(CASE_START, person=kept.person_id) if built and open_and_free else ""


def _case_url(kept: Need) -> str:
    """The case that works on that need, for who may see cases."""
    built = CASE_PAGE in current_app.view_functions and subject().may("case:read")
    return url_for(CASE_PAGE, case_id=kept.case_id) if built and kept.case_id else ""


def _opened(kept: Participation | Need) -> Person | Household:
    """Whom it is about; that somebody looked is written down."""
    row = _row(kept)
    return queries.opened(queries.about(row), row.id)


def _row(kept: Participation | Need) -> Person | Household:
    if kept.person_id is not None:
        return queries.get_person(queries.survivor_of(kept.person_id))
    return queries.get_household(kept.household_id or 0)


def _home(kept: Participation | Need) -> str:
    row = _row(kept)
    return home_of(queries.about(row), row.id)
