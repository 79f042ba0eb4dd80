"""What a courier carries between two sites: a packet and the steps taken on either side, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class CarriedStep:
    """One step, as it reads on the other side. Its key makes a second delivery recognisable."""

    key: str
    at: datetime
    move: str
    actor_name: str
    note: str
    competent: str


@dataclass(frozen=True)
class Parcel:
    """From the sender: the request with its sealed packet, and every step of the sender's so far."""

    to_tenant_id: int
    from_tenant_id: int
    key: str
    kind: str
    code: str
    emergency: bool
    body_cipher: bytes
    sent_at: datetime
    accept_due_on: date
    answer_due_on: date
    steps: tuple[CarriedStep, ...]


@dataclass(frozen=True)
class Reply:
    """From the recipient: every step of the recipient's so far, and what came of it."""

    to_tenant_id: int
    key: str
    result: str | None
    steps: tuple[CarriedStep, ...]
