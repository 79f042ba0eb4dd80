"""How many districts leave what the ministry asks for: for those above them, without a word of what was written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.reading import read
from registry.queries.rules import default_of, held_on
from registry.screening.published import CHOICE, OWN
from settings.models import DEPARTING, Setting


@dataclass(frozen=True)
class Departing:
    """Of one programme."""

    own: int = 0
    """Districts that have a line of their own in force."""
    chosen: int = 0
    """Districts that have chosen another source than the default, and have no line of their own."""


def departures(day: date) -> Mapping[str, Departing]:
    """By programme, on that day; nobody for one that is not in it. For supervisors and the ministry; one statement."""
    rows = read(_departed(), day=day.isoformat())
    standard = {held.rule.programme: default_of(held.published).line for held in held_on(day) if held.published}
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for slug, own, line, districts in rows:
        if own or line != standard.get(slug):
            found[slug][0 if own else 1] += districts
    return {slug: Departing(*counted) for slug, counted in found.items()}


@cache
def _departed() -> Select[*tuple[Any, ...]]:
    """(programme, whether it is a line of their own, line, how many districts); wants `day`, as it is written."""
    newest = (
        select(Setting.tenant_id, Setting.kind, Setting.slug, Setting.given_up, Setting.line, Setting.ends)
        .where(or_(*(Setting.kind == kind for kind in DEPARTING)))
        .ext(distinct_on(Setting.tenant_id, Setting.kind, Setting.slug))
        .order_by(Setting.tenant_id.desc(), Setting.kind.desc(), Setting.slug.desc(), Setting.version.desc())
        .subquery()
    )
    programme, starts = func.split_part(newest.c.slug, ".", 1), func.split_part(newest.c.slug, ".", 3)
    day = bindparam("day", type_=Text)
    in_force = and_(starts <= day, or_(newest.c.ends.is_(None), newest.c.ends >= day))
    each = (
        select(
            programme.label("programme"),
            func.bool_or(newest.c.kind == OWN).label("own"),
            func.max(newest.c.line).label("line"),
        )
        .where(~newest.c.given_up, or_(newest.c.kind == CHOICE, in_force))
        .group_by(newest.c.tenant_id, programme)
        .subquery()
    )
    return select(each.c.programme, each.c.own, each.c.line, func.count().label("n")).group_by(
        each.c.programme, each.c.own, each.c.line
    )
