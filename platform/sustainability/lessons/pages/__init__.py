"""The pages of lessons, by noun. Importing a module opens its doors on the blueprint."""

from sustainability.lessons.pages import events, library, notes, review
from sustainability.lessons.pages.blueprint import lessons

__all__ = ["events", "lessons", "library", "notes", "review"]
