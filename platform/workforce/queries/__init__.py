"""What the room's pages and the API show, by noun."""

from workforce.queries.certificates import Checked, check_certificate
from workforce.queries.coverage import Coverage, coverage
from workforce.queries.pay import Month, PayLine, month_of
from workforce.queries.province import DistrictShape, districts
from workforce.queries.roster import (
    EXPIRING,
    RosterView,
    WorkerLine,
    WorkerView,
    names_for_the_log,
    roster,
    roster_rows,
    uninvited,
    worker,
)

__all__ = [
    "EXPIRING",
    "Checked",
    "Coverage",
    "DistrictShape",
    "Month",
    "PayLine",
    "RosterView",
    "WorkerLine",
    "WorkerView",
    "check_certificate",
    "coverage",
    "districts",
    "month_of",
    "names_for_the_log",
    "roster",
    "roster_rows",
    "uninvited",
    "worker",
]
