"""The pages of tables: describe one, look at it, keep it, take it home. The address holds the description."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from foundation.clock import today
from foundation.errors import Refused, Unfit
from reporting.figures import cell_text, widths
from reporting.measures import DIMENSIONS, MEASURES
from reporting.suppression import Cell, Hidden
from reporting.tables import actions, queries
from reporting.tables.definitions import ONLY, Definition, definition_of
from reporting.tables.models import ReportTable
from reporting.tables.parts import part_of
from reporting.tables.periods import ON, OWN
from reporting.tables.queries import Counted, Line
from reporting.tables.schemas import FORMATS, SaveTableSchema, table_schema
from reporting.tables.wording import about, as_rows, days_in_words, title_of
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.tables import csv_file, workbook_file

tables = Blueprint("tables", "reporting.tables", template_folder="templates")
_BLAMES = {"dimension": "rows", "filter": "rows", "period": "until", "too_large": "rows", "too_fine": "period"}
"""Which field a question that makes no sense is told at."""


@tables.get("/tabel")
@access.permits("table:make")
def overview() -> ResponseReturnValue:
    """What was kept: one's own, and what colleagues share."""
    page = queries.kept_tables(request.args.get("sesudah"))
    return render_template(
        "tables/overview.html",
        left=queries.owners_who_left(page.rows),
        mine=[_as_listed(each) for each in page.rows if each.membership_id == subject().membership_id],
        shared=[_as_listed(each) for each in page.rows if each.membership_id != subject().membership_id],
        next_url=url_for("tables.overview", sesudah=page.next) if page.next else "",
    )


@tables.get("/tabel/susun")
@access.permits("table:make")
def describe() -> ResponseReturnValue:
    """First what is counted, then by what and of which days."""
    measure = request.args.get("measure", "")
    if measure not in {each.slug for each in queries.measures()}:
        return render_template("tables/measures.html", measures=queries.measures(), unknown=bool(measure))
    asked = {name: request.args.getlist(name) for name in request.args}
    schema = table_schema(measure, subject().reader)()
    return _form(Form.blank(schema, {"period": _suggested(measure), **asked, "measure": measure}))


@tables.get("/tabel/lihat")
@access.permits("table:make")
def show() -> ResponseReturnValue:
    """The table that the address describes."""
    form = _described()
    if form is None:
        return redirect(url_for("tables.describe"), 303)
    return _shown(form)


@tables.get("/tabel/<int:table_id>")
@access.permits("table:make")
def kept(table_id: int) -> ResponseReturnValue:
    """A table that was kept, counted anew."""
    found = queries.get_table(table_id)
    form = _read(found.args)
    if form is None:
        raise Refused(_("Tabel ini menghitung sesuatu yang tidak ada lagi. Susun tabel baru."), status=410, code="gone")
    return _shown(form, found)


