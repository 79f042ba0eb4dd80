"""Everything that reads cases, by noun."""

from cases.queries.case import CaseView, case_view, codes_for_the_log, get_case, number_of
from cases.queries.confidential import Named, confidants, who_could_be_named
from cases.queries.letters import LetterFile, drafts_of, drafts_to_sign, issued_letters, letter_file, letter_to_revoke
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
    "drafts_of",
    "drafts_to_sign",
    "follow",
    "get_case",
    "inbox_counts",
    "issued_letters",
    "letter_file",
    "letter_to_revoke",
    "number_of",
    "queue",
    "queue_counts",
    "referral_inbox",
    "referral_view",
    "search_cases",
    "who_could_be_named",
]
