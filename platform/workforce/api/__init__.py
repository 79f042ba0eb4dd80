"""The room's doors for programs, by noun. Importing a module opens its doors."""

from workforce.api import equipment, roster, training
from workforce.api.doors import doors

__all__ = ["doors", "equipment", "roster", "training"]
