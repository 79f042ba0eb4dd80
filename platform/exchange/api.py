"""Lists in and out for programs: the same steps as on the pages. The rows follow as jobs: ask for the state."""

from typing import Any

from flask import Response, url_for
from marshmallow import Schema, fields, validate

from exchange import actions, queries
from exchange.actions.rounds import answer_of
from exchange.models import CHOICES, KINDS, STATES, ImportBatch
from exchange.schemas import (
    AnswerLineSchema,
    ExportSchema,
    ImportDecisionSchema,
    ImportMappingSchema,
    ImportReopenSchema,
    ImportSheetSchema,
    UploadSchema,
)
from registry.rounds.actions import take_over
from registry.rounds.queries import MOST_PROPOSED
from tenants import access, audit
from web import api
from web.api import FILE, Answer, Doors
from web.body import takes_files
from web.idempotency import read_key
from web.pagination import Page
from web.schemas import BaseSchema, Text
from web.tables import CSV, WORKBOOK, long_file

doors = Doors("exchange-api", __name__, description="Lists of people coming in and going out")


class ListFileSchema(Schema):
    """The file itself, as a part of a multipart form."""

    file = fields.Raw(required=True, metadata=FILE | {"description": "xlsx, xls or CSV of at most 10 MB"})


class AfterSchema(BaseSchema):
    """Where to go on."""

    after = Text(max=1000)


class ImportAnswer(Answer):
    """A list and how far it has come. While it is `checking` or `writing`, ask again in a few seconds."""

    id = fields.Integer()
    version = fields.Integer()
    kind = fields.String(metadata={"enum": list(KINDS)})
    programme = fields.String(allow_none=True)
    name = fields.String()
    as_of = fields.Date()
    state = fields.String(metadata={"enum": list(STATES)})
    choice = fields.String(allow_none=True, metadata={"enum": [*CHOICES, None]})
    fault = fields.String(metadata={"description": "Why the file could not be read after all; or empty"})
    sheets = fields.List(fields.String())
    sheet = fields.String()
    total = fields.Integer()
    checked = fields.Integer()
    bad = fields.Integer()
    known = fields.Integer()
    written = fields.Integer()
    added = fields.Integer()
    receiving = fields.Integer()
    asked_name = fields.String()
    asked_at = fields.AwareDateTime()
    done_at = fields.AwareDateTime(allow_none=True)


