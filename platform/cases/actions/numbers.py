"""Numbers without gaps and without doubles: the counter's row stays locked until the transaction ends."""

import secrets

from cases.models import YearCounter
from foundation.writing import append, line_of

_CLEAR = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not mistaken for one another on paper."""


_NEXT = (
    line_of(YearCounter, "series", "year", "last")
    .on_conflict_do_update(index_elements=["tenant_id", "series", "year"], set_={"last": YearCounter.last + 1})
    .returning(YearCounter.last)
)


def next_number(series: str, year: int) -> int:
    """The next number of that series in that year, from 1. A transaction that fails gives it back."""
    ((number,),) = append(_NEXT, series=series, year=year, last=1)
    return number


def new_check_code(prefix: str) -> str:
    """Unguessable, short enough to type from paper: BLT-7KQ4-M2XD."""
    letters = "".join(secrets.choice(_CLEAR) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
