"""Files of a case for programs: send one, list them, fetch one; and what an agency was given."""

from typing import Any

from flask import Response, url_for
from marshmallow import Schema, fields

from cases.actions.attachments import Sent, attach
from cases.api.doors import doors
from cases.models import ReferralFile
from cases.queries import get_case
from cases.queries.attachments import (
    FileRow,
    attachment_file,
    attachments_of,
    referral_file,
    referral_files,
)
from cases.schemas import AttachSchema
from foundation.errors import Refused
from tenants import access
from web import api
from web.api import Answer
from web.body import takes_files
from web.downloads import file_answer
from web.idempotency import read_key

_BYTES = {"type": "string", "format": "binary"}


class UploadSchema(Schema):
    """The file itself, as a part of a multipart form."""

    file = fields.Raw(required=True, metadata=_BYTES | {"description": "JPEG, PNG, WebP or PDF of at most 5 MB"})


class FileAnswer(Answer):
    """A file of a case, without its bytes."""

    id = fields.Integer()
    document = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    added_name = fields.String()
    added_at = fields.AwareDateTime()


class FilesAnswer(Answer):
    """All files of a case."""

    items = fields.List(fields.Nested(FileAnswer))


class SharedFileAnswer(Answer):
    """A copy that was made for the agency."""

    id = fields.Integer()
    document = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()


class SharedFilesAnswer(Answer):
    """All copies made with a referral."""

    items = fields.List(fields.Nested(SharedFileAnswer))


@doors.route("/cases/<int:case_id>/attachments", methods=["POST"])
@access.permits("case:attach")
@takes_files
@api.once
@doors.arguments(AttachSchema(only=["document"]), location="form")
@doors.arguments(UploadSchema, location="files")
@doors.response(201, FileAnswer)
def add_attachment(said: dict[str, Any], files: dict[str, Any], case_id: int) -> tuple[FileRow, int, dict[str, str]]:
    """Add one file, sent as multipart/form-data. A file that is not what it should be is refused with the reason."""
    sent = Sent(files["file"].filename or "", files["file"].read())
    outcome = attach(case_id, [sent], said["document"], read_key())
    for _name, words in outcome.refused:
        raise Refused(words, field="file", code="bad_file")
    kept = next(row for row in attachments_of(case_id) if row.id == outcome.kept[0].id)
    return kept, 201, {"Location": url_for("cases-api.get_attachment", attachment_id=kept.id)}


@doors.route("/cases/<int:case_id>/attachments")
@access.permits("case:read")
@doors.response(200, FilesAnswer)
def list_attachments(case_id: int) -> dict[str, Any]:
    """The files of a case, oldest first."""
    return {"items": [row for row in attachments_of(get_case(case_id).id) if row.removed_at is None]}


@doors.route("/attachments/<int:attachment_id>")
@access.permits("case:read")
@doors.response(200, _BYTES, content_type="application/octet-stream")
def get_attachment(attachment_id: int) -> Response:
    """The file itself, under its own media type. Who fetched it is written down."""
    file = attachment_file(attachment_id)
    return file_answer(file.content, file.media_type, file.name)


@doors.route("/referrals/<int:referral_id>/files")
@access.permits("referral:answer")
@doors.response(200, SharedFilesAnswer)
def list_referral_files(referral_id: int) -> dict[str, list[ReferralFile]]:
    """The files that were shared with this agency for this referral."""
    return {"items": referral_files([referral_id]).get(referral_id, [])}


@doors.route("/referrals/<int:referral_id>/files/<int:file_id>")
@access.permits("referral:answer")
@doors.response(200, _BYTES, content_type="application/octet-stream")
def get_referral_file(referral_id: int, file_id: int) -> Response:
    """One of them, under its own media type. Who fetched it is written down."""
    file = referral_file(referral_id, file_id)
    return file_answer(file.content, file.media_type, file.name)
