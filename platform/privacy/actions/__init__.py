"""What is done in this room, by noun."""

from privacy.actions.extracts import expire, make
from privacy.actions.sharing import agree, approve, ask, download, end_agreement, refuse, revoke, tell

__all__ = ["agree", "approve", "ask", "download", "end_agreement", "expire", "make", "refuse", "revoke", "tell"]
