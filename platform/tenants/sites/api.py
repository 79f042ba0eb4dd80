"""Sites for programs: an office's own stage and checklist, and the desk that reviews and supervises.

Files, the contact persons of an application, and the end of an office stay with the pages.
"""

from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError, fields, validates_schema

from tenants import access
from tenants.sites.actions import preparing
from tenants.sites.actions.reviewing import check_off, go_live, move_on
from tenants.sites.machine import MOVES, STAGE_LABELS, Stage
from tenants.sites.queries.desk import every_site, site_view, sites_page
from tenants.sites.queries.preparing import Line, checklist, line, my_site
from tenants.sites.readiness import GATES, ITEMS
from tenants.sites.schemas import ChecksSchema, EvidenceSchema, GoLiveSchema, NoNoteSchema
from web.api import Answer, Doors
from web.schemas import BaseSchema, Choice, Text

doors = Doors("sites-api", __name__, description="Districts on their way to an office: stage, checklist, steps")
LETTERS = ", ".join(f'"{letter}"' for letter in ITEMS)
BY_DESK = [move for move in MOVES.values() if move.by == "desk" and move.name != "go_live"]


class SitesQuery(BaseSchema):
    """Of which stage."""

    stage = Choice([(stage.value, label[0]) for stage, label in STAGE_LABELS.items()], load_default=None)
    after = Text(max=1000)


class EverySiteQuery(BaseSchema):
    """Where the page begins."""

    after = Text(max=1000)


class SiteMoveInput(NoNoteSchema):
    """A step of the desk with the reason where one is due. `go_live` has a door of its own."""

    move = Choice([(move.name, move.label) for move in BY_DESK], required=True)

    @validates_schema
    def says_why(self, data: dict[str, Any], **_options: Any) -> None:
        """As the page of that step asks."""
        if MOVES[data["move"]].note and not data.get("note"):
            raise ValidationError(_("Tulis penjelasannya"), "note")


class SiteStageAnswer(Answer):
    """One site and where it stands."""

    id = fields.Integer()
    name = fields.String()
    region_code = fields.String()
    stage = fields.String(attribute="state")
    since = fields.DateTime(attribute="state_since")
    live_on = fields.Date(allow_none=True)
    cohort = fields.Integer(allow_none=True, metadata={"description": "The year of growth in which it joined"})
    support_until = fields.Date(allow_none=True, metadata={"description": "The last day of support from APBN"})


class SitesAnswer(Answer):
    """A page of them, by name."""

    items = fields.List(fields.Nested(SiteStageAnswer))
    next = fields.String(allow_none=True)


class SiteEventAnswer(Answer):
    """A step that it took."""

    at = fields.DateTime()
    move = fields.String()
    from_stage = fields.String(attribute="from_state")
    to_stage = fields.String(attribute="to_state")
    note = fields.String()


class SiteOnDeskAnswer(Answer):
    """One site as its desk sees it."""

    site = fields.Nested(SiteStageAnswer)
    missing = fields.List(
        fields.String(), metadata={"description": "Mandatory letters not there yet, while it prepares"}
    )
    checks = fields.List(fields.String(), metadata={"description": "What the reviewer has ticked off"})
    moves = fields.List(fields.String(), metadata={"description": "Steps the desk can take now"})
    events = fields.List(fields.Nested(SiteEventAnswer), metadata={"description": "The newest first, at most fifty"})


class ReadinessAnswer(Answer):
    """One letter of the checklist."""

    letter = fields.String()
    label = fields.String()
    gate = fields.Boolean(metadata={"description": "Without it nobody goes live"})
    before_trial = fields.Boolean(metadata={"description": "Nor begins a trial"})
    done = fields.Boolean()
    seen = fields.String(allow_none=True, metadata={"description": "What the system sees; null where people tick"})
    note = fields.String()
    has_file = fields.Boolean()
    responsible_id = fields.Integer(allow_none=True)
    responsible = fields.String()
    due_on = fields.Date(allow_none=True)


class OwnSiteAnswer(Answer):
    """The own office: its site (null for one that was there before sites were kept) and its checklist."""

    site = fields.Nested(SiteStageAnswer, allow_none=True)
    is_open = fields.Boolean(metadata={"description": "Whether the checklist can still be written on"})
    missing = fields.List(fields.String(), metadata={"description": "Mandatory letters that are not there yet"})
    checklist = fields.List(fields.Nested(ReadinessAnswer))


