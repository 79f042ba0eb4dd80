"""What an agency's own program does: read its inbox, accept, decline, answer; and the letter that came with it."""

from typing import Any

from flask import Response, abort
from flask_babel import lazy_gettext as _l

from cases import actions, queries
from cases.api.answers import HandedOverAnswer, InboxAnswer, ReferralAnswer, ReferralBriefAnswer
from cases.api.doors import doors
from cases.models import Referral
from cases.queries import InboxRow, InboxView, ReferralView
from cases.schemas import AcceptSchema, AnswerSchema, DeclineSchema, OfficerLeavesSchema, OfficerSchema, RevokeSchema
from tenants import access
from tenants.access import subject
from web.pagination import Page
from web.schemas import BaseSchema, Choice, Text


class InboxSchema(BaseSchema):
    """Which part of the inbox; without a state the open referrals."""

    state = Choice([("open", _l("Belum dijawab")), ("over", _l("Sudah dijawab"))])
    due = Choice([("late", _l("Lewat tenggat"))])
    after = Text(max=1000, metadata={"description": "`next` of the page before"})


@doors.route("/referrals")
@access.permits("referral:answer")
@doors.arguments(InboxSchema, location="query")
@doors.response(200, InboxAnswer)
def list_referrals(asked: dict[str, Any]) -> Page[InboxRow]:
    """Referrals to the own agency, the nearest answer date first."""
    after = asked.pop("after")
    return queries.referral_inbox(InboxView(**asked), after)


@doors.route("/referrals/<int:referral_id>")
@access.permits("referral:answer")
@doors.response(200, ReferralAnswer)
def get_referral(referral_id: int) -> ReferralView:
    """A referral with what was shared for it. Who looked is written down, and the sender sees that it has arrived."""
    actions.receive_referral(referral_id)
    return queries.referral_view(referral_id)


@doors.route("/referrals/<int:referral_id>/accept", methods=["POST"])
@access.permits("referral:answer")
@doors.arguments(AcceptSchema)
@doors.response(200, ReferralBriefAnswer)
def accept_referral(said: dict[str, Any], referral_id: int) -> Referral:
    """Take it on."""
    return actions.accept_referral(referral_id, said["version"], said["note"])


@doors.route("/referrals/<int:referral_id>/start", methods=["POST"])
@access.permits("referral:answer")
@doors.arguments(AcceptSchema)
@doors.response(200, ReferralBriefAnswer)
def start_referral(said: dict[str, Any], referral_id: int) -> Referral:
    """Begin to work on it."""
    return actions.start_referral(referral_id, said["version"], said["note"])


@doors.route("/referrals/<int:referral_id>/officer", methods=["POST"])
@access.permits("referral:answer")
@doors.arguments(OfficerSchema)
@doors.response(200, ReferralBriefAnswer)
def assign_referral(said: dict[str, Any], referral_id: int) -> Referral:
    """Have a colleague of the agency work on it."""
    return actions.assign_referral(referral_id, said["version"], said["officer_id"])


@doors.route("/referrals/hand-over", methods=["POST"])
@access.permits("referral:answer")
@doors.arguments(OfficerLeavesSchema)
@doors.response(200, HandedOverAnswer)
def hand_over_referrals(said: dict[str, Any]) -> dict[str, int]:
    """Give everything that an officer has open to a colleague."""
    return {"referrals": actions.hand_over_referrals(said["from_id"], said["to_id"])}


@doors.route("/referrals/<int:referral_id>/remind", methods=["POST"])
@access.permits("referral:follow")
@doors.response(200, ReferralBriefAnswer)
def remind(referral_id: int) -> Referral:
    """The sender asks again, at most once a working day."""
    return actions.remind(referral_id)


@doors.route("/referrals/<int:referral_id>/revoke", methods=["POST"])
@access.permits("case:refer")
@doors.arguments(RevokeSchema)
@doors.response(200, ReferralBriefAnswer)
def revoke(said: dict[str, Any], referral_id: int) -> Referral:
    """The sender takes the request back, with a reason."""
    return actions.revoke(referral_id, said["version"], said["reason"])


@doors.route("/referrals/<int:referral_id>/acknowledge", methods=["POST"])
@access.permits("referral:follow")
@doors.response(200, ReferralBriefAnswer)
def acknowledge(referral_id: int) -> Referral:
    """The sender has read what came back."""
    return actions.acknowledge(referral_id)


@doors.route("/referrals/<int:referral_id>/decline", methods=["POST"])
@access.permits("referral:answer")
@doors.arguments(DeclineSchema)
@doors.response(200, ReferralBriefAnswer)
def decline_referral(said: dict[str, Any], referral_id: int) -> Referral:
    """Do not take it on: why, and whose it is."""
    return actions.decline_referral(referral_id, said["version"], said["reason"], said["competent"])


@doors.route("/referrals/<int:referral_id>/answer", methods=["POST"])
@access.permits("referral:answer")
@doors.arguments(AnswerSchema)
@doors.response(200, ReferralBriefAnswer)
def answer_referral(said: dict[str, Any], referral_id: int) -> Referral:
    """Say what came of it."""
    return actions.answer_referral(referral_id, said["version"], said["result"], said["note"])


@doors.route("/letters/<int:letter_id>/pdf")
@access.signed_in
@doors.response(200, {"type": "string", "format": "binary"}, content_type="application/pdf")
def get_letter(letter_id: int) -> Response:
    """The signed letter, for the staff of the district and for the agency it is addressed to."""
    if not (subject().may("case:read") or subject().may("referral:answer")):
        abort(404)
    file = queries.letter_file(letter_id)
    answer = Response(file.pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=file.filename)
    return answer
