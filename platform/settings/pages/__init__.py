"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from settings.pages import agencies, case_types, letterhead, letters, office, topics
from settings.pages.blueprint import settings

__all__ = ["agencies", "case_types", "letterhead", "letters", "office", "settings", "topics"]
