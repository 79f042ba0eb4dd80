"""The addresses that leave the house on paper and in messages."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from cases.models import Message


def follow_case() -> str:
    """Where a citizen follows a case."""
    return f"{house()}/lacak"


def check_letter(check_code: str) -> str:
    """What the QR code on a letter opens."""
    return f"{house()}/cek/{check_code}"


def stop_email(message: Message) -> str:
    """Where whoever got this message says that they want no more by this channel."""
    return f"{house()}/berhenti/{_seal().dumps([message.tenant_id, message.id])}"


def message_of_stop(token: str) -> tuple[int, int] | None:
    """Tenant and message of such an address; None for one that this house did not make."""
    try:
        tenant_id, message_id = _seal().loads(token)
    except (BadData, TypeError, ValueError):
        return None
    return int(tenant_id), int(message_id)


def message_news() -> str:
    """Where the gateway tells what became of a message."""
    return f"{house()}/api/v1/messages/news"


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop-email")


def house() -> str:
    """The front door."""
    return current_app.config["SLRT"].public_url
