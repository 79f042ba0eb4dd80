"""Cases and referrals for programs, by noun."""

from cases.api import cases, messages, public, referrals
from cases.api.doors import doors

__all__ = ["cases", "doors", "messages", "public", "referrals"]
