"""Everything that reads cases, by noun."""

from cases.queries.case import CaseView, case_view, codes_for_the_log, get_case, number_of
from cases.queries.confidential import Named, confidants, who_could_be_named
from cases.queries.letters import LetterFile, letter_file
from cases.queries.public import CheckedLetter, Followed, check_letter, follow
from cases.queries.queue import QueueCounts, QueueRow, QueueView, cases_of, queue, queue_counts, search_cases
from cases.queries.referrals import (
    InboxCounts,
    InboxRow,
    InboxView,
    ReferralView,
    agencies,
    agency_choices,
    inbox_counts,
    referral_inbox,
    referral_view,
)

__all__ = [
    "CaseView",
    "CheckedLetter",
    "Followed",
    "InboxCounts",
    "InboxRow",
    "InboxView",
    "LetterFile",
    "Named",
    "QueueCounts",
    "QueueRow",
    "QueueView",
    "ReferralView",
    "agencies",
    "agency_choices",
    "case_view",
    "cases_of",
    "check_letter",
    "codes_for_the_log",
    "confidants",
    "follow",
    "get_case",
    "inbox_counts",
    "letter_file",
    "number_of",
    "queue",
    "queue_counts",
    "referral_inbox",
    "referral_view",
    "search_cases",
    "who_could_be_named",
]
