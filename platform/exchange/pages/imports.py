"""Bringing in a list: upload, columns, check, decision. What was typed is kept, what is wrong is said with its row."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from marshmallow import ValidationError

from exchange import actions, queries
from exchange.columns import columns
from exchange.models import ImportBatch
from exchange.pages.blueprint import exchange
from exchange.schemas import ImportDecisionSchema, ImportMappingSchema, ImportReopenSchema, UploadSchema
from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from tenants import access, audit
from tenants.access import subject
from web.addresses import BIGINT
from web.body import takes_files
from web.forms import Form
from web.idempotency import read_key
from web.tables import csv_file


@exchange.get("/data")
@access.permits("person:export")
def overview() -> ResponseReturnValue:
    """What can be done here, and the lists that were brought in."""
    page = queries.batches(request.args.get("sesudah"))
    next_url = url_for("exchange.overview", sesudah=page.next) if page.next else ""
    return render_template("exchange/overview.html", page=page, next_url=next_url)


@exchange.get("/data/masuk")
@access.permits("person:import")
def upload() -> ResponseReturnValue:
    """Which list, and from which day."""
    initial = {"kind": "people", "as_of": today(subject().tenant.timezone)}
    return render_template("exchange/upload.html", form=Form.blank(UploadSchema(), initial))


@exchange.post("/data/masuk")
@access.permits("person:import")
@takes_files
def send() -> ResponseReturnValue:
    """Keep the file and go on to its columns, or say why it cannot be read."""
    form = Form.read(UploadSchema())
    file = request.files.get("file")
    if file is None or not file.filename:
        form.add_error("file", _("Pilih berkasnya."))
    elif form.valid:
        try:
            batch = actions.begin(actions.Sent(file.filename, file.read()), form.data, read_key())
        except Refused as refusal:
            if refusal.status in (400, 403):
                raise
            db.session.rollback()
            form.refuse(refusal)
        else:
            return redirect(url_for("exchange.columns_of", batch_id=batch.id), 303)
    return render_template("exchange/upload.html", form=form), form.status


@exchange.get("/data/masuk/<int:batch_id>")
@access.permits("person:import")
def batch(batch_id: int) -> ResponseReturnValue:
    """Where a list stands: being read, waiting for a decision, being recorded, done."""
    found = queries.get_batch(batch_id)
    if found.state == "uploaded":
        return redirect(url_for("exchange.columns_of", batch_id=batch_id), 303)
    return _batch_page(found, Form.blank(ImportDecisionSchema(), {"version": found.version}))


@exchange.get("/data/masuk/<int:batch_id>/kolom")
@access.permits("person:import")
def columns_of(batch_id: int) -> ResponseReturnValue:
    """What each column of the sheet means, as it seems."""
    found = queries.get_batch(batch_id)
    if found.state != "uploaded":
        return redirect(url_for("exchange.batch", batch_id=batch_id), 303)
    return _columns_page(found, {}, queries.said(found), found.village_code)


@exchange.post("/data/masuk/<int:batch_id>/lembar")
@access.permits("person:import")
def sheet_of(batch_id: int) -> ResponseReturnValue:
    """Look at another sheet."""
    try:
        actions.choose_sheet(batch_id, request.form.get("sheet", ""))
    except Refused as refusal:
        if refusal.field != "file":
            raise
        db.session.rollback()
        flash(str(refusal.message), "warn")
    return redirect(url_for("exchange.columns_of", batch_id=batch_id), 303)


@exchange.post("/data/masuk/<int:batch_id>/kolom")
@access.permits("person:import")
def map_columns(batch_id: int) -> ResponseReturnValue:
    """Have the rows checked, or say what is missing."""
    found = queries.get_batch(batch_id)
    said = {place: request.form.get(f"c{place}", "") for place in range(len(found.headings))}
    village = request.form.get("village_code", "")
    sent = {"columns": [{"place": place, "column": slug} for place, slug in said.items()], "village_code": village}
    try:
        told: Any = ImportMappingSchema().load(sent)
        actions.map_columns(batch_id, told["mapping"], told["village_code"])
    except ValidationError as error:
        field = "village_code" if "village_code" in error.normalized_messages() else ""
        return _columns_page(found, {field: _("Pilih salah satu dari daftar")}, said, village), 422
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        db.session.rollback()
        errors = {refusal.field or "": str(refusal.message)}
        page = _columns_page(queries.get_batch(batch_id), errors, said, village)
        return page, refusal.status
    return redirect(url_for("exchange.batch", batch_id=batch_id), 303)


@exchange.post("/data/masuk/<int:batch_id>/simpan")
@access.permits("person:import")
def keep(batch_id: int) -> ResponseReturnValue:
    """Record all rows, or the good ones; or none at all."""
    form = Form.read(ImportDecisionSchema())
    if not form.valid:
        return _batch_page(queries.get_batch(batch_id), form), form.status
    if form.data["choice"] == "none":
        return _thrown_away(batch_id)
    try:
        actions.keep(batch_id, form.data["choice"], form.data["version"])
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        db.session.rollback()
        flash(str(refusal.message), "warn")
    return redirect(url_for("exchange.batch", batch_id=batch_id), 303)


@exchange.post("/data/masuk/<int:batch_id>/kolom-lagi")
@access.permits("person:import")
def reopen(batch_id: int) -> ResponseReturnValue:
    """Say again what the columns mean."""
    form = Form.read(ImportReopenSchema())
    try:
        actions.reopen(batch_id, form.data["version"] if form.valid else 0)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        db.session.rollback()
        flash(str(refusal.message), "warn")
        return redirect(url_for("exchange.batch", batch_id=batch_id), 303)
    return redirect(url_for("exchange.columns_of", batch_id=batch_id), 303)


@exchange.post("/data/masuk/<int:batch_id>/batal")
@access.permits("person:import")
def cancel(batch_id: int) -> ResponseReturnValue:
    """Throw the list away."""
    return _thrown_away(batch_id)


@exchange.get("/data/masuk/<int:batch_id>/ditolak")
@access.permits("person:import")
def refused_rows(batch_id: int) -> ResponseReturnValue:
    """Every refused cell: row, column, what stands there, why."""
    found = queries.get_batch(batch_id)
    page = queries.faults(found, request.args.get("sesudah"))
    audit.record("import.viewed", "import_batch", found.id)
    next_url = url_for("exchange.refused_rows", batch_id=batch_id, sesudah=page.next) if page.next else ""
    lines = list(queries.fault_lines(page.rows))
    return render_template("exchange/refused.html", batch=found, lines=lines, next_url=next_url)


@exchange.get("/data/masuk/<int:batch_id>/ditolak.csv")
@access.permits("person:import")
def refused_file(batch_id: int) -> Response:
    """The same as a file, to work through beside the list."""
    found = queries.get_batch(batch_id)
    audit.record("import.viewed", "import_batch", found.id)
    lines = queries.fault_lines(queries.faults(found, size=BIGINT - 2).rows)
    heads = [_("Baris"), _("Kolom"), _("Isi"), _("Alasan")]
    return csv_file(
        [heads, *([str(each.line), each.column, each.value, each.reason] for each in lines)], "baris-ditolak.csv"
    )


def _thrown_away(batch_id: int) -> ResponseReturnValue:
    actions.cancel(batch_id)
    flash(_("Daftar dibatalkan. Tidak ada yang disimpan."), "success")
    return redirect(url_for("exchange.overview"), 303)


def _batch_page(found: ImportBatch, form: Form) -> str:
    form.choices["choice"] = [each for each in form.field("choice").choices if each[0] != "all"]
    return render_template(
        "exchange/batch.html", batch=found, form=form, faults=_some_faults(found), sample=queries.sample(found)
    )


def _some_faults(found: ImportBatch) -> list[queries.FaultLine]:
    if not found.bad or found.state == "cancelled":
        return []
    return list(queries.fault_lines(queries.faults(found, size=5).rows))


def _columns_page(
    found: ImportBatch, errors: dict[str, str], mapping: dict[int, str], village: str | None = None
) -> str:
    listed = [
        {"place": place, "heading": heading, "column": mapping.get(place, "")}
        for place, heading in enumerate(found.headings)
        if heading or mapping.get(place)
    ]
    offered = [
        (slug, column.label) for slug, column in columns().items() if column.level != "benefit" or found.programme
    ]
    understood = sum(bool(each["column"]) for each in listed)
    return render_template(
        "exchange/columns.html",
        batch=found,
        listed=listed,
        offered=offered,
        errors=errors,
        village=village,
        villages=queries.villages_to_choose(),
        told=ngettext("%(num)s kolom dikenali.", "%(num)s kolom dikenali.", understood),
        understood=understood,
    )
