"""How many districts leave what the ministry asks for: for those above them, without a word of what was written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.db import db
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
    newest = (
        select(Setting.tenant_id, Setting.kind, Setting.slug, Setting.given_up, Setting.line, Setting.ends)
        .where(Setting.kind.in_(DEPARTING))
        .ext(distinct_on(Setting.tenant_id, Setting.kind, Setting.slug))
        .order_by(Setting.tenant_id.desc(), Setting.kind.desc(), Setting.slug.desc(), Setting.version.desc())
        .subquery()
    )
    programme, starts = func.split_part(newest.c.slug, ".", 1), func.split_part(newest.c.slug, ".", 3)
    iso = day.isoformat()
    in_force = and_(starts <= iso, or_(newest.c.ends.is_(None), newest.c.ends >= iso))
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
    rows = db.session.execute(
        select(each.c.programme, each.c.own, each.c.line, func.count()).group_by(
            each.c.programme, each.c.own, each.c.line
        )
    )
    standard = {held.rule.programme: default_of(held.published).line for held in held_on(day) if held.published}
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for slug, own, line, districts in rows:
        if own or line != standard.get(slug):
            found[slug][0 if own else 1] += districts
    return {slug: Departing(*counted) for slug, counted in found.items()}
