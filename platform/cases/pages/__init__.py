"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from cases.pages import (
    assignments,
    attachments,
    break_glass,
    case,
    confidential,
    contact,
    follow_up,
    inbox,
    intake,
    letters,
    messages,
    moves,
    notes,
    officers,
    person,
    public,
    queue,
    receipt,
    refer,
    referrals,
    replies,
    reports,
)
from cases.pages.blueprint import cases
from tenants import shell

__all__ = [
    "assignments", "attachments", "break_glass", "case", "cases", "confidential", "contact", "follow_up", "inbox",
    "intake", "letters", "messages", "moves", "notes", "officers", "person", "public", "queue", "receipt",
    "refer", "referrals", "replies", "reports",
]  # fmt: skip

shell.set_count_provider("cases.queue", queue.waiting)
shell.set_count_provider("cases.inbox", inbox.unread)
shell.set_count_provider("cases.referrals", referrals.waiting)
