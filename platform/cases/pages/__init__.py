"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from cases.pages import (
    assignments,
    attachments,
    break_glass,
    bulk,
    case,
    confidential,
    contact,
    filters,
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
    search,
    views,
    watch,
)
from cases.pages.blueprint import cases
from tenants import shell

__all__ = [
    "assignments",
    "attachments",
    "break_glass",
    "bulk",
    "case",
    "cases",
    "confidential",
    "contact",
    "filters",
    "follow_up",
    "inbox",
    "intake",
    "letters",
    "messages",
    "moves",
    "notes",
    "officers",
    "person",
    "public",
    "queue",
    "receipt",
    "refer",
    "referrals",
    "replies",
    "reports",
    "search",
    "views",
    "watch",
]

shell.set_count_provider("cases.queue", queue.waiting)
shell.set_count_provider("cases.inbox", inbox.unread)
shell.set_count_provider("cases.referrals", referrals.waiting)
