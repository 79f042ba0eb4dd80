"""How it came to be known: the state on any day, the history of one variable, and putting a wrong line right."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reference import codes
from registry import actions, queries
from registry.actions import Seen
from registry.actions.observations import MASKS
from registry.models import Person
from registry.pages.blueprint import registry
from registry.pages.words import LEVELS, WORDS, home_of, named, today_here
from registry.schemas import correction_schema
from registry.values import variables_of
from tenants import access
from web.forms import Form


def asked_day() -> date | None:
    """The day `per` of this address, if it names one; Refused (422) for one that is none or has not come."""
    asked = request.args.get("per", "").strip()
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Refused(_("Tulis tanggal seperti 2026-03-01."), field="per") from None
    if not date(1990, 1, 1) <= day <= today_here():
        raise Refused(_("Pilih tanggal yang sudah lewat."), field="per")
    return day


def past_page(level: str, row_id: int, day: date) -> str:
    """What was known of a person or household at the end of that day."""
    then = queries.past(level, row_id, day)
    blocks = [(block, then.block(slug)) for slug, block in codes.BLOCKS.items() if variables_of(level, slug)]
    house = people = None
    if isinstance(then.row, Person):
        house = queries.household_then(then.row, day)
    else:
        people = queries.people_then(then.row, day)
    return render_template(
        "registry/past.html",
        then=then,
        word=WORDS[level],
        whose=named(then.row),
        home=home_of(level, row_id),
        blocks=blocks,
        house=house,
        beside=queries.beside(then.row, day),
        people=people,
    )


@registry.get("/<any(warga, keluarga):word>/<int:row_id>/riwayat/<slug>")
@access.permits("person:read")
def variable_history(word: str, row_id: int, slug: str) -> ResponseReturnValue:
    """Every value of one variable: on which day, from which source, written down by whom."""
    level = LEVELS[word]
    lines = queries.lines_of(level, row_id, slug)
    row = queries.get_row(level, row_id)
    return render_template(
        "registry/variable.html",
        word=word,
        row=row,
        slug=slug,
        lines=lines,
        whose=named(row),
        home=home_of(level, row_id),
        correctable=slug not in MASKS,
    )


@registry.route(
    "/<any(warga, keluarga):word>/<int:row_id>/riwayat/<slug>/<int:observation_id>", methods=["GET", "POST"]
)
@access.permits("person:write")
def correct(word: str, row_id: int, slug: str, observation_id: int) -> ResponseReturnValue:
    """A better value for a wrong line. The wrong line stays legible, struck out."""
    level = LEVELS[word]
    row = queries.opened(level, row_id)
    wrong = queries.get_observation(level, row_id, observation_id)
    if slug not in wrong.facts or slug in MASKS:
        raise Refused(_("Catatan ini tidak ditemukan."), status=404, code="not_found")
    schema = correction_schema(slug)()
    choices = {"village_code": queries.village_choices()} if slug == "village_code" else {}
    if request.method == "GET":
        began = {"observed_on": wrong.observed_on, "source": wrong.source, slug: _typed(wrong.facts[slug])}
        form = Form.blank(schema, initial=began, choices=choices)
    else:
        form = Form.read(schema, choices=choices)
        if form.valid and _corrected(form, level, row_id, observation_id, slug):
            flash(_("Catatan diperbaiki."), "success")
            return redirect(url_for("registry.variable_history", word=word, row_id=row_id, slug=slug), 303)
    page = render_template(
        "registry/correct.html", form=form, slug=slug, word=word, row=row, wrong=wrong, whose=named(row)
    )
    return page, form.status


def _corrected(form: Form, level: str, row_id: int, observation_id: int, slug: str) -> bool:
    data = form.data
    try:
        seen = Seen(data["observed_on"], data["source"], data["note"] or "")
        actions.correct(level, row_id, observation_id, slug, data[slug], seen)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        form.refuse(refusal)
        return False
    return True


def _typed(value: Any) -> Any:
    return str(value) if isinstance(value, bool) else value
