"""The doors of this room."""

from privacy.pages import agreements, asking, sharing
from privacy.pages.blueprint import privacy

__all__ = ["agreements", "asking", "privacy", "sharing"]
