"""Signed notes between this house and a gateway: both sides hold one secret, and an old note is no note.

The signature covers the time and the body, byte for byte: HMAC-SHA256 over "<unix seconds>.<body>", in hexadecimal,
written as `v1=<hex>` so that a better one can follow.
"""

import hashlib
import hmac
from datetime import timedelta

from foundation import clock

TIMESTAMP, SIGNATURE = "X-SLRT-Timestamp", "X-SLRT-Signature"
OLDEST = timedelta(minutes=5)
"""A note that took longer, or whose clock is that far off, is refused: it may be somebody's copy."""


def sign(key: bytes, body: bytes, at: int) -> str:
    """The signature of that body at that moment (unix seconds)."""
    return "v1=" + hmac.new(key, b"%d." % at + body, hashlib.sha256).hexdigest()


def genuine(key: bytes, body: bytes, timestamp: str, signature: str) -> bool:
    """Whether whoever holds the key has signed that body just now. Never raises, whatever is given."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and signature.isascii()):
        return False
    fresh = abs(clock.now().timestamp() - int(timestamp)) <= OLDEST.total_seconds()
    return hmac.compare_digest(sign(key, body, int(timestamp)), signature) and fresh
