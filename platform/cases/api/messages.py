"""The gateway's doors: what became of a message, and what somebody answered to it. Signed, not signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, request
from flask_babel import gettext as _

from cases.actions import letterbox
from cases.actions.messages import hash_of
from cases.api.answers import TakenAnswer
from cases.api.doors import doors
from cases.schemas import NewsSchema, ReplySchema
from foundation.errors import Refused
from foundation.signatures import SIGNATURE, TIMESTAMP, genuine
from tenants import access, limits
from web import api

View = TypeVar("View", bound=Callable[..., Any])
WORDS = {"stop": {"stop", "berhenti", "unsubscribe"}, "start": {"mulai", "start"}}
"""What somebody may answer, and what they want with it. Anything else is a conversation, which nobody reads here."""


def _signed(view: View) -> View:
    """Only for who holds the gateway's key; refused (401) otherwise, and always where there is no gateway."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        key = current_app.config["SLRT"].gateway_key
        timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        if not key or not genuine(key, request.get_data(), timestamp, signature):
            raise Refused(_("Tanda tangan kiriman ini tidak cocok."), status=401, code="bad_signature")
        return view(*args, **kwargs)

    return cast(View, checked)


@doors.route("/messages/news", methods=["POST"])
@api.stateless
@limits.per_address("600 per minute")
@access.public
@_signed
@doors.arguments(NewsSchema)
@doors.response(202, TakenAnswer)
@doors.alt_response(401, "UNAUTHORIZED")
def message_news(said: dict[str, Any]) -> dict[str, bool]:
    """A message was delivered, or could not be. Signed as the gateway's key says; repeats change nothing."""
    tenant_id, message_id = map(int, said["reference"].split("-")[2:])
    return {"taken": letterbox.leave_news(tenant_id, message_id, said["state"], said["why"] or "")}


@doors.route("/messages/replies", methods=["POST"])
@api.stateless
@limits.per_address("600 per minute")
@access.public
@_signed
@doors.arguments(ReplySchema)
@doors.response(202, TakenAnswer)
@doors.alt_response(401, "UNAUTHORIZED")
def message_reply(said: dict[str, Any]) -> dict[str, bool]:
    """Somebody answered a message. STOP ends messages by that channel, MULAI begins them again."""
    word = said["text"].strip(" .!").lower()
    wanted = next((want for want, words in WORDS.items() if word in words), None)
    if wanted is None:
        return {"taken": False}
    return {"taken": letterbox.leave_reply(hash_of(said["channel"], said["sender"]), said["channel"], wanted)}
