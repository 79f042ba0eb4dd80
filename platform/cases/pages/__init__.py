"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from cases.pages import case, intake, letters, messages, moves, public, queue, receipt, refer, referrals, replies
from cases.pages.blueprint import cases

__all__ = [
    "case", "cases", "intake", "letters", "messages", "moves", "public", "queue", "receipt", "refer", "referrals", "replies",
]  # fmt: skip
