"""Writing down money: what a source pays for a cost item in a year, and what a year costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from foundation import clock
from foundation.db import db
from sustainability.actions.records import refuse_stale, sign
from sustainability.models import ITEMS, CostNeed, FundingLine
from sustainability.queries.money import line_of
from tenants import access, audit


def put_line(data: Mapping[str, Any], seen: int = 0) -> FundingLine:
    """The entry of that year, source and item: new, or in the place of the one before.

    `seen` is the version the form was filled in over, 0 for none. Refused: 403, 409 `stale`.
    """
    access.require("sustain:write")
    line = line_of(data["year"], data["source"], data["item"], lock=True)
    if line is not None and line.removed_at is None:
        refuse_stale(line, seen)
    line = _put(line, data)
    db.session.flush()
    audit.record("sustainability.money", "funding_line", line.id, year=line.year)
    return line


def put_lines(rows: Sequence[Mapping[str, Any]]) -> int:
    """Many entries at once, each in the place of the one before; how many. Refused: 403."""
    access.require("sustain:write")
    years = {row["year"] for row in rows}
    there = db.session.scalars(select(FundingLine).where(FundingLine.year.in_(years)).with_for_update()).all()
    known = {(line.year, line.source, line.item): line for line in there}
    for row in rows:
        _put(known.get((row["year"], row["source"], row["item"])), row)
    db.session.flush()
    audit.record("sustainability.money_imported", "funding_line", lines=len(rows), years=sorted(years))
    return len(rows)


def remove_line(line: FundingLine, seen: int) -> None:
    """It was a mistake, or the source withdrew. Refused: 403, 409 `stale`."""
    access.require("sustain:write")
    refuse_stale(line, seen)
    line.removed_at = clock.now()
    db.session.flush()
    audit.record("sustainability.removed", "funding_line", line.id, year=line.year)


def put_needs(year: int, amounts: Mapping[str, int]) -> None:
    """What that year costs, by item; all items at once. Refused: 403."""
    access.require("sustain:write")
    there = db.session.scalars(select(CostNeed).where(CostNeed.year == year).with_for_update()).all()
    known = {need.item: need for need in there}
    for item in ITEMS:
        need = known.get(item) or CostNeed(year=year, item=item)
        need.amount, need.removed_at = amounts[item], None
        sign(need)
        db.session.add(need)
    db.session.flush()
    audit.record("sustainability.money", "cost_need", year=year)


def _put(line: FundingLine | None, data: Mapping[str, Any]) -> FundingLine:
    line = line or FundingLine(year=data["year"], source=data["source"], item=data["item"])
    for name in ("planned", "committed", "realised"):
        setattr(line, name, data[name])
    line.document, line.removed_at = data["document"] or "", None
    sign(line)
    db.session.add(line)
    return line
