"""The doors of this room."""

from privacy.pages import agreements, asking, copies, person, requests, sharing
from privacy.pages.blueprint import privacy

__all__ = ["agreements", "asking", "copies", "person", "privacy", "requests", "sharing"]
