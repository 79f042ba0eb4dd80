"""Who was paid for a month, by whom, and for whom nothing is known yet."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from foundation.db import db
from tenants import access
from workforce.models import Appointment, Pay, Worker
from workforce.posts import FUNDING, PAY, POSTS


@dataclass(frozen=True)
class PayLine:
    """One person in one month; `state` is empty while nothing is known."""

    worker_id: int
    name: str
    post: str
    funding: str
    honorarium: int | None
    state: str
    amount: int | None

    @property
    def post_label(self) -> str:
        """In the reader's language."""
        return str(POSTS[self.post].label)

    @property
    def funding_label(self) -> str:
        """In the reader's language."""
        return str(FUNDING[self.funding])

    @property
    def state_label(self) -> str:
        """In the reader's language; empty while nothing is known."""
        return str(PAY[self.state]) if self.state else ""


@dataclass(frozen=True)
class SourceTotal:
    """What one source has paid and owes for a month."""

    funding: str
    people: int
    paid: int
    owed: int

    @property
    def label(self) -> str:
        """In the reader's language."""
        return str(FUNDING[self.funding])


@dataclass(frozen=True)
class Month:
    """A month as the page shows it."""

    first: date
    lines: list[PayLine]

    @property
    def totals(self) -> list[SourceTotal]:
        """By source, of those for whom something is known."""
        return [
            SourceTotal(
                funding,
                people=len(lines),
                paid=sum(line.amount or 0 for line in lines if line.state == "paid"),
                owed=sum(line.amount or 0 for line in lines if line.state in ("late", "unpaid")),
            )
            for funding in FUNDING
            if (lines := [line for line in self.lines if line.funding == funding and line.state])
        ]

    @property
    def unknown(self) -> int:
        """For how many nothing is known yet."""
        return sum(not line.state for line in self.lines)


def month_of(first: date, funding: str = "", most: int = 500) -> Month:
    """Everybody whose decree covers some day of that month and who is to be paid. Refused: 403. 1 statement."""
    access.require("workforce:read")
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    rows = (
        select(
            Worker.id, Worker.name, Appointment.post, Appointment.honorarium,
            func.coalesce(Pay.funding, Appointment.funding).label("funding"), Pay.state, Pay.amount,
        )
        .join(Appointment, (Appointment.tenant_id == Worker.tenant_id) & (Appointment.worker_id == Worker.id))
        .outerjoin(Pay, (Pay.tenant_id == Worker.tenant_id) & (Pay.worker_id == Worker.id) & (Pay.month == first))
        .where(Appointment.ended_on.is_(None), Appointment.valid_from < last)
        .where(func.coalesce(Appointment.valid_until, date.max) >= first)
        .order_by(Worker.name, Worker.id)
        .limit(most)
    )  # fmt: skip
    if funding:
        rows = rows.where(Appointment.funding == funding)
    return Month(
        first,
        [
            PayLine(row.id, row.name, row.post, row.funding, row.honorarium, row.state or "", row.amount)
            for row in db.session.execute(rows)
        ],
    )
