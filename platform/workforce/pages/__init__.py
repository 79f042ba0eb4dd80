"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from workforce.pages import imports, pay, province, roster, villages, worker
from workforce.pages.blueprint import workforce

__all__ = ["imports", "pay", "province", "roster", "villages", "worker", "workforce"]
