"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from cases.pages import (
    assignments,
    attachments,
    break_glass,
    bulk,
    case,
    citizen,
    confidential,
    consent,
    contact,
    filters,
    follow_up,
    inbox,
    incoming,
    intake,
    letter_drafts,
    letters,
    messages,
    moves,
    notes,
    officers,
    person,
    places,
    public,
    queue,
    receipt,
    refer,
    referrals,
    replies,
    reports,
    search,
    sites,
    spans,
    views,
    watch,
)
from cases.pages.blueprint import cases
from cases.queries import queue_counts
from cases.queries.notices import UNREAD_TALLY
from cases.queries.queue import QUEUE_TALLY
from cases.queries.referrals import REFERRALS_TALLY
from tenants import shell

__all__ = [
    "assignments", "attachments", "break_glass", "bulk", "case", "cases", "citizen", "confidential", "consent",
    "contact", "filters", "follow_up", "inbox", "incoming", "intake", "letter_drafts", "letters", "messages", "moves",
    "notes", "officers", "person", "places", "public", "queue", "receipt", "refer", "referrals", "replies", "reports",
    "search", "sites", "spans", "views", "watch",
]  # fmt: skip

shell.set_count("cases.queue", QUEUE_TALLY, lambda counted: queue_counts(counted).open)
shell.set_count("cases.inbox", UNREAD_TALLY, lambda counted: counted["unread"])
shell.set_count("cases.referrals", REFERRALS_TALLY, lambda counted: counted["referrals"])
