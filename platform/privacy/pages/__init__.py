"""The doors of this room."""

from privacy.pages import agreements, asking, breaches, copies, person, requests, sharing, sweeps
from privacy.pages.blueprint import privacy

__all__ = ["agreements", "asking", "breaches", "copies", "person", "privacy", "requests", "sharing", "sweeps"]
