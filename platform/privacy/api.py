"""Requests for data sets, for programs: asked, decided, fetched, by the same schemas as the pages."""

from typing import Any

from flask import Response, url_for
from marshmallow import fields

from privacy import actions, queries
from privacy.models import SHARE_STATES, ShareRequest
from privacy.schemas import ApproveSchema, ReasonSchema, WhatSchema, WhomSchema, WhySchema
from tenants import access
from web import api
from web.api import Answer, Doors
from web.downloads import file_answer
from web.idempotency import read_key
from web.pagination import Page
from web.schemas import BaseSchema, Choice, Text
from web.tables import CSV, WORKBOOK

doors = Doors("privacy-api", __name__, description="Data sets asked for by agencies, and what became of it")


class SharesSchema(BaseSchema):
    """Which requests, and where to go on."""

    state = Choice([(state, state) for state in SHARE_STATES])
    after = Text(max=1000, metadata={"description": "`next` of the page before"})


class ShareAskSchema(WhySchema, WhatSchema, WhomSchema):
    """Why, what and whom, at once."""


class ShareSetAnswer(Answer):
    """Columns and people."""

    columns = fields.List(fields.String())
    whole = fields.List(fields.String(), metadata={"description": "Numbers given in clear"})
    villages = fields.List(fields.String(), metadata={"description": "Empty: all of the site"})
    programme = fields.String(allow_none=True)
    standing = fields.String(allow_none=True)
    period_from = fields.String(allow_none=True)
    period_until = fields.String(allow_none=True)


class ShareAnswer(Answer):
    """One request and where it stands."""

    id = fields.Integer()
    version = fields.Integer()
    state = fields.String(metadata={"enum": list(SHARE_STATES)})
    requester = fields.String()
    letter = fields.String()
    purpose = fields.String()
    legal_basis = fields.String()
    agreement_id = fields.Integer(allow_none=True)
    asked_at = fields.AwareDateTime()
    asked_name = fields.String()
    file_format = fields.String()
    asked = fields.Nested(ShareSetAnswer)
    allowed = fields.Nested(ShareSetAnswer, allow_none=True)
    number = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_name = fields.String()
    note = fields.String()
    expires_at = fields.AwareDateTime(allow_none=True)


class SharesAnswer(Answer):
    """Requests, the newest first; of an agency its own."""

    items = fields.List(fields.Nested(ShareAnswer), attribute="rows")
    next = fields.String(allow_none=True)


@doors.route("/shares")
@access.permits("share:ask")
@doors.arguments(SharesSchema, location="query")
@doors.response(200, SharesAnswer)
def list_shares(asked: dict[str, Any]) -> Page[ShareRequest]:
    """Requests that the caller may see."""
    return queries.shares(asked["state"], asked["after"])


@doors.route("/shares", methods=["POST"])
@access.permits("share:ask")
@api.once
@doors.arguments(ShareAskSchema)
@doors.response(201, ShareAnswer)
def ask_share(said: dict[str, Any]) -> tuple[ShareRequest, int, dict[str, str]]:
    """Ask for a data set. An agency asks in its own name, the office records what came by letter."""
    made = actions.ask(said, read_key())
    return made, 201, {"Location": url_for("privacy-api.get_share", share_id=made.id)}


@doors.route("/shares/<int:share_id>")
@access.permits("share:ask")
@doors.response(200, ShareAnswer)
def get_share(share_id: int) -> ShareRequest:
    """One request."""
    return queries.get_share(share_id)


@doors.route("/shares/<int:share_id>/approval", methods=["POST"])
@access.permits("share:decide")
@doors.arguments(ApproveSchema)
@doors.response(200, ShareAnswer)
def approve_share(said: dict[str, Any], share_id: int) -> ShareRequest:
    """Allow it, whole or narrowed, with the one-time code; the file is made after that."""
    return actions.approve(share_id, said)


@doors.route("/shares/<int:share_id>/refusal", methods=["POST"])
@access.permits("share:decide")
@doors.arguments(ReasonSchema)
@doors.response(200, ShareAnswer)
def refuse_share(said: dict[str, Any], share_id: int) -> ShareRequest:
    """No, and why."""
    return actions.refuse(share_id, said["reason"], said["version"])


@doors.route("/shares/<int:share_id>/revocation", methods=["POST"])
@access.permits("share:decide")
@doors.arguments(ReasonSchema)
@doors.response(200, ShareAnswer)
def revoke_share(said: dict[str, Any], share_id: int) -> ShareRequest:
    """Take the permission back; the file is erased at once."""
    return actions.revoke(share_id, said["reason"])


@doors.route("/shares/<int:share_id>/file")
@access.permits("share:ask")
@doors.file(CSV, WORKBOOK)
@doors.alt_response(410, "GONE")
def share_file(share_id: int) -> Response:
    """The file, for the requester alone, while its time lasts. Fetching it is written down."""
    return file_answer(*actions.download(share_id))
