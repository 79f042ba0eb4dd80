"""What is known about money, year by year: a few dozen rows per site, added up here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from foundation.db import db
from sustainability.models import ITEMS, SOURCES, CostNeed, FundingLine, SupportPeriod


@dataclass
class Year:
    """One fiscal year: what it costs, who pays."""

    year: int
    need: int = 0
    planned: int = 0
    committed: int = 0
    realised: int = 0
    by_source: dict[str, int] = field(default_factory=dict)
    """What each source gives: what is certain, or what was spent where that is more; without what is only planned."""
    planned_by_source: dict[str, int] = field(default_factory=dict)
    need_by_item: dict[str, int] = field(default_factory=dict)

    @property
    def certain(self) -> int:
        """What is bound by a document or has been spent."""
        return sum(self.by_source.values())

    @property
    def gap(self) -> int:
        """How much of the need nobody has committed to pay; 0 when it is covered."""
        return max(0, self.need - self.certain)

    @property
    def overspends(self) -> bool:
        """The plan costs more than all its sources give, hoped for or certain."""
        return self.need > sum(self.by_source.values()) + sum(self.planned_by_source.values())

    @property
    def spent_more(self) -> bool:
        """More was spent than anybody had planned or committed."""
        return self.realised > self.planned + self.committed


def years() -> list[Year]:
    """Every fiscal year with an entry, in order. 2 statements."""
    found: dict[int, Year] = {}
    lines = select(
        FundingLine.year,
        FundingLine.source,
        func.sum(FundingLine.planned).label("planned"),
        func.sum(FundingLine.committed).label("committed"),
        func.sum(FundingLine.realised).label("realised"),
        func.sum(func.greatest(FundingLine.committed, FundingLine.realised)).label("certain"),
    ).where(FundingLine.removed_at.is_(None))
    for row in db.session.execute(lines.group_by(FundingLine.year, FundingLine.source)):
        year = found.setdefault(row.year, Year(row.year))
        year.planned += int(row.planned)
        year.committed += int(row.committed)
        year.realised += int(row.realised)
        year.by_source[row.source] = int(row.certain)
        year.planned_by_source[row.source] = int(row.planned)
    needs = select(CostNeed.year, CostNeed.item, CostNeed.amount).where(CostNeed.removed_at.is_(None))
    for number, item, amount in db.session.execute(needs):
        year = found.setdefault(number, Year(number))
        year.need_by_item[item] = int(amount)
        year.need += int(amount)
    return [found[number] for number in sorted(found)]


def lines_of(year: int) -> list[FundingLine]:
    """The entries of one year, by source and item in the order of the lists."""
    rows = db.session.scalars(
        select(FundingLine).where(FundingLine.year == year, FundingLine.removed_at.is_(None))
    ).all()
    return sorted(rows, key=lambda row: (SOURCES.index(row.source), ITEMS.index(row.item)))


def all_lines() -> list[FundingLine]:
    """Every entry, year by year."""
    rows = db.session.scalars(select(FundingLine).where(FundingLine.removed_at.is_(None))).all()
    return sorted(rows, key=lambda row: (row.year, SOURCES.index(row.source), ITEMS.index(row.item)))


def line_of(year: int, source: str, item: str, lock: bool = False) -> FundingLine | None:
    """One entry, also one that was taken out."""
    wanted = select(FundingLine).where(FundingLine.year == year, FundingLine.source == source, FundingLine.item == item)
    return db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()


def needs_of(year: int) -> dict[str, CostNeed]:
    """What the year costs, by item."""
    rows = db.session.scalars(select(CostNeed).where(CostNeed.year == year, CostNeed.removed_at.is_(None)))
    return {row.item: row for row in rows}


def support_periods() -> list[SupportPeriod]:
    """Every period, the one that ends last at the end."""
    wanted = select(SupportPeriod).where(SupportPeriod.removed_at.is_(None))
    return list(db.session.scalars(wanted.order_by(SupportPeriod.ends_on, SupportPeriod.id)))


def end_of_support(periods: Iterable[SupportPeriod], source: str = "apbn") -> date | None:
    """The last day on which that source supports the service, as far as is written down."""
    return max((each.ends_on for each in periods if each.source == source), default=None)


def ends_of_apbn() -> dict[int, date]:
    """Tenant -> last day of APBN support, of every district the reader may see. 1 statement."""
    last = select(SupportPeriod.tenant_id, func.max(SupportPeriod.ends_on)).where(
        SupportPeriod.source == "apbn", SupportPeriod.removed_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(last.group_by(SupportPeriod.tenant_id))}


def overlapping(periods: Iterable[SupportPeriod]) -> set[int]:
    """Ids of periods of one source that overlap another of it: allowed, and shown as such."""
    listed = list(periods)
    return {
        each.id
        for each in listed
        for other in listed
        if each.id != other.id
        and each.source == other.source
        and each.starts_on <= other.ends_on
        and other.starts_on <= each.ends_on
    }
