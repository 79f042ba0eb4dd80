"""What the room knows, by noun."""

from privacy.queries.breaches import (
    affected,
    affected_count,
    breaches,
    get_breach,
    hours_left,
    is_affected,
    made_shares,
)
from privacy.queries.extracts import people_in, rows_of
from privacy.queries.holdings import Section, files, scope_of, sections
from privacy.queries.requests import (
    RequestRow,
    answered_requests,
    corrected_since,
    get_request,
    open_count,
    open_requests,
    request_row,
    requests_for_the_log,
    requests_of,
)
from privacy.queries.retention import Plan, due_scopes, plan_for
from privacy.queries.sharing import (
    ShareView,
    agreement,
    agreement_choices,
    agreements,
    for_the_log,
    get_share,
    share_view,
    shares,
    waiting,
)
from privacy.queries.sweeps import get_sweep, items_of, open_sweep, past_sweeps, past_their_time

__all__ = [
    "Plan",
    "RequestRow",
    "Section",
    "ShareView",
    "affected",
    "affected_count",
    "agreement",
    "agreement_choices",
    "agreements",
    "answered_requests",
    "breaches",
    "corrected_since",
    "due_scopes",
    "files",
    "for_the_log",
    "get_breach",
    "get_request",
    "get_share",
    "get_sweep",
    "hours_left",
    "is_affected",
    "items_of",
    "made_shares",
    "open_count",
    "open_requests",
    "open_sweep",
    "past_sweeps",
    "past_their_time",
    "people_in",
    "plan_for",
    "request_row",
    "requests_for_the_log",
    "requests_of",
    "rows_of",
    "scope_of",
    "sections",
    "share_view",
    "shares",
    "waiting",
]
