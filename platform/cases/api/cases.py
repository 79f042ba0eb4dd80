"""Cases of the own district: the queue, registering, looking, moving along, referring."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from cases import actions, queries
from cases.api.answers import AgenciesAnswer, CaseAnswer, CaseBriefAnswer, QueueAnswer, ReferralBriefAnswer
from cases.api.doors import doors
from cases.models import Case, Referral
from cases.queries import CaseView, QueueRow, QueueView
from cases.schemas import MOVE_SCHEMAS, CaseIntakeSchema, MoveSchema, QueueSchema, ReferralSchema, asked_beside_the_note
from tenants import access
from web import api
from web.idempotency import read_key
from web.pagination import Page
from web.schemas import BaseSchema, Number


class CaseRegistrationSchema(CaseIntakeSchema):
    """An intake and whose it is."""

    person_id = Number(required=True, min=1, max=2**63 - 1, label=_l("Warga"))


@doors.route("/cases")
@access.permits("case:read")
@doors.arguments(QueueSchema, location="query")
@doors.response(200, QueueAnswer)
def list_cases(asked: dict[str, Any]) -> Page[QueueRow]:
    """Open cases, the nearest deadline first; those of a final state newest first."""
    after = asked.pop("after")
    return queries.queue(QueueView(**asked), after)


@doors.route("/cases", methods=["POST"])
@access.permits("case:register")
@api.once
@doors.arguments(CaseRegistrationSchema)
@doors.response(201, CaseBriefAnswer)
@doors.alt_response(410, "GONE")
def register_case(said: dict[str, Any]) -> tuple[Case, int, dict[str, str]]:
    """Register a case for a person who is known here."""
    case = actions.register(said.pop("person_id"), said, read_key())
    return case, 201, {"Location": url_for("cases-api.get_case", case_id=case.id)}


@doors.route("/cases/<int:case_id>")
@access.permits("case:read")
@doors.response(200, CaseAnswer)
def get_case(case_id: int) -> CaseView:
    """A case with its story, referrals and possible steps. Who looked is written down."""
    return queries.case_view(case_id)


@doors.route("/cases/<int:case_id>/moves", methods=["POST"])
@access.permits("case:read")
@doors.arguments(MoveSchema)
@doors.response(200, CaseBriefAnswer)
def move_case(said: dict[str, Any], case_id: int) -> Case:
    """Take a step. Which role may take it, and whether it needs a note, depends on the step."""
    return actions.move(case_id, said["move"], said["version"], said["note"])


def _open_door_for(name: str, schema: type[BaseSchema]) -> None:
    """A step that asks for more than a note has an address and a body of its own."""

    @doors.route(f"/cases/<int:case_id>/moves/{name}", methods=["POST"], endpoint=f"move_case_{name}")
    @access.permits("case:read")
    @doors.arguments(schema)
    @doors.response(200, CaseBriefAnswer)
    def take_step(said: dict[str, Any], case_id: int) -> Case:
        """Take this step; its body holds what the step asks for."""
        return actions.move(case_id, name, said["version"], said["note"], asked_beside_the_note(said))


for _name, _schema in MOVE_SCHEMAS.items():
    _open_door_for(_name, _schema)


@doors.route("/cases/<int:case_id>/take", methods=["POST"])
@access.permits("case:handle")
@doors.response(200, CaseBriefAnswer)
def take_case(case_id: int) -> Case:
    """Become the one who looks after a case."""
    return actions.take(case_id)


@doors.route("/cases/<int:case_id>/referrals", methods=["POST"])
@access.permits("case:refer")
@doors.arguments(ReferralSchema)
@doors.response(201, ReferralBriefAnswer)
def refer_case(said: dict[str, Any], case_id: int) -> Referral:
    """Refer a case to an agency with a signed letter. Sent twice, the second is 409: the version has grown."""
    return actions.refer(case_id, said)


@doors.route("/agencies")
@access.permits("case:read")
@doors.response(200, AgenciesAnswer)
def list_agencies() -> dict[str, Any]:
    """Agencies a case can be referred to."""
    return {"items": queries.agencies()}
