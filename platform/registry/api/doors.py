"""The doors of this room for programs. Numbers come back masked."""

from web.api import Doors

doors = Doors("registry-api", __name__, description="People and households")

LEVELS = {"person": "persons", "household": "households"}
"""Whom much of this room is about, and the word in an address."""
