"""The doors of this room for programs, by noun."""

from sustainability.api import foundations, index, money, plan
from sustainability.api.doors import doors

__all__ = ["doors", "foundations", "index", "money", "plan"]
