"""What other sites have asked of this one, for programs: the list, one packet, the answers, and a case of one's own."""

from typing import Any

from marshmallow import fields

from cases.actions import incoming as act
from cases.actions import sites
from cases.api.answers import (
    CaseBriefAnswer,
    IncomingAnswer,
    IncomingBriefAnswer,
    IncomingListAnswer,
    ReferralBriefAnswer,
)
from cases.api.doors import doors
from cases.models import Case, IncomingReferral, Referral
from cases.queries.incoming import IncomingRow, IncomingView, incoming_list, incoming_view
from cases.schemas import (
    AcceptSchema,
    AnswerSchema,
    DeclineSchema,
    EscalationSchema,
    IncomingCaseSchema,
    SiteReferralSchema,
    as_intake,
)
from tenants import access
from web.pagination import Page
from web.schemas import BaseSchema, Text


class IncomingListSchema(BaseSchema):
    """Which requests; open ones unless `over`."""

    over = fields.Boolean(load_default=False)
    after = Text(max=1000, metadata={"description": "`next` of the page before"})


@doors.route("/cases/<int:case_id>/site-referrals", methods=["POST"])
@access.permits("case:refer")
@doors.arguments(SiteReferralSchema)
@doors.response(201, ReferralBriefAnswer)
def refer_to_site(said: dict[str, Any], case_id: int) -> Referral:
    """Ask another district or the province to help. Sent twice, the second is 409: the version has grown."""
    return sites.refer_to_site(case_id, said)


@doors.route("/cases/<int:case_id>/escalate", methods=["POST"])
@access.permits("case:escalate")
@doors.arguments(EscalationSchema)
@doors.response(200, CaseBriefAnswer)
def escalate(said: dict[str, Any], case_id: int) -> Case:
    """Raise a case one level; above the district its packet goes there."""
    return sites.escalate(case_id, said)


@doors.route("/incoming")
@access.permits("incoming:answer")
@doors.arguments(IncomingListSchema, location="query")
@doors.response(200, IncomingListAnswer)
def list_incoming(asked: dict[str, Any]) -> Page[IncomingRow]:
    """Requests from other sites, the nearest answer date first; those that are over newest first."""
    return incoming_list(asked["over"], asked["after"])


@doors.route("/incoming/<int:incoming_id>")
@access.permits("incoming:answer")
@doors.response(200, IncomingAnswer)
def get_incoming(incoming_id: int) -> IncomingView:
    """A request with what was shared for it. Who looked is written down, and the sender sees that it has arrived."""
    act.receive(incoming_id)
    return incoming_view(incoming_id)


@doors.route("/incoming/<int:incoming_id>/accept", methods=["POST"])
@access.permits("incoming:answer")
@doors.arguments(AcceptSchema)
@doors.response(200, IncomingBriefAnswer)
def accept_incoming(said: dict[str, Any], incoming_id: int) -> IncomingReferral:
    """Take it on."""
    return act.accept(incoming_id, said["version"], said["note"])


@doors.route("/incoming/<int:incoming_id>/start", methods=["POST"])
@access.permits("incoming:answer")
@doors.arguments(AcceptSchema)
@doors.response(200, IncomingBriefAnswer)
def start_incoming(said: dict[str, Any], incoming_id: int) -> IncomingReferral:
    """Begin to work on it."""
    return act.start(incoming_id, said["version"], said["note"])


@doors.route("/incoming/<int:incoming_id>/decline", methods=["POST"])
@access.permits("incoming:answer")
@doors.arguments(DeclineSchema)
@doors.response(200, IncomingBriefAnswer)
def decline_incoming(said: dict[str, Any], incoming_id: int) -> IncomingReferral:
    """Do not take it on: why, and whose it is."""
    return act.decline(incoming_id, said["version"], said["reason"], said["competent"])


@doors.route("/incoming/<int:incoming_id>/answer", methods=["POST"])
@access.permits("incoming:answer")
@doors.arguments(AnswerSchema)
@doors.response(200, IncomingBriefAnswer)
def answer_incoming(said: dict[str, Any], incoming_id: int) -> IncomingReferral:
    """Say what came of it."""
    return act.answer(incoming_id, said["version"], said["result"], said["note"])


@doors.route("/incoming/<int:incoming_id>/case", methods=["POST"])
@access.permits("incoming:register")
@doors.arguments(IncomingCaseSchema)
@doors.response(201, CaseBriefAnswer)
def register_incoming(said: dict[str, Any], incoming_id: int) -> Case:
    """Register it as a case of one's own, for a person who is known here. Sent twice, the second is 409."""
    person_id, intake = as_intake(said)
    return act.make_case(incoming_id, said["version"], person_id, intake)