class ImportsAnswer(Answer):
    """A page of lists, the newest first."""

    items = fields.List(fields.Nested(ImportAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class ImportColumnAnswer(Answer):
    """A column of the sheet, and what it seems to mean: a slug, or empty."""

    place = fields.Integer()
    heading = fields.String()
    column = fields.String()


class ImportColumnsAnswer(Answer):
    """All columns that have a heading."""

    items = fields.List(fields.Nested(ImportColumnAnswer))


class SampleColumnAnswer(Answer):
    """What stands in one column of the first rows, in words; numbers of people are masked."""

    label = fields.String()
    heading = fields.String()
    cells = fields.List(fields.String())


class SampleAnswer(Answer):
    """The first rows as they were understood, column by column."""

    lines = fields.List(fields.Integer())
    columns = fields.List(fields.Nested(SampleColumnAnswer))


class RefusedCellAnswer(Answer):
    """One cell that cannot be taken."""

    line = fields.Integer()
    column = fields.String()
    value = fields.String()
    reason = fields.String()


class RefusedCellsAnswer(Answer):
    """A page of them, in the order of the file."""

    items = fields.List(fields.Nested(RefusedCellAnswer))
    next = fields.String(allow_none=True)


@doors.route("/imports")
@access.permits("person:import")
@doors.arguments(AfterSchema, location="query")
@doors.response(200, ImportsAnswer)
def list_imports(asked: dict[str, Any]) -> Page[ImportBatch]:
    """Lists that were brought in, the newest first."""
    return queries.batches(asked["after"])


@doors.route("/imports", methods=["POST"])
@access.permits("person:import")
@takes_files
@api.once
@doors.arguments(UploadSchema(exclude=["file"]), location="form")
@doors.arguments(ListFileSchema, location="files")
@doors.response(201, ImportAnswer)
def create_import(said: dict[str, Any], files: dict[str, Any]) -> tuple[ImportBatch, int, dict[str, str]]:
    """Send a list, as multipart/form-data. Nothing is recorded before its columns are said and it is decided on."""
    sent = actions.Sent(files["file"].filename or "", files["file"].read())
    made = actions.begin(sent, said, read_key())
    return made, 201, {"Location": url_for("exchange-api.get_import", batch_id=made.id)}


@doors.route("/imports/<int:batch_id>")
@access.permits("person:import")
@doors.response(200, ImportAnswer)
def get_import(batch_id: int) -> ImportBatch:
    """A list, and how far it has come."""
    return queries.get_batch(batch_id)


@doors.route("/imports/<int:batch_id>/sheet", methods=["POST"])
@access.permits("person:import")
@doors.arguments(ImportSheetSchema)
@doors.response(200, ImportAnswer)
def choose_import_sheet(said: dict[str, Any], batch_id: int) -> ImportBatch:
    """Read another sheet of the workbook."""
    return actions.choose_sheet(batch_id, said["sheet"])


@doors.route("/imports/<int:batch_id>/columns")
@access.permits("person:import")
@doors.response(200, ImportColumnsAnswer)
def get_import_columns(batch_id: int) -> dict[str, Any]:
    """What each column of the sheet seems to mean."""
    found = queries.get_batch(batch_id)
    said = queries.said(found)
    listed = [
        {"place": place, "heading": heading, "column": said.get(place, "")}
        for place, heading in enumerate(found.headings)
        if heading
    ]
    return {"items": listed}


@doors.route("/imports/<int:batch_id>/columns", methods=["POST"])
@access.permits("person:import")
@doors.arguments(ImportMappingSchema)
@doors.response(200, ImportAnswer)
def map_import_columns(said: dict[str, Any], batch_id: int) -> ImportBatch:
    """Say what the columns mean, and have every row checked."""
    return actions.map_columns(batch_id, said["mapping"], said["village_code"])


@doors.route("/imports/<int:batch_id>/columns/reopen", methods=["POST"])
@access.permits("person:import")
@doors.arguments(ImportReopenSchema)
@doors.response(200, ImportAnswer)
def reopen_import(said: dict[str, Any], batch_id: int) -> ImportBatch:
    """Go back to the columns of a list that was checked."""
    return actions.reopen(batch_id, said["version"])


@doors.route("/imports/<int:batch_id>/sample")
@access.permits("person:import")
@doors.response(200, SampleAnswer)
def get_import_sample(batch_id: int) -> queries.Sample:
    """The first rows as they were understood, while the list waits for a decision. Who looks is written down."""
    return queries.sample(queries.get_batch(batch_id))


@doors.route("/imports/<int:batch_id>/refused")
@access.permits("person:import")
@doors.arguments(AfterSchema, location="query")
@doors.response(200, RefusedCellsAnswer)
def list_refused_cells(asked: dict[str, Any], batch_id: int) -> dict[str, Any]:
    """Every refused cell: row, column, what stands there, why. Who looks is written down."""
    found = queries.get_batch(batch_id)
    page = queries.faults(found, asked["after"])
    audit.record("import.viewed", "import_batch", found.id)
    return {"items": list(queries.fault_lines(page.rows)), "next": page.next}


@doors.route("/imports/<int:batch_id>/decision", methods=["POST"])
@access.permits("person:import")
@doors.arguments(ImportDecisionSchema)
@doors.response(200, ImportAnswer)
def decide_import(said: dict[str, Any], batch_id: int) -> ImportBatch:
    """Record all rows or the good ones; or `none`, and the list is thrown away."""
    if said["choice"] == "none":
        return actions.cancel(batch_id)
    return actions.keep(batch_id, said["choice"], said["version"])


@doors.route("/exports", methods=["POST"])
@access.permits("person:export")
@doors.arguments(ExportSchema)
@doors.file(CSV, WORKBOOK)
def create_export(said: dict[str, Any]) -> Response:
    """A list as a file, under its own media type. Who took it, why and how many rows is written down."""
    return actions.export(said, long_file)


class AnswersSchema(BaseSchema):
    """The lines of an answer that are accepted."""

    answers = fields.List(fields.Nested(AnswerLineSchema), required=True, validate=validate.Length(max=MOST_PROPOSED))


class RecordedAnswer(Answer):
    """How many were written down."""

    recorded = fields.Integer()


@doors.route("/rounds/<int:round_id>/answers", methods=["POST"])
@access.permits("round:send")
@doors.arguments(AnswersSchema)
@doors.response(200, RecordedAnswer)
def record_answers(said: dict[str, Any], round_id: int) -> dict[str, int]:
    """Write down what SIKS-NG answered, with what follows for each person: a status, a programme begun or ended.

    409 `not_now` unless the round waits for its answer. Sent twice, the second writes over the first.
    """
    return {"recorded": take_over(round_id, [answer_of(line) for line in said["answers"]])}
