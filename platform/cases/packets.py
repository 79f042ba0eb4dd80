"""The packet of a referral: what an agency is told, sealed. JSON inside, encrypted at rest."""

import json
from dataclasses import asdict, dataclass, field

from foundation.crypto import vault

PURPOSE = "referral.packet"


@dataclass(frozen=True)
class Packet:
    """What an agency reads. `fields` has a key only for what the citizen agreed to share (UU 27/2022)."""

    code: str
    case_type: str
    emergency: bool
    service: str
    note: str
    fields: dict[str, str] = field(default_factory=dict)
    type_label: str = ""
    """The case type in the sender's words: another site may not know its slug. Empty in older packets."""


def sealed(packet: Packet) -> bytes:
    """The packet as it is kept."""
    return vault().encrypt(json.dumps(asdict(packet), ensure_ascii=False), PURPOSE)


def opened(body: bytes) -> Packet:
    """The packet again."""
    return Packet(**json.loads(vault().decrypt(body, PURPOSE)))
