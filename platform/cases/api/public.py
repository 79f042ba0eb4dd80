"""The one door that needs no token: a citizen follows a case."""

from typing import Any

from flask import request

from cases import queries
from cases.actions.citizen import no_such_case
from cases.api.answers import FollowedAnswer
from cases.api.doors import doors
from cases.code import tidied
from cases.queries import Followed
from cases.schemas import FollowSchema
from tenants import access, limits
from web import api


def _typed_code() -> str:
    body = request.get_json(silent=True)
    return tidied(str(body.get("code"))) if isinstance(body, dict) else ""


@doors.route("/follow", methods=["POST"])
@api.stateless
@limits.per_address("20 per minute")
@limits.per_secret("30 per hour", _typed_code, "follow")
@access.public
@doors.arguments(FollowSchema)
@doors.response(200, FollowedAnswer)
@doors.alt_response(404, "NOT_FOUND")
def follow_case(asked: dict[str, Any]) -> Followed:
    """Where a case stands, by its code and four digits. A wrong code and wrong digits get the same words."""
    found = queries.follow(tidied(asked["code"]), asked["last4"])
    if found is None:
        limits.wrong_try()
        raise no_such_case()
    return found
