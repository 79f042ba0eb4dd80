"""Cases and referrals for programs, by noun."""

from cases.api import cases, public, referrals
from cases.api.doors import doors

__all__ = ["cases", "doors", "public", "referrals"]
