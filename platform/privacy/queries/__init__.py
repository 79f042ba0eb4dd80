"""What the room knows, by noun."""

from privacy.queries.extracts import people_in, rows_of
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

__all__ = [
    "ShareView",
    "agreement",
    "agreement_choices",
    "agreements",
    "for_the_log",
    "get_share",
    "people_in",
    "rows_of",
    "share_view",
    "shares",
    "waiting",
]