@tables.post("/tabel/simpan")
@access.permits("table:make")
def save() -> ResponseReturnValue:
    """Give the table in the address a name."""
    described = _described()
    if described is None or not described.valid:
        return redirect(url_for("tables.describe"), 303)
    definition, form = definition_of(described.data), Form.read(SaveTableSchema())
    if form.valid:
        try:
            found = actions.save(form.data["name"], definition, form.data["shared"])
            flash(_("Tabel “%(name)s” tersimpan.", name=found.name), "success")
            return redirect(url_for("tables.kept", table_id=found.id), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return _shown(described, naming=form)


@tables.post("/tabel/unduh")
@access.permits("table:make")
def export() -> ResponseReturnValue:
    """The table in the address as a file. Who took it is written down."""
    described = _described()
    kind = request.form.get("format", "")
    if described is None or not described.valid or kind not in dict(FORMATS):
        return redirect(url_for("tables.describe"), 303)
    definition = definition_of(described.data)
    try:
        counted = actions.hand_out(definition, kind)
    except Unfit as fault:
        return _form(_blamed(described, fault))
    name = f"{definition.measure.replace('_', '-')}-{subject().tenant.code_prefix.lower()}.{kind}"
    rows = as_rows(counted)
    return csv_file(rows, name) if kind == "csv" else workbook_file(rows, name, _("Tabel"))


@tables.post("/tabel/<int:table_id>/bagikan")
@access.permits("table:make")
def share(table_id: int) -> ResponseReturnValue:
    """Let colleagues open it too, or no longer."""
    found = actions.share(table_id, bool(request.form.get("shared")))
    told = _("“%(name)s” dibagikan ke rekan di kantor ini.") if found.shared else _("“%(name)s” tidak lagi dibagikan.")
    flash(told % {"name": found.name}, "success")
    return redirect(url_for("tables.overview"), 303)


@tables.post("/tabel/<int:table_id>/ambil")
@access.permits("table:make")
def take(table_id: int) -> ResponseReturnValue:
    """A shared table whose owner has left becomes one's own."""
    found = queries.get_table(table_id)
    naming = Form.blank(SaveTableSchema(), {"name": found.name})
    if naming.tries(lambda: actions.take(table_id)):
        flash(_("“%(name)s” sekarang milik Anda.", name=found.name), "success")
    elif (form := _read(queries.get_table(table_id).args)) is not None:
        return _shown(form, queries.get_table(table_id), naming)
    return redirect(url_for("tables.kept", table_id=table_id), 303)


@tables.post("/tabel/<int:table_id>/hapus")
@access.permits("table:make")
def discard(table_id: int) -> ResponseReturnValue:
    """Forget it. What was counted stays."""
    actions.discard(table_id)
    flash(_("Tabel dihapus dari daftar Anda. Angkanya tetap ada."), "success")
    return redirect(url_for("tables.overview"), 303)


# --- reading the address ---------------------------------------------------------------------------


def _described() -> Form | None:
    """The form in the address; None when it counts nothing that this reader may have counted."""
    return _read({name: request.args.getlist(name) for name in request.args})


def _read(args: Mapping[str, Any]) -> Form | None:
    sent = MultiDict((name, value) for name, given in args.items() for value in _several(given))
    measure = sent.get("measure", "")
    if measure not in {each.slug for each in queries.measures()}:
        return None
    return Form.read(table_schema(measure, subject().reader)(), sent)


def _several(given: Any) -> Sequence[str]:
    return [str(each) for each in given] if isinstance(given, list) else [str(given)]


# --- answers ---------------------------------------------------------------------------------------


def _suggested(measure: str) -> str:
    return "last_month" if MEASURES[measure].running else "last_12_months"


def _form(form: Form) -> ResponseReturnValue:
    measure = MEASURES[form.values["measure"]]
    return render_template(
        "tables/describe.html",
        form=form,
        measure=measure,
        narrowing=[f"{ONLY}{slug}" for slug in measure.open_to(subject().reader) if DIMENSIONS[slug].words is not None],
    ), form.status


def _shown(form: Form, found: ReportTable | None = None, naming: Form | None = None) -> ResponseReturnValue:
    if not form.valid:
        return _form(form)
    definition = definition_of(form.data)
    try:
        counted = queries.count_table(definition, today(subject().tenant.timezone))
    except Unfit as fault:
        return _form(_blamed(form, fault))
    naming = naming or Form.blank(SaveTableSchema())
    part = part_of(counted.lines, request.args.get("halaman", ""))
    return render_template(
        "tables/table.html",
        found=found,
        mine=found is not None and found.membership_id == subject().membership_id,
        orphaned=found is not None and queries.owner_has_left(found),
        title=found.name if found else title_of(definition),
        about=_about(definition, counted, titled=found is None),
        counted=counted,
        part=part,
        urls={steps: _address_of(part.beyond(steps), definition, found) for steps in (-1, 1)},
        written=_written_out(counted),
        percents=widths([line.total for line in counted.lines])[part.first - 1 :],
        args=definition.args(),
        naming=naming,
        formats=FORMATS,
    ), naming.status


def _written_out(counted: Counted) -> Callable[[Line], list[tuple[str, str, bool]]]:
    """The cells of a line, the sum last: heading, text, whether it is held back. Each number is put into words once:
    many stand in a table of many offices more than once."""
    headings, known = [*counted.column_headings, _("Jumlah")], dict[Cell, tuple[str, bool]]()

    def line_of(line: Line) -> list[tuple[str, str, bool]]:
        cells = [*line.cells, line.total]
        for cell in cells:
            if cell not in known:
                known[cell] = cell_text(cell), isinstance(cell, Hidden)
        return [(heading, *known[cell]) for heading, cell in zip(headings, cells, strict=True)]

    return line_of


def _address_of(number: int | None, definition: Definition, found: ReportTable | None) -> str:
    """Of that part of the table; empty where there is none."""
    if number is None:
        return ""
    if found:
        return url_for("tables.kept", table_id=found.id, halaman=number)
    return url_for("tables.show", **definition.args(), halaman=number)


def _blamed(form: Form, fault: Unfit) -> Form:
    form.add_error(_BLAMES.get(fault.fault), fault.message)
    return form


def _about(definition: Definition, counted: Counted, titled: bool) -> str:
    days = days_in_words(counted.since, counted.until) if definition.period not in (ON, OWN) else ""
    return "; ".join(each for each in ("" if titled else title_of(definition), about(definition), days) if each)


def _as_listed(each: ReportTable) -> dict[str, Any]:
    form = _read(each.args)
    fits = form is not None and form.valid
    return {"table": each, "about": about(definition_of(form.data)) if form and fits else ""}
