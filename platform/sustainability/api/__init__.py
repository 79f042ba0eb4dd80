"""The doors of this room for programs, by noun."""

from sustainability.api import foundations, index, money
from sustainability.api.doors import doors

__all__ = ["doors", "foundations", "index", "money"]
