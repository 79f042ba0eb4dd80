"""The doors of this room."""

from practice.pages import room, tasks
from practice.pages.blueprint import practice

__all__ = ["practice", "room", "tasks"]
