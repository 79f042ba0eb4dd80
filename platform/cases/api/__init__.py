"""Cases and referrals for programs, by noun."""

from cases.api import attachments, cases, messages, public, referrals
from cases.api.doors import doors

__all__ = ["attachments", "cases", "doors", "messages", "public", "referrals"]
