"""Cases and referrals for programs, by noun."""

from cases.api import attachments, cases, colleagues, incoming, messages, public, referrals
from cases.api.doors import doors

__all__ = ["attachments", "cases", "colleagues", "doors", "incoming", "messages", "public", "referrals"]
