"""One case: where it stands, what comes next, how it came here."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cases import queries
from cases.machine import State
from cases.pages.blueprint import cases
from cases.queries.attachments import attachments_of, came_since, wanted
from cases.queries.likely import likely_beside
from cases.queries.notes import notes_of
from cases.queries.places import SECTORS, place_of, point_of
from registry.schemas import RevealSchema
from tenants import access
from web.forms import Form

NOTES = 3
"""How many of the newest notes stand on the page of a case."""


@cases.get("/kasus/<int:case_id>")
@access.permits("case:read")
def case(case_id: int) -> ResponseReturnValue:
    """The whole story, with one next step."""
    view = queries.case_view(case_id)
    files = attachments_of(case_id)
    return render_template(
        "cases/case.html",
        view=view,
        notes=notes_of(case_id, size=NOTES),
        files=files,
        noted=place_of(case_id),
        points_at=point_of,
        usually_placed=view.case.sector in SECTORS,
        likely=likely_beside(view.case, view.person.household.id),
        drafts=queries.drafts_of(case_id),
        papers=came_since(files, view.in_its_state_since) if view.case.state == State.NEEDS_CORRECTION else [],
        wanted=wanted(view.case_type, files),
        reveal=Form.blank(RevealSchema()),
    )