@doors.route("/site")
@access.permits("site:prepare")
@doors.response(200, OwnSiteAnswer)
def read_own_site() -> dict[str, Any]:
    """Stage and checklist of the own office."""
    return _own()


@doors.route(f"/site/readiness/<any({LETTERS}):letter>", methods=["PUT"])
@access.permits("site:prepare")
@doors.arguments(EvidenceSchema(exclude=("file",)))
@doors.response(200, ReadinessAnswer)
def put_readiness(sent: dict[str, Any], letter: str) -> dict[str, Any]:
    """Evidence, responsible person and date of one letter; a file is added on the page."""
    preparing.show(letter, sent, None)
    return _letter(line(letter))


@doors.route("/site/trial", methods=["POST"])
@access.permits("site:prepare")
@doors.response(200, OwnSiteAnswer)
def start_site_trial() -> dict[str, Any]:
    """The trial begins. 409 `not_ready` with what is missing."""
    preparing.start_trial()
    return _own()


@doors.route("/sites")
@access.permits("site:review")
@doors.arguments(SitesQuery, location="query")
@doors.response(200, SitesAnswer)
def list_sites(asked: dict[str, Any]) -> dict[str, Any]:
    """The sites on the own desk."""
    page = sites_page(asked["after"], Stage(asked["stage"]) if asked["stage"] else None)
    return {"items": page.rows, "next": page.next}


@doors.route("/platform/sites")
@access.permits("platform:watch")
@doors.arguments(EverySiteQuery, location="query")
@doors.response(200, SitesAnswer)
def list_every_site(asked: dict[str, Any]) -> dict[str, Any]:
    """All sites of the nation, whosever desk they lie on."""
    page = every_site(asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/sites/<office:site_id>")
@access.permits("site:review")
@doors.response(200, SiteOnDeskAnswer)
def read_site(site_id: int) -> dict[str, Any]:
    """One site on the own desk: what is missing, what can be done, what happened."""
    return _on_desk(site_id)


@doors.route("/sites/<office:site_id>/checks", methods=["PUT"])
@access.permits("site:review")
@doors.arguments(ChecksSchema)
@doors.response(200, SiteOnDeskAnswer)
def put_site_checks(sent: dict[str, Any], site_id: int) -> dict[str, Any]:
    """What the reviewer has looked at."""
    check_off(site_id, sent["checks"])
    return _on_desk(site_id)


@doors.route("/sites/<office:site_id>/moves", methods=["POST"])
@access.permits("site:review")
@doors.arguments(SiteMoveInput)
@doors.response(200, SiteOnDeskAnswer)
def move_site(sent: dict[str, Any], site_id: int) -> dict[str, Any]:
    """One step of the desk. 409 `not_now` when it does not stand where that step begins."""
    move_on(site_id, sent["move"], sent["note"] or "")
    return _on_desk(site_id)


@doors.route("/sites/<office:site_id>/go-live", methods=["POST"])
@access.permits("site:review")
@doors.arguments(GoLiveSchema)
@doors.response(200, SiteOnDeskAnswer)
def site_goes_live(sent: dict[str, Any], site_id: int) -> dict[str, Any]:
    """It becomes active from that day. 409 `not_ready` with what is missing."""
    go_live(site_id, sent["live_on"], sent["cohort"], sent["support_until"], sent["note"] or "")
    return _on_desk(site_id)


def _own() -> dict[str, Any]:
    site, lines = my_site(), checklist()
    return {
        "site": site,
        "is_open": preparing.is_preparing(site),
        "missing": [each.item.letter for each in lines if each.item.letter in GATES and not each.done],
        "checklist": [_letter(each) for each in lines],
    }


def _letter(found: Line) -> dict[str, Any]:
    row = found.row
    return {
        **{name: getattr(found.item, name) for name in ("letter", "gate", "before_trial")},
        "label": str(found.item.label),
        "done": found.done,
        "seen": found.sight.words if found.sight else None,
        "note": row.note if row else "",
        "has_file": row is not None and row.file_id is not None,
        "responsible_id": row.responsible_id if row else None,
        "responsible": found.responsible,
        "due_on": found.due_on,
    }


def _on_desk(site_id: int) -> dict[str, Any]:
    view = site_view(site_id)
    return {
        "site": view.site,
        "missing": view.missing,
        "checks": view.application.checks if view.application else [],
        "moves": [move.name for move in view.moves],
        "events": view.events,
    }
