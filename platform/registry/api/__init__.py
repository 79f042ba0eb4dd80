"""The API of the room, by noun."""

from registry.api import known, people, records
from registry.api.doors import doors

__all__ = ["doors", "known", "people", "records"]
