"""The API of the room, by noun."""

from registry.api import known, people, records, screening
from registry.api.doors import doors

__all__ = ["doors", "known", "people", "records", "screening"]
