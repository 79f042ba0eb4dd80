"""The API of the room, by noun."""

from registry.api import people
from registry.api.doors import doors

__all__ = ["doors", "people"]
