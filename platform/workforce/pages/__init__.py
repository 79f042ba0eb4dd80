"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from workforce.pages import courses, equipment, imports, pay, province, roster, trainee, training, villages, worker
from workforce.pages.blueprint import workforce

__all__ = [
    "courses",
    "equipment",
    "imports",
    "pay",
    "province",
    "roster",
    "trainee",
    "training",
    "villages",
    "worker",
    "workforce",
]
